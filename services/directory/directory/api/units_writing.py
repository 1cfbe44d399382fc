"""Writing mobile units."""

from typing import Any
from uuid import UUID

from common.clock import helsinki_day
from common.identity import Caller
from common.shapes import Shape
from directory.api.parts import Codes, Contacts, Languages, Name, PointServices, Summary
from directory.api.parts_shown import Accessibility
from directory.api.things_writing import Things, writing_routes
from directory.api.unit_shown import MobileUnit, unit_shown
from directory.api.writing import Desk
from directory.mobile.units import MobileUnit as Row
from directory.model.making import unit_of
from directory.partners.organisations import Organisation
from directory.points.points import Visibility


class NewMobileUnit(Shape):
    """A new mobile unit, as a draft. Its hours are its visits."""

    organisation_id: UUID
    name: Name
    summary: Summary | None = None
    visibility: Visibility = Visibility.PUBLIC
    roles: Codes = []
    services: PointServices = []
    contacts: Contacts = []
    accessibility: Accessibility = Accessibility()
    languages_spoken: Languages = ["fi"]


async def _shown(desk: Desk, row: Row, owner: Organisation, _: Caller) -> dict[str, Any]:
    catalogue, at = await desk.with_rights(), desk.answer.read_at
    visits = [one for one in catalogue.visits_in_order if one.unit.id == row.id]
    unit = unit_of(row, owner, visits, at, {})
    return unit_shown(catalogue, unit, helsinki_day(at), row.allowed_actions)


router = writing_routes(Things("mobile unit", Row, NewMobileUnit, MobileUnit, _shown))
