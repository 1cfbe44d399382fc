"""The board of adoptions: a column a state."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.query import Query, asked
from common.shapes import Shape
from common.shapes import Whole as WholeNumber
from mentoring.api.adoptions import Adoption, shown
from mentoring.api.desk import Desk, Reading
from mentoring.api.exports import routes
from mentoring.api.records import Code
from mentoring.bridge.adoptions import Adoption as Row
from mentoring.listing import count_of, newest, permitted

router = routes("/adoptions/board", "adoptions")
IN_A_COLUMN = 50
COLUMNS = (
    "proposed",
    "approved",
    "preparing",
    "piloting",
    "live",
    "embedded",
    "paused",
    "cancelled",
    "retired",
)
"""In the order in which an adoption goes through them."""


class BoardQuery(Query):
    digital_service: Annotated[UUID | None, Field(description="Else of every service.")] = None


class Column(Shape):
    """The adoptions in one state."""

    state: Code
    count: WholeNumber
    newest: Annotated[Sequence[Adoption], Field(max_length=IN_A_COLUMN)]


class Board(Shape):
    """All adoptions that the caller may read, by state."""

    digital_service_id: UUID | None
    columns: Annotated[Sequence[Column], Field(max_length=len(COLUMNS))]


@router.get("", response_model=Board)
async def adoption_board(
    desk: Reading, query: Annotated[BoardQuery, asked(BoardQuery)]
) -> dict[str, Any]:
    """Where the adoptions of a digital service stand: a column a state, the newest first."""
    columns = [await _column(desk, state, query.digital_service) for state in COLUMNS]
    return {"digital_service_id": query.digital_service, "columns": columns}


async def _column(desk: Desk, state: str, service: UUID | None) -> dict[str, Any]:
    wanted = permitted(desk.by, "adoption", Row, state=state, digital_service_id=service)
    rows = await newest(desk.session, wanted, None, IN_A_COLUMN)
    counted = await count_of(desk.session, wanted)
    return {"state": state, "count": counted, "newest": [await shown(desk, row) for row in rows]}
