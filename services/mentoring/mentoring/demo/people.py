"""The people of the demonstration, all of them invented: the team, and those it works with."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from sqlalchemy.dialects.postgresql import Range

from mentoring.demo.places import AREAS, DIVISIONS, OPENED, TOWNS
from mentoring.demo.telling import Demonstration, subject
from mentoring.events import UnitKind
from mentoring.people.aims import first_set
from mentoring.people.keeping import keep
from mentoring.people.memberships import allocate, cover, join, write_profile
from mentoring.people.persons import Leadership, LeadershipKind, Person, Placement
from mentoring.people.teams import (
    AbsenceCover,
    Allocation,
    Background,
    MentorProfile,
    TeamDecision,
    TeamRole,
)

FIRST_NAMES = (
    "Aino",
    "Eino",
    "Helmi",
    "Impi",
    "Lempi",
    "Onni",
    "Saimi",
    "Sulo",
    "Toivo",
    "Vieno",
    "Väinö",
)
SURNAMES = (
    "Esimerkki",
    "Harjoitus",
    "Kokeilu",
    "Kuvitelma",
    "Mallikas",
    "Näytteinen",
    "Testinen",
    "Tuntematon",
    "Vaikkapa",
)
"""Words for what is made up: together with a first name they are nobody's."""
TITLES = {
    "lead": "Demo Luotsi",
    "mentor-1": "Demo Mentori Yksi",
    "mentor-2": "Demo Mentori Kaksi",
    "mentor-3": "Demo Mentori Kolme",
    "mentor-4": "Demo Mentori Neljä",
    "mentors-supervisor": "Demo Mentorien Esihenkilö",
    "designer": "Demo Muotoilija",
    "board": "Demo Ohjausryhmä",
    "digital-services": "Demo Digipalvelut",
    "it": "Demo Tietohallinto",
    "communications": "Demo Viestintä",
    "auditor": "Demo Tietosuojavastaava",
    "admin": "Demo Pääkäyttäjä",
}
"""Those who are called by what they do."""
TEAM = {
    "lead": (TeamRole.LEAD, 100),
    "mentor-1": (TeamRole.MENTOR, 100),
    "mentor-2": (TeamRole.MENTOR, 100),
    "mentor-3": (TeamRole.MENTOR, 80),
    "mentor-4": (TeamRole.MENTOR, 50),
    "mentors-supervisor": (TeamRole.SUPERVISOR, 20),
    "designer": (TeamRole.DESIGNER, 30),
    "board": (TeamRole.BOARD, 5),
}
"""With how many per cent of their time."""
PROFILES: dict[str, tuple[Background, str, list[str]]] = {
    "mentor-1": (Background.HEALTH, "Etävastaanotot ja digihoitopolut", ["fi", "sv"]),
    "mentor-2": (Background.HEALTH, "Suun terveydenhuollon prosessit, M365", ["fi", "en"]),
    "mentor-3": (Background.SOCIAL, "Perhepalvelut, ryhmien ohjaaminen", ["fi"]),
    "mentor-4": (Background.SUPPORT_SERVICES, "M365-koulutukset", ["fi", "sv", "en"]),
}
DECISION = (
    "Esimerkki: sovittiin, että luotsi johtaa tiimiä kokoaikaisesti ja tulosalueet jaetaan neljän"
    " mentorin kesken."
)


class Post(NamedTuple):
    """Who works where, and what they lead there."""

    name: str
    unit: str
    leads: LeadershipKind | None = None


def posts() -> Iterator[Post]:
    """`supervisor-3.1` supervises the unit 3.1, `professional-3.1` works in it."""
    for key in (*DIVISIONS, *AREAS):
        yield Post(f"leader-{key.lower()}", key, LeadershipKind.LEADER)
    for area, number in product(AREAS, range(1, len(TOWNS) + 1)):
        unit = f"{area}.{number}"
        yield Post(f"supervisor-{unit}", unit, LeadershipKind.SUPERVISOR)
        yield Post(f"professional-{unit}", unit)


async def bring_in(demo: Demonstration) -> None:
    """Add everybody with place and lead, then the team with its time, aims and decisions."""
    names = (f"{first} {last}" for last, first in product(SURNAMES, FIRST_NAMES))
    working = list(posts())
    called = TITLES | {post.name: next(names) for post in working}
    rows = {
        name: Person(subject=subject(name), display_name=shown) for name, shown in called.items()
    }
    demo.session.add_all(rows.values())
    await demo.session.flush()
    demo.people |= {name: row.id for name, row in rows.items()}
    for post in working:
        demo.session.add_all(_rows_of(demo, post))
    await demo.session.flush()
    await _gather_team(demo)


def _rows_of(demo: Demonstration, post: Post) -> Iterator[Placement | Leadership]:
    person, unit, always = demo.people[post.name], demo.units[post.unit], Range(OPENED, None)
    yield Placement(person_id=person, org_unit_id=unit, valid=always)
    if post.leads is not None:
        yield Leadership(
            person_id=person,
            org_unit_id=unit,
            unit_kind=_kind(post.unit),
            kind=post.leads,
            valid=always,
        )


def _kind(unit: str) -> UnitKind:
    if unit in DIVISIONS:
        return UnitKind.DIVISION
    return UnitKind.RESULT_AREA if unit in AREAS else UnitKind.UNIT


async def _gather_team(demo: Demonstration) -> None:
    session, by = demo.session, await demo.who("admin")
    days = Range(demo.ago(400), None)
    await first_set(session)
    for name, (role, percent) in TEAM.items():
        member = await join(session, demo.people[name], role, days, by)
        given = Allocation(membership_id=member.id, valid=days, percent=Decimal(percent))
        await allocate(session, given, by)
    for name, (background, strengths, languages) in PROFILES.items():
        profile = MentorProfile(
            person_id=demo.people[name],
            background=background,
            strengths=strengths,
            languages=languages,
        )
        await write_profile(session, profile, by)
    away = Range(demo.ago(3), demo.ago(-11))
    absent, standing_in = demo.people["mentor-4"], demo.people["mentor-3"]
    await cover(session, AbsenceCover(covered_id=absent, covering_id=standing_in, valid=away), by)
    decided = TeamDecision(decided_on=demo.today, text=DECISION, parties=["mentors", "board"])
    await keep(session, decided, by.subject)
