"""Coverage over HTTP: has the leadership of every result area been contacted?"""

from collections import Counter
from datetime import timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from common.query import Query, asked
from common.shapes import Day, Shape
from common.shapes import Whole as WholeNumber
from common.text import Written
from mentoring.api.dated import KnownDay
from mentoring.api.desk import Reading
from mentoring.api.exports import routes
from mentoring.api.records import Quarter
from mentoring.bridge.coverage import counts_only, covered
from mentoring.quarters import days_of, quarter_of

router = routes("/coverage", "coverage")


class CoverageQuery(Query):
    quarter: Annotated[
        Quarter | None, Field(description="Of contacts; this quarter unless said.")
    ] = None
    as_of: Annotated[
        KnownDay | None,
        Field(description="The day that is looked back from; today, or the quarter's last day."),
    ] = None


class CoveredArea(Shape):
    """A part of the organisation, and how the team stands with its leadership."""

    org_unit_id: UUID
    name: Written
    engagement_id: UUID | None
    owner_id: UUID | None
    state: Annotated[str, Field(max_length=40)]
    revisit_on: Day | None
    last_contact_on: Annotated[Day | None, Field(description="In the quarter.")]


class Coverage(Shape):
    rows_of_file: ClassVar[str] = "areas"
    quarter: Quarter
    as_of: Day
    total: WholeNumber
    contacted_in_quarter: Annotated[WholeNumber, Field(description="With a contact in it.")]
    in_dialogue: WholeNumber
    contacted: WholeNumber
    declined: WholeNumber
    paused: WholeNumber
    uncontacted: WholeNumber
    areas: Annotated[
        list[CoveredArea],
        Field(max_length=10_000, description="None for those who are told counts alone."),
    ]


@router.get("/result-areas", response_model=Coverage)
async def get_contact_coverage(
    desk: Reading, query: Annotated[CoverageQuery, asked(CoverageQuery)]
) -> dict[str, Any]:
    """Which leaderships are in dialogue, contacted, put off or not contacted (P1), as far as the
    caller may read their engagements.
    """
    quarter = query.quarter or quarter_of(query.as_of or desk.today)
    on = query.as_of or min(desk.today, days_of(quarter).end - timedelta(1))
    areas = await covered(desk.session, desk.by, quarter, on)
    states = Counter(one.state for one in areas)
    told = ("in_dialogue", "contacted", "declined", "paused", "uncontacted")
    return {
        "quarter": quarter,
        "as_of": on,
        "total": len(areas),
        "contacted_in_quarter": sum(one.last_contact_on is not None for one in areas),
        "areas": [] if counts_only(desk.by) else [one._asdict() for one in areas],
    } | {state: states[state] for state in told}
