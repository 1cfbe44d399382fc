"""Support points: where they are, what they give, and how sure we are of it."""
