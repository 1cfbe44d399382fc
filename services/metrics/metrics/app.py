"""Metrics, joined."""

from typing import Any

from fastapi import FastAPI

from common import service
from metrics import events  # noqa: F401  what it tells belongs to its contract
from metrics.api import ROUTERS
from metrics.listeners import HEARING
from metrics.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    return service.build("metrics", settings or Settings(), ROUTERS, HEARING)


def contracts() -> dict[str, dict[str, Any]]:
    """What metrics promises: `openapi` and `asyncapi`."""
    return service.contracts("metrics", ROUTERS, HEARING)
