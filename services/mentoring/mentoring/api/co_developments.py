"""Co-development of adoptions over HTTP."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import MISSING, AfterValidator, Field

from common.clock import helsinki_day, now
from common.errors import Wrongly, right, say
from common.query import asked
from common.shapes import Day, Line, Moment, Page, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Reading, Using
from mentoring.api.exports import routes
from mentoring.api.records import Paged, Subject, Warnings, page_within
from mentoring.bridge.adoptions import Adoption
from mentoring.bridge.co_development import CoDevelopment as Row
from mentoring.bridge.co_development import add_co_development, co_developments_of
from mentoring.county import setting
from mentoring.processes.acting import locked_record, the_record

router = routes("/adoptions/{adoption_id}/co-developments", "adoptions")


def has_come(day: Any) -> Any:
    today = helsinki_day(now())
    if day > today:
        raise Wrongly("out_of_range", right(say("out_of_range"), f"{today}", "at_most"))
    return day


class NewCoDevelopment(Shape):
    """Workshops of one day that has come, in which staff took part."""

    held_on: Annotated[KnownDay, AfterValidator(has_come)]
    workshops: Annotated[WholeNumber, Field(ge=1, le=50)] = 1
    participants: Annotated[WholeNumber, Field(ge=1, le=2000, description="A head-count.")]
    text: FreeText | None = None


class CoDevelopment(Shape):
    """Workshops of one day."""

    id: UUID
    adoption_id: UUID
    held_on: Day
    workshops: WholeNumber
    participants: Annotated[
        WholeNumber | None, Field(description="Null when too few to be shown: `withheld`.")
    ]
    withheld: Annotated[Line | None, Field(description="`small_group`, or null.")]
    text: Annotated[str | None, Field(max_length=2000)]
    version: WholeNumber
    created_at: Moment
    created_by: Subject
    warnings: Warnings | MISSING = MISSING


def _shown(row: Row, smallest: int) -> dict[str, Any]:
    names = set(CoDevelopment.model_fields) - {"participants", "withheld", "warnings"}
    few = row.participants < smallest
    told = {name: getattr(row, name) for name in names}
    counted = None if few else row.participants
    return told | {"participants": counted, "withheld": "small_group" if few else None}


@router.post("", status_code=201, response_model=CoDevelopment)
async def record_co_development(
    adoption_id: UUID, new: NewCoDevelopment, desk: Using
) -> dict[str, Any]:
    """Write down how many of the staff took part in developing it."""
    adoption = await locked_record(desk.session, Adoption, adoption_id, desk.by, "adoption")
    desk.refuse_unless("w", "adoption", adoption)
    row = Row(adoption_id=adoption.id, org_unit_id=adoption.org_unit_id, **new.model_dump())
    await add_co_development(desk.session, row, desk.by)
    return _shown(row, await setting(desk.session, "small_group_min"))


@router.get("", response_model=Page[CoDevelopment])
async def list_co_developments(
    adoption_id: UUID, desk: Reading, query: Annotated[Paged, asked(Paged)]
) -> dict[str, Any]:
    """The latest first."""
    adoption = await the_record(desk.session, Adoption, adoption_id, desk.by, "adoption")
    rows = await co_developments_of(desk.session, adoption.id)
    smallest = await setting(desk.session, "small_group_min")
    key = lambda one: (one.held_on, one.id)  # noqa: E731
    found, following = page_within(query, rows, key, (date, UUID))
    return desk.answer.page([_shown(row, smallest) for row in found], following)
