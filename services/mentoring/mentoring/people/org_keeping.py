"""Changes of the organisation tree: tried on the whole tree, then written and told (4.4)."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id
from common.errors import Duplicate, NotFound, Refusal, Said, Wrong, say
from mentoring.county import setting
from mentoring.events import UnitKind
from mentoring.people.org_units import hold_tree, tree_of
from mentoring.people.org_writing import keep_lives
from mentoring.people.standing import Standing
from mentoring.people.tree import (
    Fault,
    Life,
    Name,
    NotPossible,
    Version,
    ended,
    faults,
    moved,
    renamed,
)

Tree = Mapping[UUID, Life]


class OrgChangeInvalid(Refusal):
    slug = "org-change-invalid"
    status = 422
    title = Said(
        "Muutos rikkoisi organisaatiorakenteen",
        "Ändringen skulle bryta organisationsträdet",
        "The change would break the tree",
    )


SENTENCES = {
    "parent_missing": Said(
        "Tulosalueella ja yksiköllä on oltava yläyksikkö.",
        "Ett resultatområde och en enhet ska ha en överordnad enhet.",
        "A result area and a unit must have a parent.",
    ),
    "parent_of_wrong_kind": Said(
        "Yläyksikön on oltava organisaatiossa ylempänä.",
        "Den överordnade enheten ska vara högre i organisationen.",
        "The parent must be of a kind above.",
    ),
    "parent_not_valid": Said(
        "Yläyksikön on oltava olemassa koko ajan.",
        "Den överordnade enheten ska finnas hela tiden.",
        "The parent must exist all the time that the unit does.",
    ),
    "parent_unknown": Said(
        "Yläyksikköä ei ole.", "Den överordnade enheten finns inte.", "There is no parent."
    ),
    "cycle": Said(
        "Yksikkö ei voi olla itsensä tai alayksikkönsä alla.",
        "En enhet kan inte stå under sig själv eller sin underordnade enhet.",
        "A unit cannot stand under itself or under what is below it.",
    ),
    "children_left": Said(
        "Alla on vielä yksiköitä.",
        "Det finns ännu enheter under den.",
        "There are still units below it.",
    ),
    "not_valid_then": Said(
        "Yksikköä ei ole olemassa silloin.",
        "Enheten finns inte då.",
        "The unit does not exist on that day.",
    ),
    "ends_before_it_begins": say("ends_before_it_begins"),
    "too_many_versions": Said(
        "Yksiköllä on liian monta vaihetta.",
        "Enheten har för många versioner.",
        "The unit has too many versions.",
    ),
}
MOST_VERSIONS = 100
"""Of one unit: they all stand in every event about it."""


class NewUnit(NamedTuple):
    """What a unit is at first; without a code it gets one from its id."""

    kind: UnitKind
    name: Name
    parent_id: UUID | None
    valid_from: date
    ended_on: date | None = None
    code: str | None = None


async def add_unit(session: AsyncSession, new: NewUnit, by: Standing) -> UUID:
    """Raises OrgChangeInvalid, Duplicate for its code."""
    before = await tree_to_change(session)
    id_ = new_id()
    code = new.code or id_.hex
    _refuse_taken(before, code)
    only = Version(new.valid_from, new.ended_on, new.name, new.parent_id)
    await _keep_one(session, before, Life(id_, code, new.kind, (only,)), "/parent_id", by)
    return id_


async def rename_unit(
    session: AsyncSession, unit_id: UUID, name: Name, on: date, by: Standing
) -> None:
    """Called so from a day to its next renaming; a day that has passed is allowed.

    Raises NotFound, OrgChangeInvalid.
    """
    before = await tree_to_change(session)
    with _refusing():
        life = renamed(_the_life(before, unit_id), name, on)
    await _keep_one(session, before, life, "/name", by)


async def move_unit(
    session: AsyncSession, unit_id: UUID, parent_id: UUID | None, on: date, by: Standing
) -> None:
    """Standing there, with all that is below it, from a day to its next move.

    Raises NotFound, OrgChangeInvalid.
    """
    before = await tree_to_change(session)
    with _refusing():
        life = moved(_the_life(before, unit_id), parent_id, on)
    await _keep_one(session, before, life, "/parent_id", by)


async def end_unit(session: AsyncSession, unit_id: UUID, on: date, by: Standing) -> None:
    """No more from a day on. Raises NotFound, OrgChangeInvalid."""
    before = await tree_to_change(session)
    with _refusing():
        life = ended(_the_life(before, unit_id), on)
    await _keep_one(session, before, life, "/effective_on", by)


async def tree_to_change(session: AsyncSession) -> dict[UUID, Life]:
    """The whole tree, which nobody else changes until this transaction ends."""
    await hold_tree(session)
    return await tree_of(session)


async def new_faults(
    session: AsyncSession, before: Tree, after: Tree, changed: Collection[UUID]
) -> list[Fault]:
    """What a change breaks: at the changed units, or right below them.

    What was wrong before, since the county's `unit_levels` was another, stands in nobody's way.
    """
    levels = await setting(session, "unit_levels")
    known = set(faults(before, changed, levels))
    return [one for one in faults(after, changed, levels) if one not in known]


async def _keep_one(
    session: AsyncSession, before: Tree, life: Life, pointer: str, by: Standing
) -> None:
    if before.get(life.id) == life:
        return
    if len(life.versions) > MOST_VERSIONS:
        raise OrgChangeInvalid(errors=[_wrong("/effective_on", "too_many_versions")])
    found = await new_faults(session, before, {**before, life.id: life}, [life.id])
    wrong = [_of_fault(before, life, pointer, one) for one in found]
    if wrong:
        raise OrgChangeInvalid(SENTENCES[wrong[0].code], errors=wrong)
    await keep_lives(session, before, [life], by)


def _of_fault(before: Tree, life: Life, pointer: str, fault: Fault) -> Wrong:
    if fault.unit_id == life.id:
        return _wrong(pointer, fault.code)
    code = "children_left" if fault.code == "parent_not_valid" else fault.code
    below = before[fault.unit_id]
    named = (f"{said} {below.code} ({below.id})" for said in SENTENCES[code])
    return Wrong("body", pointer, code, Said(*named))


def _wrong(pointer: str, code: str) -> Wrong:
    return Wrong("body", pointer, code, SENTENCES[code])


def _the_life(tree: Tree, unit_id: UUID) -> Life:
    if unit_id not in tree:
        raise NotFound
    return tree[unit_id]


def _refuse_taken(tree: Tree, code: str) -> None:
    taken = next((one.id for one in tree.values() if one.code == code), None)
    if taken is not None:
        raise Duplicate(id=str(taken))


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except NotPossible as wrong:
        said = SENTENCES[wrong.code]
        raise OrgChangeInvalid(said, errors=[_wrong("/effective_on", wrong.code)]) from wrong
