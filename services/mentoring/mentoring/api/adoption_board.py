"""The board of adoptions: a column a state."""

from collections.abc import Sequence
from itertools import chain, islice
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.query import Query, asked
from common.shapes import Shape
from common.shapes import Whole as WholeNumber
from common.text import Written
from mentoring.api.adoptions import Adoption, all_shown
from mentoring.api.desk import Desk, Reading
from mentoring.api.exports import routes
from mentoring.api.records import Code
from mentoring.bridge.adoptions import Adoption as Row
from mentoring.listing import Chosen, count_of, newest, permitted
from mentoring.naming import add_names

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
    digital_service_name: Written | None
    columns: Annotated[Sequence[Column], Field(max_length=len(COLUMNS))]


@router.get("", response_model=Board)
async def adoption_board(
    desk: Reading, query: Annotated[BoardQuery, asked(BoardQuery)]
) -> dict[str, Any]:
    """Where the adoptions of a digital service stand: a column a state, the newest first."""
    service = query.digital_service
    rows = {
        state: await newest(desk.session, _in(desk, state, service), None, IN_A_COLUMN)
        for state in COLUMNS
    }
    told = iter(await all_shown(desk, list(chain(*rows.values()))))
    columns = [
        {
            "state": state,
            "count": await count_of(desk.session, _in(desk, state, service)),
            "newest": list(islice(told, len(found))),
        }
        for state, found in rows.items()
    ]
    board = {"digital_service_id": service, "columns": columns}
    await add_names(desk.session, [board])
    return board


def _in(desk: Desk, state: str, service: UUID | None) -> Chosen[Row]:
    return permitted(desk.by, "adoption", Row, state=state, digital_service_id=service)
