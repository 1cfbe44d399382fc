"""Help without a place: remote channels and materials."""
