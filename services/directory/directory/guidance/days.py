"""The asked moment among Helsinki days (O1), and how soon something can be had (G7)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from directory.guidance.levels import FITS
from directory.guidance.offers import Offer, Times
from directory.guidance.parts import Part
from directory.hours.wall_clock import HELSINKI, midnight

NOW, LATER_TODAY, TOMORROW, WITHIN_A_WEEK, LATER = 20, 15, 12, 8, 4
BY_APPOINTMENT, UNCERTAIN = 8, 3
ALWAYS_FITTING, ALWAYS_OTHERWISE = 20, 10
OPEN_NOW, HOLIDAY = Part("open_now", NOW), Part("holiday_unconfirmed", UNCERTAIN)
NOW_PARTS = {
    "self_service": Part("self_service_now", NOW),
    "by_appointment": Part("by_appointment", NOW),
}
FAR = datetime.max.replace(tzinfo=UTC)


class Phase(IntEnum):
    """What comes first when scores are equal (G14)."""

    NOW = 0
    ALWAYS = 1
    LATER = 2


class Soon(NamedTuple):
    """How soon: the part of the score, the phase, and the start (UTC) to sort by."""

    part: Part
    phase: Phase
    start: datetime


@dataclass(frozen=True, slots=True)
class Days:
    """The ends of the Helsinki days that G7 speaks of, as instants in UTC."""

    at: datetime
    today: date
    tomorrow_from: datetime
    tomorrow_to: datetime
    week_to: datetime
    horizon: datetime


def days_from(at: datetime, within_days: int) -> Days:
    """Count days by their Helsinki dates: `within_days` = 0 is today only."""
    today = day_of(at)
    ends = [midnight(today + timedelta(days=n)) for n in (1, 2, 8, within_days + 1)]
    return Days(at, today, *ends)


def how_soon(offer: Offer, times: Times, days: Days, form: int) -> Soon | None:
    """The time part of a score (G7); None when it cannot be had within the asked days."""
    if times.state == "always":
        points = ALWAYS_FITTING if form == FITS else ALWAYS_OTHERWISE
        return Soon(Part("always_available", points), Phase.ALWAYS, FAR)
    if is_now(times, days.at):
        part = HOLIDAY if times.holiday_unconfirmed else NOW_PARTS.get(times.state, OPEN_NOW)
        return Soon(part, Phase.NOW, days.at)
    start = start_after(times, days.at)
    if start is not None and start < days.horizon:
        code = _start_code(offer, start, days)
        return Soon(_unless_holiday(times, code, _start_points(start, days)), Phase.LATER, start)
    if times.state == "by_appointment":
        return Soon(Part("by_appointment", BY_APPOINTMENT), Phase.LATER, FAR)
    if times.state == "unknown" and not offer.is_event:
        return Soon(Part("hours_unknown", UNCERTAIN), Phase.LATER, FAR)
    return None


def is_now(times: Times, at: datetime) -> bool:
    """Whether it can be had at the moment."""
    if times.starts_at is not None and times.ends_at is not None:
        return times.starts_at <= at < times.ends_at
    if times.state == "by_appointment":
        return times.now_until is not None
    return times.state in ("open", "self_service", "remote_only")


def start_after(times: Times, at: datetime) -> datetime | None:
    """When it begins after a moment, if that is known."""
    start = times.next_start or times.starts_at
    return start if start is not None and start > at else None


def day_of(moment: datetime) -> date:
    """The date in Helsinki."""
    return moment.astimezone(HELSINKI).date()


def _unless_holiday(times: Times, code: str, points: int) -> Part:
    if times.holiday_unconfirmed:
        return HOLIDAY
    return Part(code, points)


def _start_code(offer: Offer, start: datetime, days: Days) -> str:
    if offer.kind == "visit":
        return "visit_on"
    return "opens_later_today" if start < days.tomorrow_from else "opens_on"


def _start_points(start: datetime, days: Days) -> int:
    if start < days.tomorrow_from:
        return LATER_TODAY
    if start < days.tomorrow_to:
        return TOMORROW
    return WITHIN_A_WEEK if start < days.week_to else LATER
