"""Co-development of adoptions over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from common.clock import helsinki_day, now
from common.errors import Wrongly, say
from common.shapes import Day, Line, Moment, Page, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText
from mentoring.api.desk import Desk, Reading, Using
from mentoring.api.exports import routes
from mentoring.bridge.adoptions import Adoption
from mentoring.bridge.co_development import CoDevelopment as Row
from mentoring.bridge.co_development import add_co_development, co_developments_of
from mentoring.county import setting
from mentoring.processes.acting import the_record

router = routes("/adoptions/{adoption_id}/co-developments", "adoptions")


def has_come(day: Any) -> Any:
    if day > helsinki_day(now()):
        raise Wrongly("out_of_range", say("out_of_range"))
    return day


class NewCoDevelopment(Shape):
    """Workshops of one day that has come, in which staff took part."""

    held_on: Annotated[Day, AfterValidator(has_come)]
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
    created_by: Line


async def _shown(desk: Desk, row: Row) -> dict[str, Any]:
    names = set(CoDevelopment.model_fields) - {"participants", "withheld"}
    few = row.participants < await setting(desk.session, "small_group_min")
    told = {name: getattr(row, name) for name in names}
    counted = None if few else row.participants
    return told | {"participants": counted, "withheld": "small_group" if few else None}


@router.post("", status_code=201, response_model=CoDevelopment)
async def record_co_development(
    adoption_id: UUID, new: NewCoDevelopment, desk: Using
) -> dict[str, Any]:
    """Write down how many of the staff took part in developing it."""
    adoption = await the_record(desk.session, Adoption, adoption_id, desk.by, "adoption")
    desk.refuse_unless("w", "adoption", adoption)
    row = Row(adoption_id=adoption.id, org_unit_id=adoption.org_unit_id, **new.model_dump())
    await add_co_development(desk.session, row, desk.by)
    return await _shown(desk, row)


@router.get("", response_model=Page[CoDevelopment])
async def list_co_developments(adoption_id: UUID, desk: Reading) -> dict[str, Any]:
    """The latest first."""
    adoption = await the_record(desk.session, Adoption, adoption_id, desk.by, "adoption")
    rows = await co_developments_of(desk.session, adoption.id)
    return desk.answer.page([await _shown(desk, row) for row in rows], None)
