"""What the services are called, and the modules that each of them is run by."""

SERVICES = ("directory", "mentoring", "metrics", "gateway")
PROVISION = "provision"
"""The login on NATS that may touch streams; no service has it."""
