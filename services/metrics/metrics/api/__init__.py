"""The HTTP face of metrics."""

from metrics.api import event_counts

ROUTERS = [event_counts.router]
