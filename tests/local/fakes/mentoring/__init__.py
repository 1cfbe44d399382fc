"""Stands in for mentoring."""
