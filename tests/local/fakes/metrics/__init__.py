"""Stands in for metrics."""
