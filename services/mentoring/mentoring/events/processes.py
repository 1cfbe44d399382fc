"""What every process tells: one event for an accepted action, one for a new record (section 5).

Such an event carries the record's id, its version, the state after the change, the unit it stands
under and the local date; what others need besides is named with it. Never a text, never a person.
"""

from datetime import date
from typing import Any
from uuid import UUID

from common.bus import Event

TOLD: dict[str, type[Event]] = {}
"""Every event of a process by its name: `need.merged`."""


def tells(noun: str, happened: str, says: str, **besides: Any) -> type[Event]:
    """Make an event of a noun known, with the types of the fields that it carries besides.

    Those that are not told are null.
    """
    fields: dict[str, Any] = {
        f"{noun}_id": UUID,
        "version": int,
        "state": str,
        "org_unit_id": UUID | None,
        "on": date,
    }
    name = "".join(part.capitalize() for part in f"{noun}_{happened}".split("_"))
    members: dict[str, Any] = {"__module__": __name__, "__qualname__": name, "__doc__": says}
    members |= {"type": f"{noun}.{happened}", "__annotations__": fields | _or_null(besides)}
    kind: Any = type(Event)
    made: type[Event] = kind(name, (Event,), members | dict.fromkeys(besides))
    TOLD[f"{noun}.{happened}"] = made
    return made


def _or_null(kinds: dict[str, Any]) -> dict[str, Any]:
    return {name: kind | None for name, kind in kinds.items()}
