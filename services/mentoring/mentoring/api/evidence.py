"""Evidence of use of adoptions over HTTP, where metrics do not count it."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from common.clock import helsinki_day, now
from common.errors import RoleRequired, Wrongly, right, say
from common.query import asked
from common.shapes import Flag, Page, Shape
from common.shapes import Whole as WholeNumber
from mentoring.api.desk import Reading, Writing
from mentoring.api.exports import routes
from mentoring.api.records import Code, Paged, Quarter, page_within
from mentoring.bridge.adoptions import Adoption
from mentoring.bridge.evidence import METRICS, AdoptionEvidence, evidence_of
from mentoring.bridge.use import take_evidence
from mentoring.people.roles import Role
from mentoring.processes.acting import locked_record, the_record
from mentoring.quarters import quarter_of

router = routes("/adoptions/{adoption_id}/evidence", "adoptions")


def has_begun(quarter: str) -> str:
    present = quarter_of(helsinki_day(now()))
    if quarter > present:
        raise Wrongly("out_of_range", right(say("out_of_range"), present, "at_most"))
    return quarter


def not_metrics(source: str) -> str:
    if source == METRICS:
        raise Wrongly("not_in_list", say("not_in_list"))
    return source


class NewEvidence(Shape):
    """Whether a service was used in a quarter that has begun."""

    quarter: Annotated[Quarter, AfterValidator(has_begun)]
    used: Flag
    source: Annotated[
        Code,
        AfterValidator(not_metrics),
        Field(description="Who knows it; `metrics` tell it by themselves."),
    ] = "by_hand"


class Evidence(Shape):
    """What is known of the use in one quarter."""

    id: UUID
    adoption_id: UUID
    quarter: Quarter
    used: bool
    source: Code
    version: WholeNumber


@router.post("", status_code=201, response_model=Page[Evidence])
async def add_evidence(adoption_id: UUID, new: NewEvidence, desk: Writing) -> dict[str, Any]:
    """Say whether the service was used; answers all that is known. Who may: digital services, lead.

    Two quarters without use make an embedded adoption live again.
    """
    row = await locked_record(desk.session, Adoption, adoption_id, desk.by, "adoption")
    if not desk.by.has(Role.DIGITAL_SERVICES, Role.LEAD):
        raise RoleRequired
    said = AdoptionEvidence(adoption_id=row.id, **new.model_dump())
    await take_evidence(desk.session, row, said, desk.by)
    return desk.answer.page(await evidence_of(desk.session, row.id), None)


@router.get("", response_model=Page[Evidence])
async def list_evidence(
    adoption_id: UUID, desk: Reading, query: Annotated[Paged, asked(Paged)]
) -> dict[str, Any]:
    """The quarters of which something is known, newest first."""
    row = await the_record(desk.session, Adoption, adoption_id, desk.by, "adoption")
    rows = await evidence_of(desk.session, row.id)
    return desk.answer.page(
        *page_within(query, rows, lambda one: (one.quarter, one.id), (str, UUID))
    )
