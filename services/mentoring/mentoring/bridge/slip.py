"""How far a plan has moved from its baseline, in days (P6). Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID


class Planned(NamedTuple):
    """An item as it was agreed: its days, of which either may be missing."""

    starts_on: date | None
    due_on: date | None


class Now(NamedTuple):
    """An item as it is: dropped ones have no end."""

    id: UUID
    starts_on: date | None
    due_on: date | None
    done_on: date | None
    is_dropped: bool

    @property
    def ends_on(self) -> date | None:
        return None if self.is_dropped else self.done_on or self.due_on


class ItemSlip(NamedTuple):
    """`slip_days` is null for what has no end now or had none then."""

    id: UUID
    baseline: Planned | None
    now: Now
    slip_days: int | None


def frozen(lines: Iterable[Mapping[str, Any]]) -> dict[UUID, Planned]:
    """The days of each item of a revision."""
    return {UUID(one["id"]): Planned(_day(one["starts_on"]), _day(one["due_on"])) for one in lines}


def slips(baseline: Mapping[UUID, Planned], items: Iterable[Now]) -> list[ItemSlip]:
    """Of each item, also of those that came later."""
    return [_slip(one, baseline.get(one.id)) for one in items]


def slip_of_plan(baseline: Mapping[UUID, Planned], items: Iterable[Now]) -> int:
    """Days between the last day of the baseline and the last day now; items of both count."""
    kept = {one.id: one.ends_on for one in items if one.id in baseline}
    ends = [day for day in kept.values() if day is not None]
    agreed = [day for id_, one in baseline.items() if kept.get(id_) and (day := one.due_on)]
    return (max(ends) - max(agreed)).days if ends and agreed else 0


def _slip(one: Now, baseline: Planned | None) -> ItemSlip:
    then = baseline.due_on if baseline else None
    days = (one.ends_on - then).days if one.ends_on and then else None
    return ItemSlip(one.id, baseline, one, days)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
