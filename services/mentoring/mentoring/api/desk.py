"""Where a request is answered: its transaction, who asks, what the answer says of itself."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Request

from common.answering import Answer, Answers
from common.clock import helsinki_day, now
from common.db import Session
from common.errors import RoleRequired
from common.identity import Caller, holding
from mentoring.people.permissions import may
from mentoring.people.standing import Standing, standing_of
from mentoring.processes.trail import keep_trail

READ, USE, WRITE, APPROVE = (f"mentoring:{one}" for one in ("read", "use", "write", "approve"))
AUDIT = "audit:read"


@dataclass(frozen=True)
class Desk:
    session: Session
    by: Standing
    answer: Answer
    request: Request

    @property
    def today(self) -> date:
        """In Europe/Helsinki."""
        return helsinki_day(now())

    def made(self, path: str, record: Any) -> None:
        """Say where a new record is, and which version of it."""
        self.answer.location, self.answer.version = f"{path}/{record.id}", record.version

    def refuse_unless(self, right: str, resource: str, record: Any) -> None:
        """Raises RoleRequired: the record is readable, but this may not be done to it."""
        if not may(self.by, right, resource, record):
            raise RoleRequired


def at_desk(scope: str, grants: str = "the role and the place in the tree") -> Any:
    """Let in who holds the scope; what they may do there is a matter of role and place."""

    async def desk(
        request: Request,
        caller: Annotated[Caller, holding(scope, grants=grants)],
        session: Session,
        answer: Answers,
    ) -> Desk:
        by = await standing_of(session, caller)
        keep_trail(session, by.subject)
        return Desk(session, by, answer, request)

    return Depends(desk)


Reading = Annotated[Desk, at_desk(READ)]
Using = Annotated[Desk, at_desk(USE)]
Writing = Annotated[Desk, at_desk(WRITE)]
Approving = Annotated[Desk, at_desk(APPROVE)]
UNIT_SIDE = frozenset(
    {
        "professional",
        "digivastaava",
        "supervisor",
        "area_leader",
        "division_leader",
        "owner",
        "partner",
        "it",
    }
)


def scope_for(who: frozenset[str]) -> str:
    """The scope that opens the door for these roles: the unit's side acts with `mentoring:use`."""
    if who & UNIT_SIDE:
        return USE
    return APPROVE if who & {"programme_board", "admin"} else WRITE
