"""The one way to make a record and to move it: checked, written, told in one transaction (3.1)."""

from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import tell
from common.clock import helsinki_day, now
from common.errors import NotFound, NotInThisState, RoleRequired, Said, UnitNotAllowed
from mentoring.events.processes import TOLD
from mentoring.people.permissions import may, relations
from mentoring.people.standing import SYSTEM, Standing
from mentoring.processes.machines import MACHINES, Machine, Step
from mentoring.processes.trail import Transition
from mentoring.store import InProcess, Recorded, Row

Record = TypeVar("Record", bound=Recorded)


class Warned(NamedTuple):
    """What an accepted request should be looked at for; it never refuses."""

    code: str
    detail: Said


@dataclass
class Doing:
    """An action that is being taken: what its guards and effects may look at and say."""

    session: AsyncSession
    by: Standing
    step: Step
    body: Any
    """The shape that was sent; None when the system acts."""
    today: date
    told: dict[str, Any] = field(default_factory=dict)
    """What the event carries besides."""
    warnings: list[Warned] = field(default_factory=list)
    target: str = ""
    """The state after it, when the table leaves a choice."""
    reason: str | None = None
    then: str | None = None
    """An action that the system takes at once after this one."""

    def warn(self, code: str, detail: Said) -> None:
        self.warnings.append(Warned(code, detail))


class Rule(Protocol):
    """Guards, in the order of the table, then effects; raises a Refusal and has changed nothing."""

    def __call__(self, record: Any, doing: Doing, /) -> Awaitable[None]: ...


Rules = Mapping[str, Rule]
"""What happens at an action beside the change of state; an action without a rule has none."""


class Process(NamedTuple):
    """A table, and what happens at its actions."""

    machine: Machine
    rules: Rules


async def act(
    session: AsyncSession,
    process: Process,
    record: InProcess,
    action: str,
    by: Standing,
    body: Any = None,
) -> list[Warned]:
    """Take an action on a record that is locked and that the caller may read.

    Raises RoleRequired, UnitNotAllowed, NotInThisState, and what the rule refuses.
    """
    machine, rules = process
    step = _step(machine, record, action, by)
    doing = Doing(session, by, step, body, helsinki_day(now()), target=step.targets[0])
    doing.reason = getattr(body, "reason", None)
    rule = rules.get(action)
    if rule is not None:
        await rule(record, doing)
    former, record.state = record.state, doing.target
    record.touch(by.subject)
    session.add(
        Transition(
            noun=machine.noun,
            record_id=record.id,
            action=action,
            from_state=former,
            to_state=record.state,
            by=by.subject,
            reason=doing.reason,
            org_unit_id=record.org_unit_id,
        )
    )
    await _tell(session, machine.noun, step.happened, record, doing.told)
    if doing.then is not None:
        doing.warnings += await act(session, process, record, doing.then, SYSTEM)
    return doing.warnings


def _step(machine: Machine, record: InProcess, action: str, by: Standing) -> Step:
    """The row of the table that applies. Role before state (3.1)."""
    whose = relations(by, machine.resource, record)
    if machine.who_may(action).isdisjoint(whose):
        refuse_role(machine.who_may(action), by)
    possible = machine.possible(action, record.state, whose)
    if not possible:
        raise NotInThisState(allowed_actions=machine.allowed(record.state, whose))
    return possible[0]


def refuse_role(who: Iterable[str], by: Standing) -> None:
    """Raises UnitNotAllowed when the role fits and the place does not, else RoleRequired."""
    if not by.roles.isdisjoint(who):
        raise UnitNotAllowed
    raise RoleRequired


async def begin(
    session: AsyncSession,
    machine: Machine,
    record: InProcess,
    by: Standing,
    told: Mapping[str, Any] | None = None,
) -> None:
    """Add a new record and tell of it. Raises RoleRequired, UnitNotAllowed."""
    if by is not SYSTEM and machine.creators.isdisjoint(relations(by, machine.resource, record)):
        refuse_role(machine.creators, by)
    record.created_by = record.updated_by = by.subject
    session.add(record)
    session.add(
        Transition(
            noun=machine.noun,
            record_id=record.id,
            action="create",
            from_state=None,
            to_state=record.state,
            by=by.subject,
            org_unit_id=record.org_unit_id,
        )
    )
    await _tell(session, machine.noun, machine.happened, record, told or {})


async def change(session: AsyncSession, record: Recorded, by: Standing, fields: Any) -> None:
    """Write fields of a record; a new version when one of them is another."""
    before = {name: getattr(record, name) for name in fields}
    if before != dict(fields):
        for name, value in fields.items():
            setattr(record, name, value)
        record.touch(by.subject)
        await session.flush()


async def tell_of(
    session: AsyncSession, noun: str, happened: str, record: InProcess, **told: Any
) -> None:
    """Tell something of a record that is no change of its state."""
    await _tell(session, noun, happened, record, told)


async def the_record(
    session: AsyncSession, kind: type[Record], id_: Any, by: Standing, resource: str
) -> Record:
    """A record, locked for a change. Raises NotFound, also for what the caller may not read."""
    record = await session.get(kind, id_, with_for_update=True)
    if record is None or not may(by, "r", resource, record):
        raise NotFound
    return record


async def open_records(
    session: AsyncSession, noun: str, org_unit_id: UUID | None
) -> Sequence[InProcess]:
    """The records of a noun under a unit that are in no final state."""
    kinds = [one.class_ for one in Row.registry.mappers if getattr(one.class_, "noun", "") == noun]
    if not kinds or org_unit_id is None:
        return []
    kind: Any = kinds[0]
    over = MACHINES[noun].over
    query = select(kind).where(kind.org_unit_id == org_unit_id, kind.state.not_in(over))
    return (await session.scalars(query)).all()


def allowed_actions(machine: Machine, record: InProcess, by: Standing) -> list[str]:
    """The actions that the state and the caller's role permit; guards need a body (3.1)."""
    return machine.allowed(record.state, relations(by, machine.resource, record))


async def _tell(
    session: AsyncSession, noun: str, happened: str, record: InProcess, told: Mapping[str, Any]
) -> None:
    await session.flush()
    event = TOLD[f"{noun}.{happened}"]
    members = {
        f"{noun}_id": record.id,
        "version": record.version,
        "state": record.state,
        "org_unit_id": record.org_unit_id,
        "on": helsinki_day(now()),
    }
    await tell(session, event.model_validate(members | dict(told)))
