"""What can be offered: one service at one place, or one channel, material or event (G3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from directory.points.availability import AUTHORISATION

Text = Mapping[str, str | None]
Kind = Literal["point", "visit", "channel", "material", "outreach", "training"]
Availability = Literal[
    "open", "self_service", "by_appointment", "remote_only", "unknown", "closed", "always"
]
Freshness = Literal["fresh", "due", "unverified", "stale", "expired"]

NOBODY_RANKS = 99
"""The obligation rank of an offer whose giver has no role: after every rank of 2.3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When an offer can be had, seen from the asked moment (O21, O23); all moments in UTC.

    `state` is the service's own: a place in self-service hours is `closed` for a service that
    needs staff. `now_until` stands while it can be had, `next_start` while it cannot.
    `by_appointment` without either means: by appointment, no times known.
    `holiday_unconfirmed` speaks of the day of the present span, else of `next_start` (O24).
    """

    state: Availability = "unknown"
    now_until: datetime | None = None
    next_start: datetime | None = None
    holiday_unconfirmed: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None


ALWAYS = Times(state="always")


def always(_at: datetime, _within_days: int) -> Times:
    """The times of what has no hours: materials, brochures, chatbots."""
    return ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Offer:
    """One thing that can be offered. Empty lists mean: everybody, everything that fits.

    `times` takes the asked moment (UTC) and the days to look ahead; it is asked only of what
    passed every other rule. `place_id` (the point or the visit) says what stands together (G15).
    `services` are all services of the place, this one or not. `accessibility` maps a profile to
    `yes`, `no` or `unknown`. `qualified` is only for assisted authorisation (Q2, Q3): whether
    somebody is qualified on a Helsinki date, or the answer for the date that `times` gives.
    """

    kind: Kind
    id: str
    name: Text
    form: str
    times: Callable[[datetime, int], Times]
    service: str | None = None
    place_id: str | None = None
    unit_id: str | None = None
    municipality: str | None = None
    lat: float | None = None
    lon: float | None = None
    coordinate_is_centre: bool = False
    levels: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    target_groups: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    interpreting: bool = False
    services: frozenset[str] = frozenset()
    accessibility: Mapping[str, str] = field(default_factory=dict)
    requires_identification: bool = False
    obligation_rank: int | None = None
    freshness: Freshness = "unverified"
    checked_on: date | None = None
    public: bool = True
    qualified: bool | Callable[[date], bool] | None = None
    is_default: bool = False

    @property
    def stands_at(self) -> str:
        """What this offer shares with the other services of its place (G15)."""
        return self.place_id or self.id

    @property
    def at_a_place(self) -> bool:
        """An online event has no place; a point and a visit always have one."""
        if self.kind in ("channel", "material"):
            return False
        return self.kind in ("point", "visit") or self.lat is not None or bool(self.municipality)

    @property
    def needs_travel(self) -> bool:
        """Whether the asker must go somewhere: a home visit comes to them."""
        return self.form != "home_visit" and self.at_a_place

    @property
    def is_event(self) -> bool:
        """Whether it has one beginning and one end: a visit, a training, outreach."""
        return self.kind in ("visit", "training", "outreach")

    def has(self, service: str) -> bool:
        """Whether the place gives a service, here or beside this one."""
        return self.service == service or service in self.services

    @property
    def is_ever_qualified(self) -> bool:
        """Whether there can be a date on which the service may be shown."""
        return self.service != AUTHORISATION or bool(self.qualified)

    def is_qualified(self, day: date) -> bool:
        """Whether the service may be shown on a Helsinki date (Q3, Q7); others always may."""
        if self.service != AUTHORISATION:
            return True
        return self.qualified(day) if callable(self.qualified) else self.qualified is True
