"""The filters of places that are asked rarely, as one question to a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from directory.guidance.needs import ROWS, service_worths
from directory.mobile.qualifications import Qualified
from directory.model.asked import Keep
from directory.model.catalogue import Catalogue
from directory.model.things import Place, Service

ASKED = frozenset({
    "level", "need", "form", "topic", "audience", "target_group", "role", "organisation_id",
    "language", "accessibility", "freshness", "remote_appointment_place", "updated_after",
})  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """Each is a set: empty asks nothing, several members mean or."""

    day: date
    qualified: Qualified
    levels: frozenset[str]
    needs: frozenset[str]
    forms: frozenset[str]
    topics: frozenset[str]
    audiences: frozenset[str]
    target_groups: frozenset[str]
    roles: frozenset[str]
    organisations: frozenset[UUID]
    languages: frozenset[str]
    accessibility: frozenset[str]
    freshness: frozenset[str]
    remote_appointment_place: bool | None
    updated_after: datetime | None

    @classmethod
    def of(cls, query: Any, catalogue: Catalogue, day: date) -> Self:
        """The filters of a query, whose members have the names of the parameters."""
        return cls(
            day=day,
            qualified=catalogue.qualified,
            levels=frozenset(levels_of(query.level)),
            needs=frozenset(query.need),
            forms=frozenset(query.form),
            topics=frozenset(query.topic),
            audiences=frozenset(query.audience),
            target_groups=frozenset(query.target_group),
            roles=frozenset(query.role),
            organisations=frozenset(map(UUID, query.organisation_id)),
            languages=frozenset(query.language),
            accessibility=frozenset(query.accessibility),
            freshness=frozenset(query.freshness),
            remote_appointment_place=query.remote_appointment_place,
            updated_after=query.updated_after,
        )

    @classmethod
    def keep_of(cls, query: Any, catalogue: Catalogue, day: date) -> Keep | None:
        """Which places the filters of a query keep; None when it asks for none of them."""
        return cls.of(query, catalogue, day).keeps if query.model_fields_set & ASKED else None

    def keeps(self, place: Place) -> bool:
        return self._fits_people(place) and self._fits_record(place) and self._fits_services(place)

    def _fits_people(self, place: Place) -> bool:
        row = place.row
        return (
            (not self.audiences or bool(self.audiences & place.audiences))
            and (
                not self.target_groups
                or not place.target_groups
                or bool(self.target_groups & place.target_groups)
            )
            and (not self.languages or bool(self.languages & set(row.languages_spoken)))
            and all(row.accessibility.get(one) == "yes" for one in self.accessibility)
        )

    def _fits_record(self, place: Place) -> bool:
        row = place.row
        remote = getattr(row, "remote_appointment_place", False)
        return (
            (not self.roles or bool(self.roles & set(row.roles)))
            and (not self.organisations or row.organisation_id in self.organisations)
            and (not self.freshness or place.freshness(self.day) in self.freshness)
            and (self.updated_after is None or row.updated_at > self.updated_after)
            and self.remote_appointment_place in (None, remote)
            and (not self.forms or bool(self.forms & forms_of(place)))
        )

    def _fits_services(self, place: Place) -> bool:
        if not (self.levels or self.needs or self.topics):
            return True
        return any(self._fits(one) for one in place.services_on(self.day, self.qualified))

    def _fits(self, service: Service) -> bool:
        return (
            (not self.levels or not service.levels or bool(self.levels & service.levels))
            and (not self.topics or bool(self.topics & service.topics))
            and (not self.needs or any(meets_need(service, need) for need in self.needs))
        )


def forms_of(place: Place) -> frozenset[str]:
    """A point helps in person; a remote-appointment place also joins people to video."""
    remote = getattr(place.row, "remote_appointment_place", False)
    return frozenset({"in_person", "remote_video"} if remote else {"in_person"})


def meets_need(service: Service, need: str) -> bool:
    """A service without needs of its own meets those that fit it (directory.md 2.5)."""
    if service.needs:
        return need in service.needs
    return need in ROWS and service.code in service_worths(ROWS[need], None)


def levels_of(written: Iterable[str]) -> Iterable[str]:
    """`remote_user` alone is a level of residents and of professionals."""
    for level in written:
        yield from [level] if "/" in level else [f"resident/{level}", f"professional/{level}"]
