"""Figures: what happened, counted once, by quarter."""
