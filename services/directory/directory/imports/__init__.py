"""Files of places and of hours: read, tried dry, applied whole (section 11.1 and 11.2)."""
