"""Figures that come late never take the place of newer ones (S27; metrics.md section 20)."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.adoptions import Adoption, Side
from mentoring.bridge.evidence import evidence_of, figures_of
from mentoring.listeners import FiguresChanged, hear_figures
from tests.mentoring.bridge.adopting import figures
from tests.mentoring.county import County
from tests.mentoring.worlds.adoption import offered_service

QUARTER = "2026Q1"


async def embedded(session: AsyncSession, county: County) -> Adoption:
    service = await offered_service(session, (county.units["u"],))
    one = Adoption(
        state="embedded",
        org_unit_id=county.units["u"],
        digital_service_id=service.id,
        side=Side.RESIDENT,
    )
    session.add(one)
    await session.commit()
    return one


def told(county: County, uses: int, revision: int, sequence: int) -> FiguresChanged:
    event = figures(county.units["u"], QUARTER, uses)
    return event.model_copy(update={"revision": revision, "sequence": sequence})


@pytest.mark.parametrize(
    ("older", "newer"),
    [((0, 7), (1, 3)), ((1, 3), (1, 4))],
    ids=["an older revision", "an earlier event of the same revision"],
)
async def test_S27_4_older_figures_after_newer_ones_change_nothing(
    older: tuple[int, int], newer: tuple[int, int], session: AsyncSession, county: County
) -> None:
    one = await embedded(session, county)
    await hear_figures(session, told(county, 12, *newer))

    await hear_figures(session, told(county, 0, *older))

    kept = await figures_of(session, county.units["u"], QUARTER)
    [evidence] = await evidence_of(session, one.id)
    assert kept is not None
    assert (kept.revision, kept.sequence) == newer
    assert kept.figures[0]["value"] == "12"
    assert evidence.used is True


async def test_S27_newer_figures_take_the_place_of_older_ones(
    session: AsyncSession, county: County
) -> None:
    one = await embedded(session, county)
    for uses, revision, sequence in ((0, 0, 1), (12, 0, 2), (0, 1, 3)):
        await hear_figures(session, told(county, uses, revision, sequence))

    kept = await figures_of(session, county.units["u"], QUARTER)
    [evidence] = await evidence_of(session, one.id)
    assert kept is not None
    assert (kept.revision, kept.sequence, kept.figures[0]["value"]) == (1, 3, "0")
    assert evidence.used is False
