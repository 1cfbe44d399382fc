"""What the read model holds: places, visits, channels and materials, ready to be asked."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from common.clock import helsinki_day, now
from directory.hours.opening_hours import COUNTS_AS_OPEN, Hours, Openness, State, openness
from directory.mobile.qualifications import Qualified
from directory.mobile.units import MobileUnit
from directory.mobile.visits import MobileVisit, VisitState
from directory.partners.organisations import Organisation
from directory.points.availability import AUTHORISATION
from directory.points.freshness import Checked, Freshness, visit_freshness
from directory.points.points import SupportPoint
from directory.remote.channels import RemoteChannel
from directory.remote.materials import Material

MOBILE = "mobile"
A_DAY = timedelta(days=1)
Doors = dict[str | None, tuple[datetime, Openness]]
"""What was last answered for the hours of a thing (None) and of its services, and when."""
Made = dict[Hashable, tuple[Hashable, Any]]
"""What has been made of a thing, by name, and what else it depends on."""
T = TypeVar("T")


def made_once(made: Made, name: Hashable, of: Hashable, make: Callable[[], T]) -> T:
    """What is made of a thing: made again only when what else it depends on is another."""
    held = made.get(name)
    if held is None or held[0] != of:
        held = made[name] = of, make()
    found: T = held[1]
    return found


def door_at(
    held: Doors, code: str | None, hours: Hours, states: frozenset[State], at: datetime
) -> Openness:
    """The answer of the engine, which holds until its next change (O27); kept unless it is of a
    time to come.
    """
    since, found = held.get(code, (None, None))
    if since is not None and found is not None and since <= at < _next(found, since):
        return found
    found = openness(hours, at, states)
    if at <= now() and (since is None or at >= since):
        held[code] = at, found
    return found


def _next(found: Openness, since: datetime) -> datetime:
    return found.next_change or since + A_DAY


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """A service at a place. `hours` is None where those of the place hold."""

    code: str
    said: Mapping[str, Any]
    hours: Hours | None
    states: frozenset[State]
    levels: frozenset[str]
    needs: frozenset[str]
    topics: frozenset[str]
    valid_from: date | None
    valid_to: date | None
    persons: tuple[UUID, ...]

    def is_on(self, day: date, qualified: Qualified) -> bool:
        """Whether it is given at all on a Helsinki date (2.5, rules Q3 and Q7)."""
        if (self.valid_from and day < self.valid_from) or (self.valid_to and day > self.valid_to):
            return False
        return self.code != AUTHORISATION or qualified.any_of(self.persons, day)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A support point, or a mobile unit seen as a place with the hours of its visits."""

    id: UUID
    kind: str
    row: SupportPoint | MobileUnit
    organisation: Organisation
    name: Mapping[str, str | None]
    sort_name: str
    municipality: str | None
    lat: float | None
    lon: float | None
    is_centre: bool
    hours: Hours
    services: tuple[Service, ...]
    audiences: frozenset[str]
    target_groups: frozenset[str]
    rank: int | None
    checked: Checked
    key: str | None = None
    visits: tuple["Visit", ...] = ()
    written: dict[Any, bytes] = field(default_factory=dict)
    """JSON that has been made of it, by what it depends on."""
    doors: "Doors" = field(default_factory=dict)
    made: Made = field(default_factory=dict)

    def freshness(self, today: date) -> Freshness:
        return self.checked.on(today)

    def door(self, service: Service | None, at: datetime) -> Openness:
        """How its door stands, or that of one of its services (O21, O23); kept while it holds."""
        states = service.states if service else COUNTS_AS_OPEN
        code = service.code if service else None
        return door_at(self.doors, code, self.hours_of(service), states, at)

    def is_shown(self, today: date) -> bool:
        """Whether residents see it: published, for everybody, not expired (F5)."""
        return self.row.is_public and today < self.checked.expires_on

    def service(self, code: str) -> Service | None:
        return next((one for one in self.services if one.code == code), None)

    def services_on(self, day: date, qualified: Qualified) -> list[Service]:
        return [one for one in self.services if one.is_on(day, qualified)]

    def hours_of(self, service: Service | None) -> Hours:
        return self.hours if service is None or service.hours is None else service.hours


@dataclass(frozen=True, slots=True, eq=False)
class Visit:
    """One stop of a mobile unit."""

    id: UUID
    row: MobileVisit
    unit: MobileUnit
    organisation: Organisation
    services: tuple[Service, ...]
    lat: float | None
    lon: float | None
    rank: int | None
    made: Made = field(default_factory=dict)

    def is_shown(self, at: datetime, today: date) -> bool:
        """Rule V6: a cancelled visit until its planned end, a held one on its day."""
        return self.is_public and (self.is_shown_all(today) or at < self.row.ends_at)

    @property
    def is_public(self) -> bool:
        return self.row.is_public and self.unit.is_public

    def is_shown_all(self, today: date) -> bool:
        """Whether residents see a public one on the whole of a Helsinki date."""
        return self.row.state is not VisitState.CANCELLED and self.row.day >= today

    def comes(self, at: datetime) -> bool:
        """Whether it is still to come or going on."""
        return self.row.state is not VisitState.CANCELLED and at < self.row.ends_at

    def services_on(self, qualified: Qualified) -> list[Service]:
        """What is offered; without a qualified person no assisted authorisation (Q5)."""
        return [one for one in self.services if one.is_on(self.row.day, qualified)]

    def freshness(self, today: date) -> Freshness:
        on = self.row.verified_at and helsinki_day(self.row.verified_at)
        return visit_freshness(on, self.row.day, today)


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    id: UUID
    row: RemoteChannel
    organisation: Organisation
    hours: Hours
    checked: Checked
    doors: Doors = field(default_factory=dict)
    made: Made = field(default_factory=dict)

    def door(self, at: datetime) -> Openness:
        return door_at(self.doors, None, self.hours, COUNTS_AS_OPEN, at)

    def is_shown(self, today: date) -> bool:
        return self.row.is_public and today < self.checked.expires_on


@dataclass(frozen=True, slots=True, eq=False)
class Guide:
    """A material."""

    id: UUID
    row: Material
    organisation: Organisation
    checked: Checked
    made: Made = field(default_factory=dict)

    def is_shown(self, today: date) -> bool:
        return self.row.is_public and today < self.checked.expires_on
