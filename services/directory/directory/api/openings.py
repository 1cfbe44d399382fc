"""Openness and dated hours as they cross HTTP (rules O21, O22)."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field, model_validator

from common.shapes import Day, Moment, Shape
from common.text import Written
from directory.hours import opening_hours
from directory.hours.opening_hours import (
    COUNTS_AS_OPEN,
    DayHours,
    Hours,
    State,
    hours_to,
    time_of_day,
)
from directory.model.things import Service

DOOR = tuple(one.name for one in fields(opening_hours.Openness))
GIVEN = "Whether what was asked is given at the moment: the service, or for a place any help."


class Said(Shape):
    """Which statement speaks: a period, a dated day, a holiday, or none."""

    kind: Annotated[str, Field(examples=["normal"])]
    id: str | None
    label: Written | None


class Openness(Shape):
    """The state at a moment and what comes next; moments in UTC, null beyond 120 days."""

    state: Annotated[State, Field(examples=["open"])]
    available: Annotated[bool, Field(description=GIVEN)]
    since: Moment | None
    until: Moment | None
    next_open: Moment | None
    next_change: Moment | None
    source: Said
    holiday_unconfirmed: bool

    @model_validator(mode="before")
    @classmethod
    def _of_a_place(cls, told: Any) -> Any:
        """What the engine says of a place or a channel is available when it counts as open."""
        is_door = isinstance(told, opening_hours.Openness)
        return _told(told, COUNTS_AS_OPEN) if is_door else told


class OpenSpan(Shape):
    """Local wall-clock time on the day it starts, and the same as moments in UTC."""

    from_: Annotated[str, Field(alias="from", serialization_alias="from", examples=["09:00"])]
    to: Annotated[str, Field(examples=["16:00"])]
    ends_next_day: bool
    state: State


class OpenDay(Shape):
    """One date: its spans, the state outside them, holidays on it."""

    date: Day
    state: State
    spans: Annotated[list[OpenSpan], Field(max_length=200)]
    source: Said
    holidays: Annotated[list[str], Field(max_length=3)]
    holiday_unconfirmed: bool


class OpenDays(Shape):
    """Dated hours of a place or of one of its services."""

    time_zone: str
    items: Annotated[list[OpenDay], Field(max_length=366)]


def openness_shown(door: opening_hours.Openness, service: Service | None) -> Openness:
    """A door as it crosses HTTP: a service is available in the states of its own (D9, O21, O23)."""
    return Openness.model_validate(_told(door, service.states if service else COUNTS_AS_OPEN))


def _told(door: opening_hours.Openness, states: frozenset[State]) -> dict[str, Any]:
    return {name: getattr(door, name) for name in DOOR} | {"available": door.state in states}


def shown_days(days: Sequence[DayHours]) -> dict[str, Any]:
    """Dates as JSON."""
    return {"time_zone": "Europe/Helsinki", "items": [_day(day) for day in days]}


def _day(day: DayHours) -> dict[str, Any]:
    return {
        "date": day.date,
        "state": day.state,
        "spans": [
            {
                "from": time_of_day(span.start),
                "to": time_of_day(span.end),
                "ends_next_day": span.ends_next_day,
                "state": span.state,
            }
            for span in day.spans
        ],
        "source": day.source,
        "holidays": day.holidays,
        "holiday_unconfirmed": day.holiday_unconfirmed,
    }


def hours_shown(hours: Hours, today: date) -> dict[str, Any]:
    """Hours as JSON with the dated days of a year to come: imports pile up those that are past."""
    last = today + timedelta(days=365)
    days = {day: said for day, said in hours.days.items() if today <= day <= last}
    return hours_to(replace(hours, days=days))


def day_asked(text: str, today: date) -> date:
    """`2026-11-22`, `today`, `+7d` or `-1w`, from today in Helsinki. Raises ValueError."""
    text = "+" + text[1:] if text.startswith(" ") else text  # a plus that was not escaped
    if text == "today":
        return today
    if text[0] in "+-" and text[-1] in "dw":
        count = int(text[:-1])
        return today + timedelta(days=count * (7 if text[-1] == "w" else 1))
    return date.fromisoformat(text)
