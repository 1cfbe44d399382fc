"""Mentoring, joined."""

from typing import Any

from fastapi import FastAPI

from common import service
from mentoring.api import ROUTERS
from mentoring.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    return service.build("mentoring", settings or Settings(), ROUTERS)


def contracts() -> dict[str, dict[str, Any]]:
    """What mentoring promises: `openapi` and `asyncapi`."""
    return service.contracts("mentoring", ROUTERS)
