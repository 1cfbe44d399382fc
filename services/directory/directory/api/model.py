"""The read model of this process, as routes ask for it."""

from typing import Annotated

from fastapi import Depends, Request

from common.errors import AuthenticationRequired, MissingScope, say
from common.identity import ANYONE, Caller, caller_of
from directory.model.catalogue import Catalogue
from directory.model.keeper import Keeper
from directory.model.outages import refused_while_away


async def _catalogue(request: Request) -> Catalogue:
    """Staff and partners read their own writes: their model is compared at every read.

    Raises ServiceUnavailable.
    """
    keeper: Keeper = request.app.state.keeper
    caller: Caller = getattr(request.state, "caller", None) or await caller_of(request)
    with refused_while_away():
        return await (keeper.current() if caller.kind == "anyone" else keeper.compared())


Model = Annotated[Catalogue, Depends(_catalogue)]


def sees_drafts(caller: Caller) -> bool:
    """Who sees what is not public: signed-in professionals (scope `directory:read`)."""
    return caller.kind == "staff" and caller.may("directory:read")


def refuse_unless_sees_drafts(caller: Caller) -> None:
    """Raises AuthenticationRequired for who may sign in, else MissingScope."""
    if sees_drafts(caller):
        return
    if caller.kind == ANYONE.kind:
        raise AuthenticationRequired
    raise MissingScope(say("needs_scope", names="directory:read"))


def sees_actions(caller: Caller) -> bool:
    """Who is told what may be done: staff that may write."""
    return caller.kind == "staff" and caller.may("directory:write")
