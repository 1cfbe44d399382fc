"""A desk that is open to everybody: who does not hold `mentoring:read` reads as anyone does."""

from typing import Annotated

from fastapi import Depends, Request

from common.answering import Answers
from common.db import Session
from common.identity import Anyone
from mentoring.api.desk import READ, Desk
from mentoring.people.roles import Role
from mentoring.people.standing import Standing, standing_of


async def _open_desk(request: Request, caller: Anyone, session: Session, answer: Answers) -> Desk:
    if caller.may(READ):
        by = await standing_of(session, caller)
    else:
        by = Standing(caller.subject, frozenset({Role.ANYONE.value}))
    return Desk(session, by, answer, request)


Open = Annotated[Desk, Depends(_open_desk)]
