"""The tree of the organisation on every day: what nests, what a change makes, what breaks it."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.events import UnitKind
from mentoring.people.tree import (
    DEPTH,
    Life,
    NotPossible,
    Version,
    ended,
    faults,
    first_change,
    moved,
    renamed,
)

A, B = {"fi": "A"}, {"fi": "B"}
C = {"fi": "C"}
ROOT, OTHER, AREA, UNIT, BELOW = (UUID(int=number) for number in range(1, 6))


def day(text: str) -> date:
    return date.fromisoformat(text)


def life(
    id_: UUID, kind: str, parent: UUID | None, first: str = "2025-01-01", end: str | None = None
) -> Life:
    only = Version(day(first), day(end) if end else None, A, parent)
    return Life(id_, f"c{id_.int}", kind, (only,))


def tree(*lives: Life) -> dict[UUID, Life]:
    return {one.id: one for one in lives}


def codes(of: dict[UUID, Life], changed: UUID, unit_levels: int = 1) -> list[str]:
    return [one.code for one in faults(of, [changed], unit_levels)]


def test_kinds_nest() -> None:
    above = {kind: {over for over in (None, *UnitKind) if nests(kind, over)} for kind in UnitKind}

    assert above == {
        UnitKind.COUNTY: {None},
        UnitKind.DIVISION: {None, UnitKind.COUNTY},
        UnitKind.RESULT_AREA: {UnitKind.COUNTY, UnitKind.DIVISION},
        UnitKind.UNIT: {UnitKind.COUNTY, UnitKind.DIVISION, UnitKind.RESULT_AREA},
    }


def nests(kind: UnitKind, over: UnitKind | None) -> bool:
    one = life(UNIT, kind, ROOT if over else None)
    above = [life(ROOT, over, None)] if over else []
    return not [one for one in faults(tree(one, *above), [UNIT], 1) if one.unit_id == UNIT]


def test_a_unit_may_stand_under_a_unit_where_the_county_has_two_levels_of_them() -> None:
    three = tree(
        life(ROOT, "division", None),
        life(UNIT, "unit", ROOT),
        life(BELOW, "unit", UNIT),
    )

    assert codes(three, BELOW) == ["parent_of_wrong_kind"]
    assert codes(three, BELOW, unit_levels=2) == []
    under = three | tree(life(OTHER, "unit", BELOW))
    assert codes(under, OTHER, unit_levels=2) == ["parent_of_wrong_kind"], "a third level"


@pytest.mark.parametrize(
    ("first", "end", "fits"),
    [
        ("2025-01-01", "2026-01-01", True),
        ("2025-06-01", "2025-07-01", True),
        ("2024-12-31", "2026-01-01", False),
        ("2025-01-01", "2026-01-02", False),
        ("2025-01-01", None, False),
    ],
)
def test_a_parent_exists_all_the_time_that_the_unit_does(
    first: str, end: str | None, fits: bool
) -> None:
    area = life(AREA, "result_area", ROOT, "2025-01-01", "2026-01-01")
    whole = tree(life(ROOT, "division", None), area, life(UNIT, "unit", AREA, first, end))

    assert codes(whole, UNIT) == ([] if fits else ["parent_not_valid"])


def test_a_name_holds_until_the_next_renaming_and_moves_do_not_stop_it() -> None:
    one = moved(life(UNIT, "unit", ROOT, "2020-01-01"), OTHER, day("2022-01-01"))
    one = renamed(one, B, day("2024-01-01"))

    late = renamed(one, C, day("2021-01-01"))

    assert [(f"{it.first}", it.name["fi"], it.parent_id) for it in late.versions] == [
        ("2020-01-01", "A", ROOT),
        ("2021-01-01", "C", ROOT),
        ("2022-01-01", "C", OTHER),
        ("2024-01-01", "B", OTHER),
    ]
    assert first_change(one, late, "name") == day("2021-01-01")
    assert first_change(one, late, "parent_id") is None


def test_what_is_said_back_becomes_one_version_again() -> None:
    one = life(UNIT, "unit", ROOT, "2020-01-01")

    there = renamed(one, B, day("2024-01-01"))

    assert renamed(there, A, day("2024-01-01")) == one


@pytest.mark.parametrize("on", ["2019-12-31", "2026-01-01"])
def test_a_change_is_of_a_day_on_which_the_unit_exists(on: str) -> None:
    one = life(UNIT, "unit", ROOT, "2020-01-01", "2026-01-01")

    with pytest.raises(NotPossible, match="not_valid_then"):
        renamed(one, B, day(on))


def test_an_end_cuts_what_was_planned_after_it() -> None:
    one = renamed(life(UNIT, "unit", ROOT, "2020-01-01"), B, day("2027-01-01"))

    assert ended(one, day("2026-01-01")).versions == (
        Version(day("2020-01-01"), day("2026-01-01"), A, ROOT),
    )
    with pytest.raises(NotPossible, match="ends_before_it_begins"):
        ended(one, day("2020-01-01"))


def test_S13_a_unit_never_stands_below_itself() -> None:
    whole = tree(
        life(ROOT, "division", None),
        life(UNIT, "unit", ROOT),
        life(BELOW, "unit", UNIT),
    )

    itself = whole | tree(moved(whole[UNIT], UNIT, day("2026-01-01")))
    ring = whole | tree(moved(whole[UNIT], BELOW, day("2026-01-01")))

    assert "cycle" in codes(itself, UNIT, 2)
    assert codes(ring, UNIT, 2) == ["cycle", "cycle"]


KINDS = {
    UUID(int=1): "county",
    UUID(int=2): "division",
    UUID(int=3): "division",
    UUID(int=4): "result_area",
    UUID(int=5): "result_area",
    UUID(int=6): "unit",
    UUID(int=7): "unit",
    UUID(int=8): "unit",
}
FIRST_PARENTS = {2: 1, 3: 1, 4: 2, 5: 3, 6: 4, 7: 5, 8: 6}
BEGIN = date(2025, 1, 1)
IDS = st.sampled_from(sorted(KINDS))
DAYS = st.integers(0, 12).map(lambda number: BEGIN + timedelta(number))
CHANGES = st.one_of(
    st.tuples(st.just("move"), IDS, st.one_of(IDS, st.none()), DAYS),
    st.tuples(st.just("end"), IDS, st.none(), DAYS),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CHANGES, max_size=14))
def test_S13_after_any_changes_every_day_has_a_tree(
    wanted: list[tuple[str, UUID, UUID | None, date]],
) -> None:
    whole = {
        id_: Life(
            id_,
            f"c{id_.int}",
            kind,
            (Version(BEGIN, None, A, parent_of(id_)),),
        )
        for id_, kind in KINDS.items()
    }
    for change, id_, parent, on in wanted:
        try:
            new = moved(whole[id_], parent, on) if change == "move" else ended(whole[id_], on)
        except NotPossible:
            continue
        if not faults(whole | {id_: new}, [id_], 2):
            whole[id_] = new

    days = [BEGIN + timedelta(number) for number in range(14)]
    assert [fault for day in days for fault in wrong_on(whole, day)] == []


def parent_of(id_: UUID) -> UUID | None:
    above = FIRST_PARENTS.get(id_.int)
    return UUID(int=above) if above else None


def wrong_on(whole: dict[UUID, Life], on: date) -> Iterator[str]:
    """What makes the units of a day no tree."""
    there = {id_: one for id_, one in whole.items() if one.exists_on(on)}
    for one in there.values():
        if sum(it.first <= on < (it.end or date.max) for it in one.versions) != 1:
            yield f"{one.code} has another number of versions than one"
        way = [one.id]
        while (above := whole[way[-1]].on(on).parent_id) in there and above not in way:
            way.append(above)
        if above is not None:
            yield f"{one.code} stands in a ring, or under what is not there"
        kinds = [KINDS[id_] for id_ in way]
        if kinds[-1] not in ("county", "division") or kinds.count("unit") > 2:
            yield f"{one.code} has a wrong root, or too many units above it"
        if kinds != sorted(kinds, key=lambda kind: -DEPTH[kind]):
            yield f"{one.code} stands under what is not above it"
