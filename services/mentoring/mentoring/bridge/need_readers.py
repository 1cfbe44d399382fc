"""Who sees a need whole, and who only what is public of it: for one need, and in queries."""

from types import SimpleNamespace
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, or_

from mentoring.bridge.needs import Need
from mentoring.people.permissions import may, readable
from mentoring.people.standing import Standing
from mentoring.searching import says


class Alone(NamedTuple):
    """A need as if nothing had been merged into it: what its own unit's side sees of it."""

    org_unit_id: UUID | None
    owner_id: UUID | None
    shared_with_unit: bool

    def is_own_to(self, _: Standing) -> bool:
        return False


def sees_whole(by: Standing, need: Need) -> bool:
    """Whether a reader sees more of it than the public summary, the state and the plan."""
    alone = Alone(need.org_unit_id, need.owner_id, need.shared_with_unit)
    return need.concerns(by) or may(by, "r", "need", alone)


APART = SimpleNamespace(
    org_unit_id=Need.org_unit_id,
    shared_with_unit=Need.shared_with_unit,
    own_to=Need.concerning,
)
"""All needs so, for queries: `readable(by, "need", APART)` finds those seen whole."""


def found_by(by: Standing, words: str) -> ColumnElement[bool]:
    """The needs that say this: in the title only those that the caller sees whole."""
    whole = or_(Need.concerning(by), readable(by, "need", APART))
    return or_(says(Need.public_summary, words), whole & says(Need.title, words))
