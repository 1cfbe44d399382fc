"""Makes the things of a new catalogue, and keeps those of the old one that did not change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.mobile.units import MobileUnit
from directory.mobile.visits import MobileVisit
from directory.model import making
from directory.model.catalogue import Catalogue
from directory.model.reading import Rows
from directory.model.things import Channel, Guide, Place, Visit
from directory.partners.organisations import Organisation
from directory.points.points import SupportPoint
from directory.remote.channels import RemoteChannel
from directory.remote.materials import Material


class Maker:
    """Makes the things of a new catalogue, and keeps those of the old one that did not change."""

    def __init__(
        self, before: Catalogue, rows: Mapping[type[Any], Rows], ranks: making.Ranks
    ) -> None:
        same_ranks = before.lists.ranks == ranks
        self.before, self.rows, self.ranks = before if same_ranks else Catalogue(), rows, ranks

    def organisation(self, row: Any) -> Organisation:
        found: Organisation = self.rows[Organisation][row.organisation_id]
        return found

    def _same(self, held: Any, row: Any) -> bool:
        """Rows are replaced when their version moves, so identity tells."""
        return held is not None and held.row is row and held.organisation is self.organisation(row)

    def is_new_point(self, row: SupportPoint) -> bool:
        return not self._same(self.before.places.get(row.id), row)

    def point(self, row: SupportPoint, days: Mapping[UUID, making.Days]) -> Place:
        if not self.is_new_point(row):
            return self.before.places[row.id]
        return making.place_of(row, self.organisation(row), days.get(row.id, {}), self.ranks)

    def visits(self) -> dict[UUID, Visit]:
        made = ((row.id, self.visit(row)) for row in self.rows[MobileVisit].values())
        return {id_: visit for id_, visit in made if visit is not None}

    def visit(self, row: MobileVisit) -> Visit | None:
        held, unit = self.before.visits.get(row.id), self.rows[MobileUnit].get(row.unit_id)
        if unit is None:
            return None
        owner = self.organisation(unit)
        if (
            held is not None
            and held.row is row
            and held.unit is unit
            and held.organisation is owner
        ):
            return held
        return making.visit_of(row, unit, owner, self.ranks)

    def unit(self, row: MobileUnit, visits: Mapping[UUID, Visit], at: datetime) -> Place:
        own = [visit for visit in visits.values() if visit.row.unit_id == row.id]
        own.sort(key=lambda visit: visit.row.starts_at)
        return making.unit_of(row, self.organisation(row), own, at, self.ranks)

    def channel(self, row: RemoteChannel) -> Channel:
        held = self.before.channels.get(row.id)
        if held is not None and self._same(held, row):
            return held
        return making.channel_of(row, self.organisation(row))

    def guide(self, row: Material) -> Guide:
        held = self.before.guides.get(row.id)
        if held is not None and self._same(held, row):
            return held
        return making.guide_of(row, self.organisation(row))
