"""Measurements. Each file prints a table of ratios, and the promises that they hold."""
