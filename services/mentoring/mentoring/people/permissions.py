"""What each role may do with what: the table of domain.md section 2, asked of one record and of
lists by one rule.

A cell is a scope and rights. Scope: A all, T own subtree, U own unit, O own, P public or published
only, S only what is shared with the unit, G aggregates only; two letters mean both. Right: r read,
w write (and read), x decide or approve, c give only. A person has the union of all their roles.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Uuid, and_, any_, bindparam, false, or_, true
from sqlalchemy.dialects.postgresql import ARRAY

from mentoring.people.roles import Role
from mentoring.people.standing import SYSTEM, Standing

NOTHING = "."


class Cell(NamedTuple):
    scope: frozenset[str]
    rights: frozenset[str]

    def gives(self, right: str) -> bool:
        """Whether it gives a right over single records."""
        own = self.rights | ({"r"} if "w" in self.rights else set())
        return right in own and "G" not in self.scope


def cell_of(written: str) -> Cell:
    letters = frozenset(written.strip(NOTHING))
    return Cell(letters & set("ATUOPSG"), letters & set("rwxc"))


@cache
def table() -> dict[str, dict[str, Cell]]:
    """By resource and role; leaders of divisions and of result areas share a column."""
    text = files("mentoring.people").joinpath("permissions.tsv").read_text("utf-8")
    head, *lines = (line.split("\t") for line in text.splitlines())
    found = {
        resource: dict(zip(head[1:], map(cell_of, cells), strict=True))
        for resource, *cells in lines
    }
    for cells_of in found.values():
        cells_of[Role.DIVISION_LEADER] = cells_of[Role.AREA_LEADER]
    return found


def may(by: Standing, right: str, resource: str, record: Any) -> bool:
    """Whether one of the caller's roles gives the right over this record."""
    if by is SYSTEM:
        return True
    return any(_holds(by, role, cell, right, record) for role, cell in _giving(by, resource, right))


def relations(by: Standing, resource: str, record: Any) -> frozenset[str]:
    """The roles that the caller has toward this record, and the relations to it as a person.

    A record with relations of its own (a receiver, a trainer) tells them: `relations_of(by)`.
    """
    if by is SYSTEM:
        return frozenset({"system"})
    cells = table()[resource]
    held = {role for role in by.roles if _stands_by(by, role, cells[role], record)}
    if by.person_id is not None and getattr(record, "unit_owner_id", None) == by.person_id:
        held.add("owner")
    more: Iterable[str] = record.relations_of(by) if hasattr(record, "relations_of") else ()
    return frozenset(held).union(more)


def may_somewhere(by: Standing, right: str, resource: str) -> bool:
    """Whether any of the caller's roles gives the right over some record."""
    return any(True for _ in _giving(by, resource, right))


def readable(by: Standing, resource: str, kind: Any) -> ColumnElement[bool]:
    """The rows of a table that the caller may read: for lists, search, timelines and exports."""
    if by is SYSTEM:
        return true()
    found = [_rows(by, role, cell, kind) for role, cell in _giving(by, resource, "r")]
    return or_(false(), *found)


def _giving(by: Standing, resource: str, right: str) -> Iterator[tuple[str, Cell]]:
    cells = table()[resource]
    return ((role, cells[role]) for role in sorted(by.roles) if cells[role].gives(right))


def _holds(by: Standing, role: str, cell: Cell, right: str, record: Any) -> bool:
    if right == "w" and not _works_on(by, role, record):
        return False
    return all(_in_scope(by, role, letter, record) for letter in cell.scope)


def _stands_by(by: Standing, role: str, cell: Cell, record: Any) -> bool:
    """Whether a role counts toward a record: by its place, and for mentors by whose work it is."""
    if not cell.rights or "G" in cell.scope or not _works_on(by, role, record):
        return False
    places = cell.scope - {"P", "S"}
    return all(_in_scope(by, role, letter, record) for letter in places)


def _works_on(by: Standing, role: str, record: Any) -> bool:
    """A mentor writes where owner or covering, and where nobody is owner yet; some roles only
    read some kinds of a record: `closed_to`.
    """
    if role in getattr(record, "closed_to", ()):
        return False
    owner = getattr(record, "owner_id", None)
    return role != Role.MENTOR or owner is None or owner in by.works_for


def _in_scope(by: Standing, role: str, letter: str, record: Any) -> bool:
    match letter:
        case "A":
            return True
        case "T" | "U":
            return getattr(record, "org_unit_id", None) in by.units_of(role)
        case "O":
            return bool(record.is_own_to(by))
        case "P":
            return bool(record.is_published)
        case "S":
            return bool(record.shared_with_unit)
        case _:
            return False


def _rows(by: Standing, role: str, cell: Cell, kind: Any) -> ColumnElement[bool]:
    return and_(true(), *(_in_rows(by, role, letter, kind) for letter in sorted(cell.scope)))


def _in_rows(by: Standing, role: str, letter: str, kind: Any) -> ColumnElement[bool]:
    match letter:
        case "A":
            return true()
        case "T" | "U":
            units = bindparam(None, sorted(by.units_of(role)), ARRAY(Uuid()))  # one, however many
            found: ColumnElement[bool] = kind.org_unit_id == any_(units)
            return found
        case "O":
            own: ColumnElement[bool] = kind.own_to(by)
            return own
        case "P":
            published: ColumnElement[bool] = kind.published()
            return published
        case "S":
            shared: ColumnElement[bool] = kind.shared_with_unit.is_(True)
            return shared
        case _:
            return false()
