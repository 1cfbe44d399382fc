"""What the tests of all processes share: the day it is, and who acts for which role.

A world is a module named by a noun: `make(session, county, state)` answers a record of unit `u`
in that state with all that the guards ask for; `BODIES` holds what each action needs, by action or
by `action>target` where the target is chosen. `AS` names who acts instead of the usual one,
`UNSEEN` who does not see a record in a state.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.processes.machines import Step
from mentoring.store import InProcess
from tests.mentoring.county import County

TODAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 10, tzinfo=UTC)
ACTORS = {
    "mentor": "me1",
    "lead": "lu",
    "supervisor": "su",
    "area_leader": "rla",
    "division_leader": "dl",
    "programme_board": "pb",
    "digital_services": "di",
    "admin": "ad",
    "it": "it",
    "owner": "pr",
    "professional": "pr",
}
Make = Callable[[AsyncSession, County, str], Awaitable[InProcess]]


class World(Protocol):
    BODIES: Mapping[str, Any]
    make: Make


def world_of(noun: str) -> Any:
    """The world of a noun; None when it has none."""
    name = f"tests.mentoring.worlds.{noun}"
    return import_module(name) if find_spec(name) else None


def actor_of(world: Any, step: Step) -> str:
    """Who takes a step: somebody whose role the table names."""
    own: Mapping[str, str] = getattr(world, "AS", {})
    named = own.get(f"{step.action}>{step.targets[0]}", own.get(step.action))
    return named or next(ACTORS[one] for one in ACTORS if one in step.who)


def body_of(world: Any, step: Step) -> Any:
    return world.BODIES.get(f"{step.action}>{step.targets[0]}", world.BODIES.get(step.action))
