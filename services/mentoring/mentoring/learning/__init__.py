"""Quarters: plans, goals, actions and what was learned."""
