"""Stands in for directory."""
