"""Coverage of quick help over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from common.query import Query, asked
from common.shapes import Number, Shape, Whole
from mentoring.api.desk import Reading
from mentoring.api.exports import routes
from mentoring.api.records import Quarter
from mentoring.bridge.quick_help import Helped, quick_help_of
from mentoring.quarters import quarter_of

router = routes("/coverage", "coverage")


class QuickHelpQuery(Query):
    quarter: Annotated[Quarter | None, Field(description="This quarter unless said.")] = None


class QuickHelpCounts(Shape):
    """Requests raised in the quarter, and how many were met in the promised working days."""

    raised: Whole
    met: Whole
    met_in_time: Whole
    share: Annotated[
        Number | None, Field(description="Met in time, of those raised; null when none was.")
    ]


class QuickHelpOfArea(QuickHelpCounts):
    org_unit_id: Annotated[UUID | None, Field(description="A result area; null is none.")]


class QuickHelp(QuickHelpCounts):
    quarter: Quarter
    areas: Annotated[Sequence[QuickHelpOfArea], Field(max_length=1000)]


@router.get("/quick-help", response_model=QuickHelp)
async def get_quick_help(
    desk: Reading, query: Annotated[QuickHelpQuery, asked(QuickHelpQuery)]
) -> dict[str, Any]:
    """Whether quick help was given in the promised working days (M-015); counts only."""
    quarter = query.quarter or quarter_of(desk.today)
    found = await quick_help_of(desk.session, desk.by, quarter)
    areas = [_counts([one]) | {"org_unit_id": one.org_unit_id} for one in found]
    return _counts(found) | {"quarter": quarter, "areas": areas}


def _counts(found: Sequence[Helped]) -> dict[str, Any]:
    raised, met, in_time = (
        sum(getattr(one, name) for one in found) for name in ("raised", "met", "met_in_time")
    )
    share = round(in_time / raised, 3) if raised else None
    return {"raised": raised, "met": met, "met_in_time": in_time, "share": share}
