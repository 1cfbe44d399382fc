"""The read model of this process, as routes ask for it."""

from typing import Annotated

from fastapi import Depends, Request

from common.identity import Caller, caller_of
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


def sees_actions(caller: Caller) -> bool:
    """Who is told what may be done: staff that may write."""
    return caller.kind == "staff" and caller.may("directory:write")
