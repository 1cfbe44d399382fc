"""What is sent onward, and comes back."""
