"""From the row of a kooste to what is printed of it."""

from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day
from mentoring.bridge.suggestions import suggestions_of
from mentoring.bridge.summaries import Summary
from mentoring.documents.content import Answered, KoosteContent
from mentoring.events import UnitKind
from mentoring.people.org_units import the_unit, units_after, wanted_units


async def content_of(session: AsyncSession, summary: Summary) -> KoosteContent | None:
    """What was frozen, under the names of the day it was shared, with the answers until now.

    None as long as it is not frozen.
    """
    if summary.frozen is None or summary.frozen_at is None or summary.org_unit_id is None:
        return None
    shared_on = helsinki_day(summary.frozen_at)
    unit = await the_unit(session, summary.org_unit_id, shared_on)
    counties = wanted_units([UnitKind.COUNTY], as_of=shared_on)
    county = next(iter(await units_after(session, counties, None, 1)), None)
    lines = await suggestions_of(session, [summary.id])
    return KoosteContent.of_frozen(
        summary.frozen,
        {str(one.digital_service_id): Answered(one.state, one.revisit_on) for one in lines},
        id=summary.id,
        unit=unit.version.name,
        county=county.version.name if county and county.unit.id != unit.unit.id else None,
        number=summary.number,
        state=summary.state,
        frozen_at=summary.frozen_at,
        content_hash=summary.content_hash,
    )
