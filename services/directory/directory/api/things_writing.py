"""Units, channels and materials are written alike: by the same four routes."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Path

from common.answering import IfMatch
from common.identity import Caller
from common.shapes import Shape
from common.strict import router as strict_router
from directory import publishing
from directory.api.patching import Sent, merged, patch_of
from directory.api.writing import (
    Action,
    Checker,
    Desk,
    Editor,
    NewVerification,
    Verification,
    columns,
)
from directory.partners.organisations import Organisation, the_organisation
from directory.points.rights import refuse_unless_granted
from directory.points.verifications import Verification as VerificationRow


class Things(NamedTuple):
    """What is written: its name, its row, its shapes, and how it is said back after a write."""

    noun: str
    row: type[Any]
    new: type[Shape]
    shape: type[Shape]
    shown: Callable[[Desk, Any, Organisation, Caller], Awaitable[dict[str, Any]]]

    @property
    def path(self) -> str:
        return f"/{self.noun.replace(' ', '-')}s"

    @property
    def name(self) -> str:
        return self.noun.replace(" ", "_")

    @property
    def key(self) -> str:
        """The name of its id in a path."""
        return f"{self.noun.rpartition(' ')[2]}_id"

    async def said_back(self, desk: Desk, row: Any, by: Caller) -> dict[str, Any]:
        owner = await the_organisation(desk.session, row.organisation_id)
        desk.answer.version = row.version
        return await self.shown(desk, row, owner, by)


def writing_routes(of: Things) -> APIRouter:
    """The routes that enter, change and check such a thing, publish it and take it away."""
    router = strict_router(of.path, f"{of.noun}s")
    _add_entering(router, of)
    _add_changing(router, of)
    _add_steps(router, of)
    return router


def _add_entering(to: APIRouter, of: Things) -> None:
    says = f"Enter a {of.noun} as a draft."

    @to.post(
        "", name=f"create_{of.name}", description=says, status_code=201, response_model=of.shape
    )
    async def create(
        new: of.new,  # type: ignore[name-defined]
        by: Editor,
        desk: Desk,
    ) -> dict[str, Any]:
        refuse_unless_granted(by, [None])
        fields = columns(new)
        desk.judge(fields)
        row = await publishing.add_thing(desk.session, of.row, fields)
        desk.made(of.path, row)
        return await of.said_back(desk, row, by)


def _add_changing(to: APIRouter, of: Things) -> None:
    says = f"Change some of a {of.noun} (merge patch, with If-Match)."

    @to.patch(f"/{{{of.key}}}", name=f"change_{of.name}", description=says, response_model=of.shape)
    async def change(
        id_: Annotated[UUID, Path(alias=of.key)],
        sent: Annotated[Sent, *patch_of(of.new)],
        by: Editor,
        desk: Desk,
        expected: IfMatch,
    ) -> dict[str, Any]:
        desk.judge(sent)
        row = await publishing.the_thing(desk.session, of.row, id_)
        expected.check(row.version)
        refuse_unless_granted(by, [None])
        fields = columns(merged(of.new, sent, row))
        await publishing.change_thing(desk.session, row, fields)
        return await of.said_back(desk, row, by)


def _add_steps(to: APIRouter, of: Things) -> None:
    checks = f"Say that the data of a {of.noun} is right, was changed, or that nobody answers."
    acts = f"Publish, suspend or archive a {of.noun}."
    one, checked, acted = f"/{{{of.key}}}", f"verify_{of.name}", f"act_on_{of.name}"

    @to.post(
        f"{one}/verifications",
        name=checked,
        description=checks,
        status_code=201,
        response_model=Verification,
    )
    async def verify(
        id_: Annotated[UUID, Path(alias=of.key)], new: NewVerification, by: Checker, desk: Desk
    ) -> VerificationRow:
        row = await publishing.the_thing(desk.session, of.row, id_)
        refuse_unless_granted(by, [None])
        desk.answer.cache = "no-store"
        return await publishing.verify_thing(desk.session, row, by, new.model_dump())

    @to.post(f"{one}/{{action}}", name=acted, description=acts, response_model=of.shape)
    async def act(
        id_: Annotated[UUID, Path(alias=of.key)],
        action: Action,
        by: Editor,
        desk: Desk,
        expected: IfMatch,
    ) -> dict[str, Any]:
        row = await publishing.the_thing(desk.session, of.row, id_)
        expected.check(row.version)
        refuse_unless_granted(by, [None])
        await publishing.act_on_thing(desk.session, row, action)
        return await of.said_back(desk, row, by)
