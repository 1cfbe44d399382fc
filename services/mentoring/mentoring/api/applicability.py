"""Applicability over HTTP: which digital services fit a unit, and how many units one fits."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, Field, model_validator

from common.errors import RoleRequired, Wrongly, say
from common.paging import after, page_of
from common.query import Query, asked
from common.shapes import Day, Page, Shape
from common.shapes import Whole as WholeNumber
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Reading, Writing
from mentoring.api.exports import routes
from mentoring.api.records import Code, Paged, Reason, Warnings
from mentoring.bridge import applicability
from mentoring.bridge.applicability import RESOURCE, Fit, Stands, Wanted
from mentoring.bridge.catalogue import the_service
from mentoring.people.permissions import may_somewhere

router = routes("/org-units", "applicability")
coverage = routes("/coverage", "applicability")


class NewApplicability(Shape):
    """Whether a digital service fits a unit; a reason when it does not."""

    value: Fit
    reason: Reason | None = None
    valid_from: Annotated[KnownDay | None, Field(description="Today when it is left out.")] = None

    @model_validator(mode="after")
    def has_a_reason(self) -> "NewApplicability":
        if self.value is Fit.NOT_APPLICABLE and self.reason is None:
            raise Wrongly("required", say("required"), below="/reason")
        return self


class Applicability(Shape):
    """What holds for a digital service in a unit. Nothing said means `unknown`, without dates."""

    digital_service_id: UUID
    code: Code
    value: Fit
    reason: Annotated[str | None, Field(max_length=2000)]
    valid_from: Day | None
    valid_to: Annotated[Day | None, Field(description="The first day that it holds no more.")]
    warnings: Warnings | MISSING = MISSING


class Denominator(Shape):
    """Units by what holds for a digital service. A share is one of the applicable units."""

    digital_service_id: UUID
    on: Day
    denominator: Annotated[WholeNumber, Field(description="The applicable units.")]
    applicable: WholeNumber
    not_applicable: WholeNumber
    unknown: WholeNumber


class OnDay(Paged):
    on: Annotated[KnownDay | None, Field(description="Else today.")] = None


class CoverageQuery(Query):
    digital_service_id: UUID
    on: Annotated[KnownDay | None, Field(description="Else today.")] = None


@router.get("/{unit_id}/applicability", response_model=Page[Applicability])
async def list_applicability(
    unit_id: UUID, desk: Reading, query: Annotated[OnDay, asked(OnDay)]
) -> dict[str, Any]:
    """Every digital service by code, with what holds for it in the unit on a day."""
    on = query.on or desk.today
    filters = {"on": on, "unit": unit_id}
    key = after(query.cursor, "code", (str,), filters)
    await applicability.the_unit(desk.session, unit_id, desk.by)
    place = (key[0] if key else None, query.limit + 1)
    rows = await applicability.applicabilities_of(desk.session, unit_id, on, place)
    found, following = page_of(rows, query.limit, lambda one: (one.service.code,), "code", filters)
    return desk.answer.page([_shown(one) for one in found], following)


@router.put("/{unit_id}/applicability/{digital_service_id}", response_model=Applicability)
async def set_applicability(
    unit_id: UUID, digital_service_id: UUID, sent: NewApplicability, desk: Writing
) -> dict[str, Any]:
    """Say from which day on a digital service fits a unit, or not. Who may: mentor, lead.

    A value holds until the next one that is known; what was before its day stays.
    """
    wanted = Wanted(sent.value, sent.reason, sent.valid_from or desk.today)
    row = await applicability.set_applicability(
        desk.session, unit_id, digital_service_id, wanted, desk.by
    )
    service = await the_service(desk.session, digital_service_id, desk.by)
    desk.answer.version = row.version
    return _shown(Stands(service, row))


@coverage.get("/applicability", response_model=Denominator)
async def applicability_coverage(
    desk: Reading, query: Annotated[CoverageQuery, asked(CoverageQuery)]
) -> dict[str, Any]:
    """The units that a share of a digital service is a share of, and those nobody knows of."""
    if not may_somewhere(desk.by, "r", RESOURCE):
        raise RoleRequired
    on = query.on or desk.today
    counted = await applicability.denominators(desk.session, query.digital_service_id, on, desk.by)
    told = {"digital_service_id": query.digital_service_id, "on": on}
    return told | {"denominator": counted.applicable} | counted._asdict()


def _shown(one: Stands) -> dict[str, Any]:
    names = ("value", "reason", "valid_from", "valid_to")
    told: dict[str, Any] = dict.fromkeys(names) | {"value": Fit.UNKNOWN}
    if one.row is not None:
        told = {name: getattr(one.row, name) for name in names}
    return {"digital_service_id": one.service.id, "code": one.service.code} | told
