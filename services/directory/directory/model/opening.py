"""How the doors of places stand: now by arrays, at another moment by the hours engine."""

from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime

import numpy as np

from common.clock import helsinki_day
from directory.hours.opening_hours import COUNTS_AS_OPEN, Hours, State, day_hours, state_at
from directory.model.asked import Asked
from directory.model.catalogue import Catalogue
from directory.model.positions import NEVER, OPEN, UNKNOWN, Mask, Positions, Rows, Times
from directory.model.things import Place, Service

A_MINUTE = 60
BY_ONESELF = 0.0
"""Among opening times: nobody is there to help, but one may go in now."""
SELF_SERVICE = frozenset({State.SELF_SERVICE})


def open_as_asked(catalogue: Catalogue, positions: Positions, rows: Rows, asked: Asked) -> Mask:
    """Which of the rows are open as asked: by mask when now is asked, else door by door."""
    places, mask = positions.places, np.ones(len(rows), dtype=bool)
    if asked.is_open_now:
        mask &= _open_now(catalogue, positions, asked)[rows]
    elif asked.open_at is not None:
        moment = asked.open_at
        told = [_is_open(catalogue, places[row], asked, moment) for row in rows.tolist()]
        mask &= np.array(told, dtype=bool)
    if asked.open_on is not None:
        day = asked.open_on
        told = [_opens_on(catalogue, places[row], asked, day) for row in rows.tolist()]
        mask &= np.array(told, dtype=bool)
    return mask


def _open_now(catalogue: Catalogue, positions: Positions, asked: Asked) -> Mask:
    if not asked.services:
        return positions.doors(asked.at, None).in_states(asked.states or COUNTS_AS_OPEN)
    found = [positions.doors(asked.at, code).open_in(asked.states) for code in asked.services]
    if len(found) == 1:
        return found[0]
    day = helsinki_day(asked.at)
    given = [positions.given(code, day, catalogue.qualified) for code in asked.services]
    both = [is_open & is_given for is_open, is_given in zip(found, given, strict=True)]
    every: Mask = np.logical_or.reduce(both)
    return every


def opening_times(catalogue: Catalogue, positions: Positions, asked: Asked) -> Times:
    """When each place opens as asked, in seconds since 1970; OPEN when it is, UNKNOWN if ever.

    BY_ONESELF: it stands between what is open and what opens later, when no service is asked.
    """
    doors = [positions.doors(asked.at, code) for code in asked.services or (None,)]
    if not asked.services:
        [door] = doors
        opens = door.opening_times(door.in_states(asked.states or COUNTS_AS_OPEN))
        return np.where(door.in_states(SELF_SERVICE) & (opens != OPEN), BY_ONESELF, opens)
    day = helsinki_day(asked.at)
    given = [positions.given(code, day, catalogue.qualified) for code in asked.services]
    told = [
        np.where(is_given, one.opening_times(one.open_in(asked.states)), UNKNOWN)
        for one, is_given in zip(doors, given, strict=True)
    ]
    soonest: Times = np.minimum.reduce(told)
    return soonest


def _is_open(catalogue: Catalogue, place: Place, asked: Asked, at: datetime) -> bool:
    if not asked.services:
        return state_at(place.hours, at) in (asked.states or COUNTS_AS_OPEN)
    return any(
        state_at(place.hours_of(service), at) in service_states(service, asked.states)
        for service in place.services_on(helsinki_day(at), catalogue.qualified)
        if service.code in asked.services
    )


def _opens_on(catalogue: Catalogue, place: Place, asked: Asked, day: date) -> bool:
    """Whether it is open at some time of a date."""
    if not asked.services:
        return has_state(place.hours, day, asked.states or COUNTS_AS_OPEN)
    return any(
        has_state(place.hours_of(service), day, service_states(service, asked.states))
        for service in place.services_on(day, catalogue.qualified)
        if service.code in asked.services
    )


def has_state(hours: Hours, day: date, states: frozenset[State]) -> bool:
    """Whether one of the states holds at some time of a date."""
    told = day_hours(hours, day, day)[0]
    return told.state in states or any(span.state in states for span in told.spans)


def doors_change_at(
    positions: Positions, asked: Asked, rows: Callable[[], Rows]
) -> datetime | None:
    """The next change of any candidate, also of those that are not shown now.

    The candidates are looked at when a door somewhere changes within a minute: no answer lives
    longer, so until then the first change of all doors is told.
    """
    doors = [positions.doors(asked.at, code) for code in _codes(asked)]
    if not doors:
        return None
    soonest = min(one.soonest for one in doors)
    if soonest < asked.at.timestamp() + A_MINUTE:
        few = rows()
        soonest = min((one.until[few].min() for one in doors if len(few)), default=NEVER)
    return datetime.fromtimestamp(min(soonest, 4e9), UTC)


def doors_now(positions: Positions, asked: Asked) -> Hashable:
    """Changes when a door has that says what is open now."""
    doors = [positions.doors(asked.at, code) for code in asked.services or (None,)]
    return tuple((one, one.turns) for one in doors)


def _codes(asked: Asked) -> set[str | None]:
    codes: set[str | None] = set(asked.services or [None]) if asked.is_open_now else set()
    return codes | ({None, *asked.services} if asked.tells_doors else set())


def service_states(service: Service, asked: frozenset[State] | None) -> frozenset[State]:
    """The states that count for a service: where it is given, and among those that were asked."""
    return service.states if asked is None else service.states & asked
