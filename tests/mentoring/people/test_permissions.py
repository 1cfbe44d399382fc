"""What the letters of the table of permissions mean on rows (section 2)."""

from collections.abc import Callable, Collection
from itertools import product
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from common.clock import new_id
from mentoring.people.permissions import may, readable, relations, table
from mentoring.people.roles import Role
from mentoring.people.standing import SYSTEM, Standing

HERE, THERE = new_id(), new_id()
ME, COVERED, OTHER = new_id(), new_id(), new_id()


class Base(DeclarativeBase):
    """Not of the service: no migration knows it."""


class Thing(Base):
    """A record of nothing in particular, with all that a scope may look at."""

    __tablename__ = "thing"
    __table_args__ = ({"prefixes": ["TEMPORARY"]},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    org_unit_id: Mapped[UUID | None]
    owner_id: Mapped[UUID | None]
    shared_with_unit: Mapped[bool]
    is_out: Mapped[bool]
    made_by: Mapped[str]

    @property
    def is_published(self) -> bool:
        return self.is_out

    @classmethod
    def published(cls) -> ColumnElement[bool]:
        return cls.is_out.is_(True)

    def is_own_to(self, by: Standing) -> bool:
        return self.made_by == by.subject

    @classmethod
    def own_to(cls, by: Standing) -> ColumnElement[bool]:
        return cls.made_by == by.subject


@pytest_asyncio.fixture
async def things(session: AsyncSession) -> Collection[Thing]:
    """One of every kind."""
    connection = await session.connection()
    await connection.run_sync(Base.metadata.create_all)
    kinds = product((HERE, THERE, None), (None, ME, OTHER), (True, False), (True, False))
    found = [
        Thing(org_unit_id=unit, owner_id=owner, shared_with_unit=shared, is_out=out, made_by=maker)
        for unit, owner, shared, out in kinds
        for maker in ("me", "other")
    ]
    session.add_all(found)
    await session.flush()
    return found


def holder(*roles: str) -> Standing:
    """Somebody with these roles, those that have a place held HERE; covering for one."""
    units = dict.fromkeys(roles, frozenset({HERE}))
    return Standing("me", frozenset(roles), ME, units, frozenset({ME, COVERED}))


def a_thing(**fields: object) -> Thing:
    """HERE, owned by nobody, shared, published, made by somebody else."""
    usual = {"org_unit_id": HERE, "owner_id": None, "shared_with_unit": True}
    return Thing(**usual | {"is_out": True, "made_by": "other"} | fields)


SEES: dict[tuple[str, str], Callable[[Thing], bool]] = {
    ("mentor", "engagement"): lambda _: True,
    ("supervisor", "engagement"): lambda one: one.org_unit_id == HERE,
    ("area_leader", "engagement"): lambda one: one.org_unit_id == HERE,
    ("division_leader", "engagement"): lambda one: one.org_unit_id == HERE,
    ("supervisor", "dialogue_entry"): lambda one: one.org_unit_id == HERE and one.shared_with_unit,
    ("division_leader", "dialogue_entry"): lambda one: (
        one.org_unit_id == HERE and one.shared_with_unit
    ),
    ("professional", "summary"): lambda one: one.org_unit_id == HERE and one.is_out,
    ("professional", "need"): lambda one: one.made_by == "me",
    ("professional", "quarter_plan"): lambda one: one.is_out,
    ("partner", "engagement"): lambda one: one.made_by == "me",
    ("programme_board", "need"): lambda _: False,
    ("integration", "engagement"): lambda _: False,
    ("admin", "dialogue_entry"): lambda _: False,
    ("professional", "feedback_answer"): lambda _: False,
}
"""What a role reads of a resource: each letter of a scope at least once."""


@pytest.mark.parametrize(("role", "resource"), SEES)
async def test_each_scope_means_its_rows(
    session: AsyncSession, things: Collection[Thing], role: str, resource: str
) -> None:
    by, sees = holder(role), SEES[role, resource]

    listed = await session.scalars(select(Thing).where(readable(by, resource, Thing)))
    single = {one for one in things if may(by, "r", resource, one)}

    assert set(listed) == single == {one for one in things if sees(one)}


@pytest.mark.parametrize("resource", table())
async def test_a_list_holds_what_can_be_read_one_by_one(
    session: AsyncSession, things: Collection[Thing], resource: str
) -> None:
    for roles in ([role] for role in Role):
        by = holder(*roles)

        listed = await session.scalars(select(Thing.id).where(readable(by, resource, Thing)))
        single = {one.id for one in things if may(by, "r", resource, one)}

        assert set(listed) == single, roles


@pytest.mark.parametrize(
    "roles",
    [
        ("professional", "supervisor"),
        ("professional", "digivastaava", "it"),
        ("professional", "mentor", "area_leader"),
        ("professional", "programme_board"),
    ],
)
@pytest.mark.parametrize("resource", ["dialogue_entry", "need", "summary", "forward", "plan"])
async def test_a_person_has_the_union_of_all_roles(
    session: AsyncSession, things: Collection[Thing], roles: tuple[str, ...], resource: str
) -> None:
    by, apart = holder(*roles), [holder(role) for role in roles]

    listed = await session.scalars(select(Thing).where(readable(by, resource, Thing)))

    alone = {one for one in things if any(may(one_of, "r", resource, one) for one_of in apart)}
    assert set(listed) == alone
    for one in things:
        for right in "wx":
            together = may(by, right, resource, one)
            assert together is any(may(one_of, right, resource, one) for one_of in apart)


@pytest.mark.parametrize(
    ("owner", "may_write"), [(ME, True), (COVERED, True), (None, True), (OTHER, False)]
)
def test_a_mentor_writes_own_work_that_of_the_covered_and_what_nobody_owns(
    owner: UUID | None, *, may_write: bool
) -> None:
    by, one = holder("mentor"), a_thing(owner_id=owner)

    assert may(by, "r", "engagement", one)
    assert may(by, "w", "engagement", one) is may_write
    assert ("mentor" in relations(by, "engagement", one)) is may_write
    assert may(holder("lead"), "w", "engagement", one)


def test_a_place_counts_for_the_role_that_is_held_there_alone() -> None:
    by = Standing(
        "me",
        frozenset({"professional", "supervisor"}),
        ME,
        {"professional": frozenset({HERE}), "supervisor": frozenset({THERE})},
    )

    here, there = a_thing(), a_thing(org_unit_id=THERE)

    assert (may(by, "r", "plan", here), may(by, "r", "plan", there)) == (True, True)
    assert (may(by, "w", "plan", here), may(by, "w", "plan", there)) == (False, True)
    assert relations(by, "plan", here) == {"professional"}
    assert relations(by, "plan", there) == {"supervisor"}


def test_a_division_leader_is_an_area_leader_over_the_own_subtree() -> None:
    for resource in table():
        for one in (a_thing(), a_thing(org_unit_id=THERE), a_thing(shared_with_unit=False)):
            rights = [
                [may(holder(role), right, resource, one) for right in "rwx"]
                for role in ("area_leader", "division_leader")
            ]
            assert rights[0] == rights[1], resource


def test_the_system_may_do_everything_and_is_no_role() -> None:
    one = a_thing(org_unit_id=None)

    assert all(may(SYSTEM, right, "feedback_answer", one) for right in "rwx")
    assert relations(SYSTEM, "need", one) == {"system"}


def test_whom_a_unit_gave_a_record_to_is_its_owner() -> None:
    one = a_thing()
    one.unit_owner_id = ME  # type: ignore[attr-defined]

    assert "owner" in relations(holder("professional"), "plan", one)
    assert "owner" not in relations(Standing("x", frozenset({"professional"}), OTHER), "plan", one)
