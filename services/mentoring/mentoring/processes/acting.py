"""The one way to make a record and to move it: checked, written, told in one transaction (3.1)."""

from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from common.bus import tell
from common.clock import helsinki_day, now
from common.errors import NotFound, NotInThisState, RoleRequired, Said, UnitNotAllowed
from mentoring.events.processes import TOLD
from mentoring.people.permissions import may, relations
from mentoring.people.standing import SYSTEM, Standing
from mentoring.processes.machines import ARCHIVED, Machine, Step
from mentoring.processes.trail import Transition
from mentoring.store import InProcess, Recorded

Record = TypeVar("Record", bound=Recorded)
ARCHIVE = "archive"
"""What a rule is called that is asked before a record is taken away."""


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
    session.add(moved(record, action, former, by, doing.reason))
    await _tell(session, machine.noun, step.happened, record, doing.told)
    if doing.then is not None:
        doing.warnings += await act(session, process, record, doing.then, SYSTEM)
    return doing.warnings


def moved(
    record: InProcess, action: str, former: str | None, by: Standing, reason: str | None = None
) -> Transition:
    """The line of the trail about an action that was taken on a record."""
    return Transition(
        noun=record.noun,
        record_id=record.id,
        action=action,
        from_state=former,
        to_state=record.state,
        by=by.subject,
        reason=reason,
        org_unit_id=record.org_unit_id,
    )


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
    session.add(moved(record, "create", None, by))
    await _tell(session, machine.noun, machine.happened, record, told or {})


async def archive(session: AsyncSession, process: Process, record: InProcess, by: Standing) -> None:
    """Take away a record that is locked, that the caller may read and of which nothing came yet.

    Whoever may make such a record may. Raises RoleRequired, UnitNotAllowed, NotInThisState, and
    what the rule of `archive` refuses; such a rule also takes away what belongs to the record.
    """
    machine, rules = process
    whose = relations(by, machine.resource, record)
    if by is not SYSTEM and machine.creators.isdisjoint(whose):
        refuse_role(machine.creators, by)
    if record.state != machine.start:
        raise NotInThisState(allowed_actions=machine.allowed(record.state, whose))
    if ARCHIVE in rules:
        await rules[ARCHIVE](record, _archiving(session, machine, by))
    await put_away(session, record, by)


async def put_away(session: AsyncSession, record: InProcess, by: Standing) -> None:
    """Archive a record with what it belonged to, in whatever state it is, and tell of it."""
    record.archived_at = now()
    record.touch(by.subject)
    session.add(moved(record, ARCHIVE, record.state, by))
    await _tell(session, record.noun, ARCHIVED, record, {})
    session.expunge(record)  # what the session holds it would find by its id


def _archiving(session: AsyncSession, machine: Machine, by: Standing) -> Doing:
    start = machine.start
    step = Step(ARCHIVE, frozenset({start}), (start,), machine.creators, ARCHIVED)
    return Doing(session, by, step, None, helsinki_day(now()))


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
    """A record to look at. Raises NotFound, also for what the caller may not read."""
    return _unless_hidden(await session.get(kind, id_), by, resource)


async def locked_record(
    session: AsyncSession, kind: type[Record], id_: Any, by: Standing, resource: str
) -> Record:
    """The same, locked for a change: nobody else changes it until this transaction ends."""
    return _unless_hidden(await session.get(kind, id_, with_for_update=True), by, resource)


def _unless_hidden(record: Record | None, by: Standing, resource: str) -> Record:
    if record is None or record.archived_at is not None or not may(by, "r", resource, record):
        raise NotFound
    return record


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
