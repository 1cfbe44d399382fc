"""What the services promise, collected from their code: documents, events told and heard."""

import json
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from common.bus import Event
from common.service import events_of

ROOT = Path(__file__).parents[2]
SERVICES = ("directory", "mentoring", "metrics")
TELLERS = ("directory", "gateway", "mentoring", "metrics")
EXAMPLES = ROOT / "tests/contract/events"


def documents(service: str) -> dict[str, Any]:
    """The contracts that a service would print now."""
    made: dict[str, Any] = import_module(f"{service}.app").contracts()
    return made


def part_of(service: str, name: str) -> ModuleType | None:
    """A module that a service may have. Raises what goes wrong inside it."""
    whole = f"{service}.{name}"
    return import_module(whole) if find_spec(whole) else None


def told() -> dict[str, type[Event]]:
    """Every event that a service tells, by its full name; its app knows every part of it."""
    tellers = [one for one in TELLERS if part_of(one, "events") and part_of(one, "app")]
    return {kind.full_name(): kind for service in tellers for kind in events_of(service)}


def heard() -> list[tuple[str, type[Event]]]:
    """Every event that a service listens to, with the service."""
    hearing = {one: getattr(part_of(one, "listeners"), "HEARING", {}) for one in TELLERS}
    return [(service, kind) for service, kinds in hearing.items() for kind in kinds]


def example_of(kind: type[Event]) -> dict[str, Any]:
    """The envelope of a plausible event of a kind, the same every time."""
    fields = {
        name: _value(name, field.annotation, field.metadata)
        for name, field in kind.model_fields.items()
        if name not in ("id", "at", "sequence")
    }
    event = kind.model_validate(
        fields
        | {
            "id": UUID("0192f0c2-1a4e-718b-ac8d-b65b879772ca"),
            "at": datetime.fromisoformat("2026-11-22T06:00:03.918582+00:00"),
        }
    )
    read: dict[str, Any] = json.loads(event.sealed(1))
    return read


def _value(name: str, annotation: Any, metadata: Any = ()) -> Any:  # noqa: PLR0911  a table
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(name, args[0], args[1:])
    if origin in (Union, UnionType):
        return _value(name, next(one for one in args if one is not type(None)))
    if origin is Literal:
        return args[0]
    if origin is list:
        return [_value(name, args[0])]
    if origin is dict or name == "names":
        counted = origin is dict and args[1] is int
        return {"example": 3} if counted else {"fi": "Esimerkki", "sv": "Exempel", "en": "Example"}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        members = annotation.model_fields.items()
        return {one: _value(one, field.annotation, field.metadata) for one, field in members}
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    return _plain(name, annotation, str(metadata))


def _plain(name: str, annotation: Any, metadata: str) -> Any:
    if annotation is str:
        return "398" if r"\d{3}" in metadata else "Example001" if name == "key_id" else "example"
    plain: dict[Any, Any] = {
        UUID: UUID("0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac"),
        datetime: datetime.fromisoformat("2026-12-01T08:00:00+00:00"),
        date: date(2026, 12, 1),
        int: 3,
        bool: True,
        float: 1.5,
        Decimal: Decimal(412),
    }
    return plain[annotation]
