"""Stands in for gateway."""
