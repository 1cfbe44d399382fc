"""Who a caller is on a day: roles of the token and of rows, place, cover (section 2)."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id, standing_at
from common.errors import RoleRequired
from common.identity import Caller
from mentoring.events import UnitKind
from mentoring.people import standing
from mentoring.people.keeping import NEVER
from mentoring.people.persons import Leadership, LeadershipKind, Person, Placement
from mentoring.people.roles import Role
from mentoring.people.standing import Standing, standing_of
from mentoring.people.teams import AbsenceCover
from tests.mentoring.county import ALWAYS, County


async def asks(
    session: AsyncSession, subject: str, *roles: str, on: date | None = None
) -> Standing:
    caller = Caller(subject=subject, kind="staff", roles=frozenset(roles))
    if on is None:
        return await standing_of(session, caller)
    with standing_at(datetime(on.year, on.month, on.day, 9, tzinfo=UTC)):
        return await standing_of(session, caller)


@pytest.mark.parametrize(
    ("role", "needs_row"),
    [
        ("mentor", True),
        ("lead", True),
        ("mentors_supervisor", True),
        ("service_designer", True),
        ("programme_board", True),
        ("digital_services", False),
        ("it", False),
        ("communications", False),
        ("auditor", False),
        ("admin", False),
    ],
)
async def test_a_role_of_the_team_needs_its_row_too(
    session: AsyncSession, county: County, role: str, *, needs_row: bool
) -> None:
    by = await asks(session, "pr", role)

    assert by.has(role) is not needs_row
    assert by.has(Role.PROFESSIONAL)


async def test_a_row_of_the_team_needs_the_role_in_the_token(
    session: AsyncSession, county: County
) -> None:
    assert (await asks(session, "me1")).roles == {"professional"}
    assert (await asks(session, "me1", "lead")).roles == {"professional"}
    assert (await asks(session, "me1", "mentor")).roles == {"professional", "mentor"}


async def test_places_and_roles_are_those_of_the_day(session: AsyncSession, county: County) -> None:
    pr, days = county.people["pr"], Range(date(2026, 3, 1), date(2026, 4, 1))
    row = Leadership(
        person_id=pr, org_unit_id=county.units["a"], unit_kind=UnitKind.RESULT_AREA,
        kind=LeadershipKind.LEADER, valid=days,
    )  # fmt: skip
    session.add(row)
    await session.flush()

    led = {
        day: (await asks(session, "pr", on=day)).units_of("area_leader")
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    }

    area = {county.units[name] for name in ("a", "u", "u2")}
    assert list(led.values()) == [frozenset(), area, area, frozenset()]


async def test_a_division_leader_has_the_whole_division(
    session: AsyncSession, county: County
) -> None:
    by = await asks(session, "dl")

    assert by.roles == {"professional", "division_leader"}
    whole = {county.units[name] for name in ("division", "a", "b", "u", "u2", "v")}
    assert by.units_of("division_leader") == whole
    assert by.units_of("area_leader") == frozenset()


async def test_who_supervises_at_the_top_of_an_area_has_no_subtree(
    session: AsyncSession, county: County
) -> None:
    top = Leadership(
        person_id=county.people["su"], org_unit_id=county.units["b"],
        unit_kind=UnitKind.RESULT_AREA, kind=LeadershipKind.SUPERVISOR, valid=ALWAYS,
    )  # fmt: skip
    session.add(top)
    await session.flush()

    by = await asks(session, "su")

    assert by.units_of("supervisor") == {county.units["u"], county.units["b"]}


async def test_cover_is_by_days(session: AsyncSession, county: County) -> None:
    me1, me2 = county.people["me1"], county.people["me2"]
    days = Range(date(2026, 8, 1), date(2026, 8, 16))
    session.add(AbsenceCover(covered_id=me1, covering_id=me2, valid=days))
    await session.flush()

    works = [
        (await asks(session, "me2", "mentor", on=day)).works_for
        for day in (date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 15), date(2026, 8, 16))
    ]

    assert works == [{me2}, {me1, me2}, {me1, me2}, {me2}]
    assert (await asks(session, "me1", "mentor", on=date(2026, 8, 1))).works_for == {me1}


async def test_who_has_left_is_nobody_here(session: AsyncSession, county: County) -> None:
    person = await session.get_one(Person, county.people["pr"])
    person.is_active = False
    await session.flush()

    with pytest.raises(RoleRequired):
        await asks(session, "pr", "admin")


async def test_an_employee_who_is_not_entered_has_no_place(
    session: AsyncSession, county: County
) -> None:
    by = await asks(session, "stranger", "mentor", "it")

    assert by.roles == {"professional", "it"}
    assert (by.person_id, by.units, by.works_for) == (None, {}, frozenset())


@pytest.mark.parametrize(
    ("kind", "roles", "role"),
    [
        ("partner", (), "partner"),
        ("partner", ("admin", "mentor"), "partner"),
        ("anyone", (), "anyone"),
        ("service", (), "anyone"),
        ("staff", ("integration",), "integration"),
        ("partner", ("integration",), "integration"),
    ],
)
async def test_who_is_no_employee_has_one_role(
    session: AsyncSession, county: County, kind: str, roles: tuple[str, ...], role: str
) -> None:
    organisation = new_id()
    said = {"kind": kind, "roles": roles, "organisation": organisation}
    caller = Caller.model_validate({"subject": "key:x"} | said)

    by = await standing_of(session, caller)

    assert by.roles == {role}
    assert (by.organisation_id, by.person_id) == (organisation, None)


async def test_other_rows_may_name_a_role_in_a_unit(
    session: AsyncSession, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def named(_: AsyncSession, person_id: UUID, __: date) -> Collection[UUID]:
        return [county.units["u"]] if person_id == county.people["pr"] else []

    monkeypatch.setitem(standing.NAMED, Role.DIGIVASTAAVA, named)

    pr, pv = [await asks(session, who) for who in ("pr", "pv")]

    assert pr.roles == {"professional", "digivastaava"}
    assert pr.units_of("digivastaava") == {county.units["u"]}
    assert pv.roles == {"professional"}


async def test_what_was_taken_back_before_it_began_gives_nothing(
    session: AsyncSession, county: County
) -> None:
    pr, never = county.people["pr"], NEVER
    unit = county.units["v"]
    session.add(Placement(person_id=pr, org_unit_id=unit, valid=never))
    await session.flush()

    assert unit not in (await asks(session, "pr")).units_of("professional")
