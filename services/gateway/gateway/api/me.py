"""Who am I? The first question of everybody who has got a key."""

from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from common.answering import Answers
from common.db import Session
from common.identity import ANYONE, Anyone, Caller
from common.shapes import Moment, Shape
from common.strict import router as strict_router
from gateway.api_keys import ApiKey, key_of

Code = Annotated[str, Field(max_length=80)]
Codes = Annotated[list[Code], Field(max_length=500)]
router = strict_router("", "me")


class Me(Shape):
    """What the gateway knows of the caller. `kind` is an open list."""

    kind: Annotated[Code, Field(examples=["partner"])]
    key_id: Annotated[Code | None, Field(examples=["Example001"])]
    name: Annotated[str | None, Field(max_length=200, examples=["Heinolan kaupunki"])]
    scopes: Annotated[Codes, Field(examples=[["directory:read", "directory:write"]])]
    municipalities: Annotated[Codes, Field(examples=[["111"]])]
    organisation_id: UUID | None
    any_owner: bool
    roles: Codes
    expires_at: Moment | None


@router.get("/me", response_model=Me)
async def who_am_i(caller: Anyone, session: Session, answer: Answers) -> Me:
    """What this key may do, where, and until when. Without a key: anyone."""
    answer.cache = "no-store"
    return await _described(session, caller)


async def _described(session: AsyncSession, caller: Caller) -> Me:
    key: ApiKey | None = None
    if caller.kind != ANYONE.kind:
        key = await key_of(session, caller)
    return Me(
        kind=caller.kind,
        key_id=key.id if key else None,
        name=key.name if key else None,
        scopes=sorted(caller.scopes),
        municipalities=sorted(caller.municipalities),
        organisation_id=caller.organisation,
        any_owner=caller.any_owner,
        roles=sorted(caller.roles),
        expires_at=key.expires_at if key else None,
    )
