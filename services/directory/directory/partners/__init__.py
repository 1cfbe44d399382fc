"""Those who answer for points, channels and materials."""
