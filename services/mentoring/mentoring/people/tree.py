"""The organisation as a tree with time in it: what a change makes of a unit, what breaks the tree.

Pure. Days are Helsinki dates and half-open: a unit, or a version of it, is no more on its `end`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

DEPTH = {"county": 0, "division": 1, "result_area": 2, "unit": 3}
ROOTS = frozenset({"county", "division"})
"""What may stand under nothing."""
Name = Mapping[str, str | None]


class NotPossible(Exception):  # noqa: N818  a change that makes no sense, with its code
    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Version(NamedTuple):
    """What a unit is called and where it stands, from a day to a day."""

    first: date
    end: date | None
    name: Name
    parent_id: UUID | None


class Days(NamedTuple):
    first: date
    end: date

    def shared_with(self, other: "Days") -> "Days":
        return Days(max(self.first, other.first), min(self.end, other.end))


@dataclass(frozen=True)
class Life:
    """A unit from its first day to its end. Its versions follow each other without a gap."""

    id: UUID
    code: str
    kind: str
    versions: tuple[Version, ...]

    @property
    def first(self) -> date:
        return self.versions[0].first

    @property
    def end(self) -> date | None:
        return self.versions[-1].end

    @property
    def days(self) -> Days:
        return Days(self.first, self.end or date.max)

    def exists_on(self, day: date) -> bool:
        return self.days.first <= day < self.days.end

    def on(self, day: date) -> Version:
        """As it is on a day; before its first day its first version, after its end its last."""
        begun = [one for one in self.versions if one.first <= day]
        return begun[-1] if begun else self.versions[0]


class Fault(NamedTuple):
    """A unit whose place is wrong on some day, and where it stands then."""

    unit_id: UUID
    parent_id: UUID | None
    code: str


def renamed(life: Life, name: Name, on: date) -> Life:
    """Called so from a day to the next day on which its name changes. Raises NotPossible."""
    return _changed(life, "name", name, on)


def moved(life: Life, parent_id: UUID | None, on: date) -> Life:
    """Standing there from a day to the next day on which it moves. Raises NotPossible."""
    return _changed(life, "parent_id", parent_id, on)


def ended(life: Life, on: date) -> Life:
    """No more from this day on; its end may come sooner or later than said. Raises NotPossible."""
    if on <= life.first:
        raise NotPossible("ends_before_it_begins")
    kept = [one for one in life.versions if one.first < on]
    return replace(life, versions=(*kept[:-1], kept[-1]._replace(end=on)))


def _changed(life: Life, what: str, value: Any, on: date) -> Life:
    if not life.exists_on(on):
        raise NotPossible("not_valid_then")
    former, spreads = getattr(life.on(on), what), False
    found: list[Version] = []
    for one in _split(life.versions, on):
        spreads = one.first == on or (spreads and getattr(one, what) == former)
        found.append(one._replace(**{what: value}) if spreads else one)
    return replace(life, versions=joined(found))


def _split(versions: Sequence[Version], on: date) -> Iterator[Version]:
    for one in versions:
        if one.first < on < (one.end or date.max):
            yield one._replace(end=on)
            yield one._replace(first=on)
        else:
            yield one


def joined(versions: Sequence[Version]) -> tuple[Version, ...]:
    """Neighbours that say the same become one."""
    found: list[Version] = []
    for one in versions:
        if found and found[-1][2:] == one[2:]:
            found[-1] = found[-1]._replace(end=one.end)
        else:
            found.append(one)
    return tuple(found)


def first_change(before: Life, after: Life, what: str) -> date | None:
    """The first day, of those on which both exist, with another `name` or `parent_id`."""
    days = before.days.shared_with(after.days)
    begins = {one.first for life in (before, after) for one in life.versions}
    for day in sorted(begins | {days.first}):
        differs = getattr(before.on(day), what) != getattr(after.on(day), what)
        if differs and days.first <= day < days.end:
            return day
    return None


def faults(tree: Mapping[UUID, Life], changed: Collection[UUID], unit_levels: int) -> list[Fault]:
    """What is wrong, on any day, with these units and those right below them.

    `unit_levels` is 2 where a unit may stand under a unit. Codes: `parent_missing`,
    `parent_unknown`, `cycle`, `parent_of_wrong_kind`, `parent_not_valid`.
    """
    looked_at = set(changed)
    found: dict[Fault, None] = {}
    for life in tree.values():
        above = {one.parent_id for one in life.versions}
        if life.id in looked_at or not looked_at.isdisjoint(above):
            found |= dict.fromkeys(_faults_of(tree, life, unit_levels))
    return list(found)


def _faults_of(tree: Mapping[UUID, Life], life: Life, unit_levels: int) -> Iterator[Fault]:
    for one in life.versions:
        code = _fault(tree, life, one, unit_levels)
        if code:
            yield Fault(life.id, one.parent_id, code)


def _fault(tree: Mapping[UUID, Life], life: Life, one: Version, unit_levels: int) -> str:
    if one.parent_id is None:
        return "" if life.kind in ROOTS else "parent_missing"
    parent = tree.get(one.parent_id)
    days = _days(one)
    if parent is None:
        return "parent_unknown"
    if _leads_to(tree, parent.id, life.id, days):
        return "cycle"
    if not _may_be_above(tree, parent, life, days, unit_levels):
        return "parent_of_wrong_kind"
    return "" if parent.days.shared_with(days) == days else "parent_not_valid"


def _may_be_above(
    tree: Mapping[UUID, Life], parent: Life, life: Life, days: Days, unit_levels: int
) -> bool:
    if DEPTH[parent.kind] < DEPTH[life.kind]:
        return True
    if unit_levels < 2 or (parent.kind, life.kind) != ("unit", "unit"):
        return False
    above = (tree.get(one.parent_id) for one in _during(parent, days) if one.parent_id)
    return all(one is None or one.kind != "unit" for one in above)


def _leads_to(tree: Mapping[UUID, Life], start: UUID, goal: UUID, days: Days) -> bool:
    """Whether the way up from a unit comes to another one on some of these days."""
    waiting, seen = [(start, days)], set()
    while waiting:
        here, when = waiting.pop()
        if here == goal:
            return True
        if (here, when) in seen or here not in tree:
            continue
        seen.add((here, when))
        waiting += [
            (one.parent_id, when.shared_with(_days(one)))
            for one in _during(tree[here], when)
            if one.parent_id is not None
        ]
    return False


def _during(life: Life, days: Days) -> Iterator[Version]:
    """The versions that hold on some of these days."""
    for one in life.versions:
        both = days.shared_with(_days(one))
        if both.first < both.end:
            yield one


def _days(one: Version) -> Days:
    return Days(one.first, one.end or date.max)
