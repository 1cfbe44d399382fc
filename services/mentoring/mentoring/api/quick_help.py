"""Coverage of quick help over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from common.query import Query, asked
from common.shapes import Number, Shape, Whole
from common.text import Written
from mentoring.api.desk import Reading
from mentoring.api.exports import routes
from mentoring.api.records import Quarter
from mentoring.bridge.quick_help import Counts, quick_help_of
from mentoring.naming import add_names
from mentoring.quarters import quarter_of

router = routes("/coverage", "coverage")


class QuickHelpQuery(Query):
    quarter: Annotated[Quarter | None, Field(description="This quarter unless said.")] = None


class QuickHelpCounts(Shape):
    """Requests raised in the quarter, and how many were met in the promised working days."""

    raised: Annotated[Whole | None, Field(description="Null when the group is small.")]
    met: Whole | None
    met_in_time: Whole | None
    share: Annotated[
        Number | None,
        Field(description="Met in time, of those raised; null when none was, or not told."),
    ]


class QuickHelpOfArea(QuickHelpCounts):
    org_unit_id: Annotated[UUID | None, Field(description="A result area; null is none.")]
    org_unit_name: Written | None


class QuickHelp(QuickHelpCounts):
    rows_of_file: ClassVar[str] = "areas"
    quarter: Quarter
    areas: Annotated[Sequence[QuickHelpOfArea], Field(max_length=1000)]


@router.get("/quick-help", response_model=QuickHelp)
async def get_quick_help(
    desk: Reading, query: Annotated[QuickHelpQuery, asked(QuickHelpQuery)]
) -> dict[str, Any]:
    """Whether quick help was given in the promised working days (M-015); counts only, and none of
    a small group for those who do not read needs.
    """
    quarter = query.quarter or quarter_of(desk.today)
    found = await quick_help_of(desk.session, desk.by, quarter)
    areas = [_said(one.counts) | {"org_unit_id": one.org_unit_id} for one in found.areas]
    await add_names(desk.session, areas)
    return _said(found.whole) | {"quarter": quarter, "areas": areas}


def _said(counts: Counts | None) -> dict[str, Any]:
    if counts is None:
        return dict.fromkeys((*Counts._fields, "share"))
    share = round(counts.met_in_time / counts.raised, 3) if counts.raised else None
    return counts._asdict() | {"share": share}
