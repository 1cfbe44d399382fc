"""The routes of a process: one for each action that has a path, and one to archive (3.1)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Body, Path

from common.answering import IfMatch
from common.errors import IdempotencyKeyMissing
from common.shapes import Shape
from mentoring.api.desk import Desk, at_desk, scope_for
from mentoring.api.records import Remark
from mentoring.processes.acting import Process, Warned, act, archive, locked_record
from mentoring.processes.machines import Machine
from mentoring.store import InProcess


class Face(NamedTuple):
    """How a process looks over HTTP: its row, its shape, how a record is said back."""

    process: Process
    row: type[InProcess]
    shape: type[Shape]
    shown: Callable[[Desk, Any, Sequence[Warned]], Awaitable[Any]]
    needs: Mapping[str, type[Shape]]
    """The body of each action that needs one; the others take a `Remark`, or nothing."""
    once: frozenset[str] = frozenset()
    """Actions that need an `Idempotency-Key`: they reach beyond our own tables."""

    @property
    def machine(self) -> Machine:
        return self.process.machine

    @property
    def key(self) -> str:
        """The name of its id in a path."""
        return f"{self.machine.noun}_id"


def add_actions(to: APIRouter, face: Face) -> None:
    """Give a router the actions of a process that have a path, and the archive."""
    for action in face.machine.actions():
        _add_action(to, face, action)
    _add_archive(to, face)


def _add_action(to: APIRouter, face: Face, action: str) -> None:
    machine, needed = face.machine, face.needs.get(action)
    scope = scope_for(machine.who_may(action) - {"system"})
    who = ", ".join(sorted(machine.who_may(action) - {"system"}))
    words = action.replace("_", " ")
    says = f"{words.capitalize()}: {machine.noun.replace('_', ' ')}. Who may: {who}."
    shape: Any = needed or Remark
    may_be_left_out = not any(one.is_required() for one in shape.model_fields.values())
    sent: Any = shape | None if may_be_left_out else shape
    default: Any = Body(None) if may_be_left_out else Body()

    async def take(
        id_: Annotated[UUID, Path(alias=face.key)],
        desk: Annotated[Desk, at_desk(scope)],
        expected: IfMatch,
        body: sent = default,
    ) -> Any:
        if action in face.once and "idempotency-key" not in desk.request.headers:
            raise IdempotencyKeyMissing
        record = await locked_record(desk.session, face.row, id_, desk.by, machine.resource)
        expected.check(record.version)
        warned = await act(desk.session, face.process, record, action, desk.by, body or shape())
        desk.answer.version = record.version
        return await face.shown(desk, record, warned)

    path = f"/{{{face.key}}}/{action.replace('_', '-')}"
    name = f"{action}_{machine.noun}"
    to.post(path, name=name, description=says, response_model=face.shape)(take)


def _add_archive(to: APIRouter, face: Face) -> None:
    """`DELETE`: nothing is erased, but what nothing came of is found no more."""
    machine = face.machine
    creators = machine.creators - {"system"}
    says = (
        f"Archive this {machine.noun.replace('_', ' ')} while it is {machine.start}: from then on"
        f" nobody finds it. Who may: {', '.join(sorted(creators))}."
    )

    async def take_away(
        id_: Annotated[UUID, Path(alias=face.key)],
        desk: Annotated[Desk, at_desk(scope_for(creators))],
        expected: IfMatch,
    ) -> None:
        record = await locked_record(desk.session, face.row, id_, desk.by, machine.resource)
        expected.check(record.version)
        await archive(desk.session, face.process, record, desk.by)

    name = f"archive_{machine.noun}"
    to.delete(f"/{{{face.key}}}", name=name, description=says, status_code=204)(take_away)
