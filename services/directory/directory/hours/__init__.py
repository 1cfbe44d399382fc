"""When a place is open: hours, holidays, and what they say at a moment."""
