"""How a support point of the demonstration is written down, and the row that it becomes."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from directory.demo.ids import demo_id
from directory.demo.weeks import HoursOn
from directory.demo.words import SOURCE, Said, address, contacts, example, noon, text
from directory.points.availability import GIVEN_IN
from directory.points.points import PointKind, SupportPoint, Visibility
from directory.sorting import sort_key

LICENCE = "CC0-1.0"
Json = dict[str, Any]


ANYBODY = ("needs_assistance", "in_person_client", "remote_user", "self_practiser", "independent")
SUITS = {
    "device_network": ANYBODY[1:],
    "web_guidance": ANYBODY[1:],
    "transacting_together": ANYBODY[:3],
}
"""Whom a service helps that does not help everybody: a device alone does not help who needs
assistance, and who practises alone does not need somebody to do it with (directory.md 2.6).
"""


def service(code: str, **more: Any) -> Json:
    """A service of a point; what is not said is as usual for the service."""
    if code not in GIVEN_IN:
        raise ValueError(code)
    levels = [f"resident/{level}" for level in SUITS.get(code, ANYBODY)]
    usual = {"booking": "none", "charge": "free_of_charge", "levels": levels}
    return {"service_code": code} | usual | more


def for_staff(code: str, *levels: str) -> Json:
    """A service for professionals of some levels, from their own list."""
    return service(code, levels=[f"professional/{level}" for level in levels])


def booked(code: str, number: str, **more: Any) -> Json:
    """A service for which a time is booked by phone."""
    contact = {"kind": "phone", "value": number, "public": True}
    return service(code, booking="required", booking_contact=contact, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point as we tell it. `checked` is how many days ago, and by whom; None is never."""

    key: str
    owner: str
    kind: PointKind
    code: str
    name: Said
    summary: Said
    street: str
    at: tuple[float, float] | None
    """Degrees, WGS 84; None for a point that stands in the middle of its municipality."""
    number: str
    services: tuple[Json, ...]
    hours: HoursOn
    description: Said | None = None
    roles: tuple[str, ...] = ("other_professional",)
    languages: tuple[str, ...] = ("fi",)
    audiences: tuple[str, ...] = ("resident",)
    target_groups: tuple[str, ...] = ()
    accessible: Json = field(default_factory=dict)
    entrance: Said | None = None
    remote_appointments: bool = False
    visibility: Visibility = Visibility.PUBLIC
    checked: tuple[int, str] | None = (30, "partner")
    is_draft: bool = False

    def row(self, today: date, centre: tuple[float, float]) -> SupportPoint:
        """A draft; `centre` is the municipality's representative point."""
        lat, lon = self.at or centre
        entered = noon(today, 20 if self.checked is None else 400)
        return SupportPoint(
            id=demo_id(f"point:{self.key}"),
            organisation_id=demo_id(f"organisation:{self.owner}"),
            kind=self.kind,
            name=text(self.name),
            sort_name=sort_key(self.name[0]),
            summary=example(self.summary),
            description=self.description and text(self.description),
            audiences=list(self.audiences),
            target_groups=list(self.target_groups),
            municipality_code=self.code,
            address=address(self.code, self.street),
            lat=lat,
            lon=lon,
            coordinate_source="entered" if self.at else "municipality_centre",
            accuracy_m=20 if self.at else None,
            entrances=self._entrances(),
            accessibility=self.accessible,
            contacts=contacts(self.key, self.number),
            languages_spoken=list(self.languages),
            roles=list(self.roles),
            services=[dict(one) for one in self.services],
            remote_appointment_place=self.remote_appointments,
            hours=self.hours(today),
            visibility=self.visibility,
            data_source=SOURCE,
            origin_id=self.key,
            licence=LICENCE,
            created_at=entered,
            updated_at=entered,
        )

    def _entrances(self) -> list[Json]:
        if self.entrance is None or self.at is None:
            return []
        main = {"name": text(("Pääsisäänkäynti", "Huvudingång", "Main entrance")), "is_main": True}
        lat, lon = self.at
        return [main | {"lat": lat, "lon": lon, "sentences": [text(self.entrance)]}]
