"""What the gateway must be told before it can start."""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from common.settings import ServiceSettings

SHORTEST_PEPPER = 32
"""Bytes (api.md section 18)."""


def _long_enough(pepper: SecretStr) -> SecretStr:
    if len(pepper.get_secret_value().encode()) < SHORTEST_PEPPER:
        raise ValueError(f"a pepper has at least {SHORTEST_PEPPER} bytes")
    return pepper


Pepper = Annotated[SecretStr, AfterValidator(_long_enough)]


def _named(origins: list[str]) -> list[str]:
    if any("*" in origin for origin in origins):
        raise ValueError("origins of staff are named one by one")
    return origins


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_")

    caller_key: SecretStr
    """The private JSON Web Key (Ed25519) that signs caller tokens."""
    pepper: Pepper
    previous_pepper: Pepper | None = None
    """While one pepper replaces another: keys hashed with the old one are still known."""
    key_environment: Literal["live", "test"] = "live"
    directory_url: str
    mentoring_url: str
    metrics_url: str
    staff_origins: Annotated[list[str], AfterValidator(_named)] = Field(default=[])
    """Pages of other hosts on which staff work with this API."""
    trusted_proxies: list[IPv4Network | IPv6Network] = Field(default=[])
    """Only these are believed when they say how a client came (X-Forwarded-Proto)."""
    management_port: Annotated[int, Field(ge=0, le=65535)] = 9090
    public_base: str = "http://127.0.0.1:8080"
    """Where clients find us, for the examples in the documentation."""
    cache_mebibytes: Annotated[int, Field(ge=1, le=4096)] = 64

    @property
    def peppers(self) -> list[bytes]:
        """Those in force, the one for new keys first."""
        both = [self.pepper, self.previous_pepper]
        return [pepper.get_secret_value().encode() for pepper in both if pepper]

    def url_of(self, service: str) -> str:
        return str(getattr(self, f"{service}_url"))
