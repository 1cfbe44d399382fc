"""What the county aims at, what the programme is for, what mentoring puts first (4.1).

`first_set` writes the aims and goals that the sources name; a county adds and ends its own.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Select, false, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.people.keeping import keep
from mentoring.people.permissions import readable
from mentoring.people.standing import Standing
from mentoring.people.team_rights import sees_time
from mentoring.people.teams import FocusArea, FocusState, ProgrammeGoal, StrategicAim, TeamDecision
from mentoring.store import Recorded

Kind = TypeVar("Kind", bound=Recorded)


class AimTag(StrEnum):
    PREVENTION = "prevention"
    DIGITALISATION = "digitalisation"
    SERVICE_DIVERSITY = "service_diversity"


def named(fi: str, sv: str, en: str) -> dict[str, Any]:
    return {"fi": fi, "sv": sv, "en": en}


def years(first: int, last: int) -> Range[date]:
    return Range(date(first, 1, 1), date(last + 1, 1, 1))


AIMS: Sequence[Mapping[str, Any]] = (
    {
        "name": named("Digistrategia 2021–2023", "Digistrategin 2021–2023", "Digital strategy"),
        "description": named(
            "Digitaalinen kanava on keskeinen tapa asioida suurimmalle osalle asiakkaista.",
            "Den digitala kanalen är ett centralt sätt att sköta ärenden för de flesta klienter.",
            "The digital channel is a central way to be in contact for most clients.",
        ),
        "valid": years(2021, 2023),
        "tags": [AimTag.DIGITALISATION.value, AimTag.SERVICE_DIVERSITY.value],
    },
    {
        "name": named("ICT-ohjelma 2024–2026", "ICT-programmet 2024–2026", "ICT programme"),
        "description": named(
            "Digitalisaatiota edistetään laajasti; digimentorointi on yksi toteuttajista.",
            "Digitaliseringen främjas brett; digimentorskapet är en av aktörerna.",
            "Digitalisation is promoted broadly; mentoring is one of those who carry it out.",
        ),
        "valid": years(2024, 2026),
        "tags": [AimTag.DIGITALISATION.value],
    },
    {
        "name": named("Digivisio 2025–2026", "Digivisionen 2025–2026", "Digital vision"),
        "description": named(
            "Digivisio ohjaa digitaalista kehittämistä.",
            "Digivisionen styr den digitala utvecklingen.",
            "The digital vision guides digital development.",
        ),
        "valid": years(2025, 2026),
        "tags": [AimTag.DIGITALISATION.value],
    },
)
GOALS: Mapping[str, Mapping[str, Any]] = {
    "remote_appointments": named(
        "Etävastaanotot käytössä soveltuvissa yksiköissä",
        "Distansmottagningar i bruk i lämpliga enheter",
        "Remote appointments in suitable units",
    ),
    "digital_pathways": named(
        "Digihoito- ja digipalvelupolut täydessä käytössä",
        "De digitala vård- och servicestigarna i full användning",
        "Full use of digital care and service pathways",
    ),
    "active_staff": named(
        "Henkilöstö on aktiivinen: M365-koulutus ja käyttöönottojen yhteiskehittäminen",
        "Personalen är aktiv: M365-utbildning och gemensam utveckling av ibruktaganden",
        "Active staff: M365 training and co-development of adoptions",
    ),
}
FOCUS: Sequence[Mapping[str, Any]] = (
    named("Etävastaanotot", "Distansmottagningar", "Remote appointments"),
    named("Digipolut", "Digitala stigar", "Digital pathways"),
    named("M365-taidot", "M365-kunskaper", "M365 skills"),
)
"""What the programme's goals put first, as the mentors' focus areas."""
PERIOD, PROGRAMME = "2024-2026", (2024, 2026)


async def first_set(session: AsyncSession) -> None:
    """Write what is not there yet; done twice it changes nothing."""
    for aim in AIMS:
        await _once(session, StrategicAim(**aim))
    for code, name in GOALS.items():
        await _once(session, ProgrammeGoal(code=code, name=dict(name), valid=years(*PROGRAMME)))
    for rank, name in enumerate(FOCUS, start=1):
        area = FocusArea(name=dict(name), period=PERIOD, rank=rank, state=FocusState.ACTIVE)
        await _once(session, area)


async def _once(session: AsyncSession, row: StrategicAim | ProgrammeGoal | FocusArea) -> None:
    kind = type(row)
    there = select(kind.id).where(kind.name["fi"].astext == row.name["fi"])
    if await session.scalar(there.limit(1)) is None:
        await keep(session, row, "system")


def of_team(by: Standing, kind: type[Kind]) -> Select[Kind]:
    """The rows of a kind that stand under the team: decisions only for those who see its time."""
    query = select(kind).where(readable(by, "team", kind))
    return query if kind is not TeamDecision or sees_time(by) else query.where(false())


def focus_areas(by: Standing, period: str | None, states: Sequence[str]) -> Select[FocusArea]:
    query = of_team(by, FocusArea)
    query = query.where(FocusArea.period == period) if period else query
    return query.where(FocusArea.state.in_(states)) if states else query


def valid_on(by: Standing, kind: type[Any], on: date | None) -> Select[Any]:
    """Aims or goals that hold on a day, or all of them."""
    query = of_team(by, kind)
    return query if on is None else query.where(kind.valid.contains(on))
