"""What becomes of a point when a file speaks of it: rules R1, R3, D6 and the life of a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from common.clock import HELSINKI, helsinki_day, new_id
from directory.imports.places_file import ReadPlace
from directory.points.changing import GROUPS
from directory.points.points import (
    ACCESSIBILITY,
    PointKind,
    RecordState,
    SupportPoint,
    Visibility,
)
from directory.points.verifications import ByRole
from directory.sorting import sort_key

COLUMNS: tuple[str, ...] = tuple(column.key for column in SupportPoint.__table__.columns)
GROUPED = frozenset(member for members in GROUPS.values() for member in members)
SOURCE = "source"
LEFT, SUSPENDED = "left_source", "suspended_by_import"
"""Flags of a point: the newest import did not name it; an import has suspended it."""
IMPORTED_FLAGS = ("check_", "proposal_", LEFT, SUSPENDED)
Columns = Mapping[str, Any]


class Outcome(StrEnum):
    """What becomes of a row (rule I2)."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True)
class Verdict:
    """A point as the import leaves it. `changed` are groups of fields, for the event."""

    outcome: Outcome
    columns: Columns
    changed: tuple[str, ...] = ()
    became: RecordState | None = None
    checked_on: date | None = None
    """The source's own date of checking, when it is news (rule F1)."""

    @cached_property
    def point(self) -> SupportPoint:
        """The point as a row of its own, for what a row knows of itself."""
        return SupportPoint(**self.columns)

    @property
    def was_public(self) -> bool:
        """Whether residents might see it before the import; no file changes its visibility."""
        if self.became is None:
            return self.point.is_public
        shown = self.columns["visibility"] is Visibility.PUBLIC
        return shown and self.became is RecordState.SUSPENDED


def new_point(place: ReadPlace, origin: tuple[str, UUID], at: datetime) -> Verdict:
    """A point of a row that the source names for the first time; `origin`: source, organisation."""
    data_source, organisation_id = origin
    columns: dict[str, Any] = dict.fromkeys(COLUMNS)
    columns |= _plain()
    columns |= {"organisation_id": organisation_id, **place.fields}
    columns |= {
        "id": new_id(),
        "version": 1,
        "created_at": at,
        "updated_at": at,
        "read_at": at,
        "sort_name": sort_key(columns["name"]["fi"]),
        "data_source": data_source,
        "origin_id": place.origin_id,
        "field_owners": dict.fromkeys(GROUPS, SOURCE),
        "flags": sorted(place.flags),
    }
    columns |= _verified(place.checked_on)
    wishes = place.state_said is not RecordState.DRAFT and not place.hours_unclear
    became = RecordState.PUBLISHED if wishes and not missing_of(columns) else None
    columns["state"] = became or RecordState.DRAFT
    return Verdict(Outcome.CREATED, columns, ("all",), became, place.checked_on)


def compared(held: Columns, place: ReadPlace, at: datetime) -> Verdict:
    """A point that the source has named before (rule I5), after this row."""
    values = _taken(held, place)
    after = {**held, **values}
    if "name" in values:
        after["sort_name"] = sort_key(after["name"]["fi"])
    news = _news(held, place)
    after |= _verified(news)
    became = _state_after(held, after, place, is_changed=bool(values))
    flags = _flags_after(held, place, became, is_changed=bool(values) or became is not None)
    changed = _changed(values)
    if not (values or news or became or flags != held["flags"]):
        return Verdict(Outcome.UNCHANGED, held)
    after |= {"state": became or held["state"], "flags": flags, "read_at": at}
    return Verdict(Outcome.UPDATED, _counted(after, at), changed, became, news)


def left(held: Columns, at: datetime) -> Verdict | None:
    """A point that the file does not name: suspended the second time, never deleted (R3)."""
    if held["state"] is RecordState.ARCHIVED:
        return None
    if LEFT not in held["flags"]:
        after = {**held, "flags": sorted([*held["flags"], LEFT])}
        return Verdict(Outcome.UPDATED, _counted(after, at), ("provenance",))
    if held["state"] is not RecordState.PUBLISHED:
        return None
    flags = sorted({*held["flags"], SUSPENDED})
    after = {**held, "flags": flags, "state": RecordState.SUSPENDED}
    return Verdict(Outcome.UPDATED, _counted(after, at), (), RecordState.SUSPENDED)


def missing_of(columns: Columns) -> list[str]:
    """What is missing before residents may see the point (D6)."""
    return SupportPoint(**columns).missing


def _taken(held: Columns, place: ReadPlace) -> dict[str, Any]:
    """The columns that the row changes: only those of groups that the source owns (R1).

    The source's value of the other groups is kept beside, in `source_values`.
    """
    beside = dict(held["source_values"])
    stated: dict[str, Any] = {}
    for group, members in GROUPS.items():
        said = {name: place.fields[name] for name in members if name in place.fields}
        if not said:
            continue
        if held["field_owners"].get(group) == SOURCE and not _waits(group, held, place):
            stated |= said
            beside.pop(group, None)
        else:
            beside[group] = said
    stated |= {name: value for name, value in place.fields.items() if name not in GROUPED}
    stated["source_values"] = beside
    return {name: value for name, value in stated.items() if held[name] != value}


def _waits(group: str, held: Columns, place: ReadPlace) -> bool:
    """Hours that were not read for certain never replace hours that residents see (T8)."""
    return group == "hours" and place.hours_unclear and held["state"] is not RecordState.DRAFT


def _state_after(
    held: Columns, after: Columns, place: ReadPlace, *, is_changed: bool
) -> RecordState | None:
    """The state that the row brings the point to; None when it stays where it is.

    A draft is published when the row brings something new or asks for it; what an import has
    suspended is published when it can be again; what lost its last service is suspended.
    """
    state = held["state"]
    if state is RecordState.PUBLISHED:
        return None if after["services"] else RecordState.SUSPENDED
    if state is RecordState.SUSPENDED:
        may = SUSPENDED in held["flags"]
    else:
        may = is_changed or place.state_said is RecordState.PUBLISHED
    unwilling = place.state_said is RecordState.DRAFT or place.hours_unclear
    if not may or unwilling or missing_of(after):
        return None
    return RecordState.PUBLISHED


def _flags_after(
    held: Columns, place: ReadPlace, became: RecordState | None, *, is_changed: bool
) -> list[str]:
    """People may take a flag away: it comes back only when the row brings something new."""
    if not is_changed:
        return [flag for flag in held["flags"] if flag != LEFT]
    own = {flag for flag in held["flags"] if not flag.startswith(IMPORTED_FLAGS)}
    suspended = became is RecordState.SUSPENDED or (
        became is None and SUSPENDED in held["flags"] and held["state"] is RecordState.SUSPENDED
    )
    return sorted(own | place.flags | ({SUSPENDED} if suspended else set()))


def _changed(values: Columns) -> tuple[str, ...]:
    groups = [group for group, members in GROUPS.items() if values.keys() & set(members)]
    rest = values.keys() - GROUPED
    if "source_values" in rest:
        groups.append("provenance")
    return (*groups, *(("other",) if rest - {"source_values"} else ()))


def _news(held: Columns, place: ReadPlace) -> date | None:
    """The source's date of checking, when it is later than any we know (F1)."""
    known, said = held["verified_at"], place.checked_on
    if said is None or (known is not None and helsinki_day(known) >= said):
        return None
    return said


def _verified(on: date | None) -> dict[str, Any]:
    if on is None:
        return {}
    return {"verified_at": noon(on), "verified_by_role": ByRole.IMPORT.value}


def noon(day: date) -> datetime:
    """Noon in Helsinki, for a source that names only the date."""
    return datetime.combine(day, time(12), HELSINKI).astimezone(UTC)


def _counted(columns: Columns, at: datetime) -> Columns:
    return {**columns, "version": columns["version"] + 1, "updated_at": at}


def _plain() -> dict[str, Any]:
    """A new point as the form of the application makes it, its hours said to be unknown (D6)."""
    return {
        "kind": PointKind.MUNICIPALITY,
        "visibility": Visibility.PUBLIC,
        "audiences": ["resident"],
        "target_groups": [],
        "entrances": [],
        "accessibility": dict.fromkeys(ACCESSIBILITY, "unknown"),
        "contacts": [],
        "languages_spoken": ["fi"],
        "roles": [],
        "services": [],
        "remote_appointment_place": False,
        "hours": {},
        "days_revision": 0,
        "source_values": {},
    }
