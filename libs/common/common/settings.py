"""What a service must be told before it can start."""

from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings


class ServiceSettings(BaseSettings):
    """Subclass in the service's own settings.py and give it an env prefix."""

    database_url: str
    """`postgresql+asyncpg://login:password@host:port/database`"""
    nats_url: str
    caller_keys: SecretStr
    """JSON Web Key Set (RFC 7517) of the gateway: two keys while one replaces the other."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    wake_by_notify: bool = True
    """Whether commits wake the relay; without it events leave within a second."""
