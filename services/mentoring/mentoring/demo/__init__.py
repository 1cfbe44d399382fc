"""An invented county to try mentoring with: its people, and their work of half a year.

Nothing in it is a real unit or person.
"""
