"""When something can be had: asked of the hours engine, told from memory while it holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from directory.guidance.days import FAR as FOR_EVER
from directory.guidance.offers import ALWAYS, Availability, Times, always
from directory.hours.opening_hours import Hours, Openness, State, openness
from directory.model.things import A_DAY, Visit

NOW: dict[State, Availability] = {
    State.OPEN: "open",
    State.SELF_SERVICE: "self_service",
    State.BY_APPOINTMENT: "by_appointment",
    State.REMOTE_ONLY: "remote_only",
}


class _Held(NamedTuple):
    """What was last answered, and from when until when that is the answer (UTC)."""

    since: datetime
    until: datetime
    within_days: int
    times: Times


class TimesOf:
    """When a service with these hours can be had, asked of the engine (O21, O23).

    The last answer is kept while it holds (O27). The engine looks a day farther than was asked: so
    it is known from when on something comes into sight.
    """

    __slots__ = ("held", "hours", "states")

    def __init__(self, hours: Hours, states: frozenset[State]) -> None:
        self.hours, self.states = hours, states
        self.held: _Held | None = None

    def __call__(self, at: datetime, within_days: int) -> Times:
        held = self.held
        if held and held.within_days == within_days and held.since <= at < held.until:
            return held.times
        found = openness(self.hours, at, self.states, horizon_days=within_days + 2)
        turn = found.until if found.state in self.states else found.next_open
        reach = _reach(within_days)
        if turn is None or turn > at + reach:
            until = at + A_DAY if turn is None else turn - reach
            found = replace(found, until=None, next_open=None)
        else:
            until = turn
        times = self._of(found)
        self.held = _Held(at, min(until, found.next_change or until), within_days, times)
        return times

    def holds_until(self, at: datetime, within_days: int) -> datetime:
        """When it may say something else, asked after it was called with the same."""
        held = self.held
        return held.until if held and held.within_days == within_days else at

    def _of(self, found: Openness) -> Times:
        if found.state in self.states:
            if found.until is None and found.state is State.BY_APPOINTMENT:
                return Times(state="by_appointment")
            if found.until is None and found.state is State.OPEN:
                return ALWAYS
            return Times(
                state=NOW[found.state],
                now_until=found.until,
                holiday_unconfirmed=found.holiday_unconfirmed,
            )
        state: Availability = "unknown" if found.state is State.UNKNOWN else "closed"
        if found.next_open is None:
            return Times(state=state)
        later = openness(self.hours, found.next_open, self.states, horizon_days=1)
        unconfirmed = later.holiday_unconfirmed
        return Times(state=state, next_start=found.next_open, holiday_unconfirmed=unconfirmed)


class TimesOfVisit:
    """When a visit can be had: from its beginning to its end."""

    __slots__ = ("visit",)

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    def __call__(self, at: datetime, within_days: int) -> Times:
        visit = self.visit
        starts, ends = visit.row.starts_at, visit.row.ends_at
        if not visit.comes(at) or starts > at + _reach(within_days):
            return Times(state="closed", starts_at=starts, ends_at=ends)
        if starts <= at:
            return Times(state="open", now_until=ends, starts_at=starts, ends_at=ends)
        return Times(state="closed", next_start=starts, starts_at=starts, ends_at=ends)

    def holds_until(self, at: datetime, within_days: int) -> datetime:
        """When it says something else."""
        row = self.visit.row
        turns = (row.starts_at - _reach(within_days), row.starts_at, row.ends_at)
        return min((one for one in turns if one > at), default=FOR_EVER)


def holds_until(
    times: Callable[[datetime, int], Times], at: datetime, within_days: int
) -> datetime:
    """Until when times that were asked stay as they are; the moment itself when nobody knows."""
    if isinstance(times, TimesOf | TimesOfVisit):
        return times.holds_until(at, within_days)
    return FOR_EVER if times is always else at


def _reach(within_days: int) -> timedelta:
    """A day farther than was asked: horizons end at a time of the day."""
    return timedelta(days=within_days + 1)
