"""Who answers for imported points: a named organisation, or one that stands for the source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id
from directory.imports.places_file import ReadPlace
from directory.partners.organisations import Organisation, OrganisationKind
from directory.points.points import PointKind

NAMESPACE = "import_source"
"""Among an organisation's identifiers: it stands for a source whose files name no owner."""
KIND_OF: Mapping[PointKind, OrganisationKind] = {
    PointKind.COUNTY: OrganisationKind.COUNTY,
    PointKind.MUNICIPALITY: OrganisationKind.MUNICIPALITY,
    PointKind.KELA: OrganisationKind.KELA,
    PointKind.THIRD_SECTOR: OrganisationKind.THIRD_SECTOR,
    PointKind.OTHER: OrganisationKind.COMPANY,
}


@dataclass(frozen=True)
class Owners:
    """The organisation of rows that name none, those that the file would create, all kinds."""

    default: UUID
    new: list[dict[str, Any]]
    kinds: Mapping[UUID, str]


async def owners_of(session: AsyncSession, data_source: str, places: Iterable[ReadPlace]) -> Owners:
    named = {"namespace": NAMESPACE, "value": data_source}
    standing = select(Organisation.id).where(Organisation.identifiers.contains([named]))
    default = await session.scalar(standing.order_by(Organisation.created_at).limit(1))
    new: list[dict[str, Any]] = []
    if default is None:
        default = new_id()
        new.append(_source_organisation(default, data_source))
    by_name: dict[str, UUID] = {}
    for place in places:
        if place.new_organisation is None or place.is_wrong or place.is_outside:
            continue
        name = place.new_organisation
        if name.casefold() not in by_name:
            by_name[name.casefold()] = new_id()
            new.append(_organisation(by_name[name.casefold()], name, place))
        place.fields["organisation_id"] = by_name[name.casefold()]
    kinds = {
        row.id: row.kind
        for row in await session.execute(select(Organisation.id, Organisation.kind))
    }
    return Owners(default, new, kinds | {one["id"]: one["kind"] for one in new})


def _source_organisation(organisation_id: UUID, data_source: str) -> dict[str, Any]:
    """Stands for the owners that a file does not name; people may put others in its place."""
    return {
        "id": organisation_id,
        "name": {
            "fi": f"Tuontilähde {data_source}",
            "sv": f"Importkälla {data_source}",
            "en": f"Import source {data_source}",
        },
        "description": {
            "fi": "Pisteet on tuotu tiedostosta, joka ei kerro niiden omistajaa.",
            "sv": "Punkterna är importerade från en fil som inte anger deras ägare.",
            "en": "The points come from a file that does not say who owns them.",
        },
        "kind": OrganisationKind.MUNICIPALITY,
        "identifiers": [{"namespace": NAMESPACE, "value": data_source}],
    }


def _organisation(organisation_id: UUID, name: str, place: ReadPlace) -> dict[str, Any]:
    kind = PointKind(place.fields.get("kind", PointKind.MUNICIPALITY))
    return {
        "id": organisation_id,
        "name": {"fi": name, "sv": None, "en": None},
        "kind": KIND_OF[kind],
        "municipality_codes": [],
    }
