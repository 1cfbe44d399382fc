"""What writing routes share: who may, where it is written, how a row is said back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Request
from pydantic import Field

from common.answering import Answer, Answers
from common.db import Session
from common.identity import Caller, holding
from common.shapes import Flag, Line, Moment, Shape, Whole
from common.text import FreeText
from directory.api.hours import Hours
from directory.api.parts import Language, Link
from directory.api.writing_rules import refuse_unknown_codes
from directory.mobile.qualifications import Qualified, qualified
from directory.model.catalogue import Catalogue
from directory.model.keeper import Keeper

GRANTS = "staff; the municipality, before and after the change"
Editor = Annotated[Caller, holding("directory:write", grants=GRANTS)]
Checker = Annotated[Caller, holding("directory:verify", grants=GRANTS)]
Reader = Annotated[Caller, holding("directory:read")]
Audiences = Annotated[list[Literal["resident", "professional"]], Field(min_length=1, max_length=2)]
Action = Literal["publish", "suspend", "archive"]
AS_THEY_ARE = {"organisation_id", "parent_id", "unit_id", "qualified_person_ids"}
AS_THEY_ARE |= {"reviewed_on", "starts_at", "ends_at"}
"""Columns that hold no JSON."""
MEDIA = r"^[a-z]+/[a-z0-9.+-]+$"


class NewVerification(Shape):
    outcome: Literal["confirmed", "changed", "unreachable"]
    fields: Annotated[
        list[Literal["contact", "hours", "services", "accessibility", "location", "all"]],
        Field(min_length=1, max_length=6),
    ] = ["all"]
    by_role: Literal["county", "phone", "visit"] = "county"
    note: Annotated[FreeText, Field(max_length=500)] | None = None


class Verification(Shape):
    """Who said when that the data is right."""

    id: UUID
    subject_id: UUID
    at: Moment
    by_role: str
    outcome: str
    fields: Annotated[list[Line], Field(max_length=6)]


class NewFile(Shape):
    language: Language
    url: Link
    media_type: Annotated[str, Field(pattern=MEDIA, max_length=100, examples=["application/pdf"])]
    bytes: Annotated[Whole, Field(ge=0)] | None = None
    accessible: Flag = False


@dataclass(frozen=True)
class _Desk:
    """Where something is written: the transaction, the read model, the answer."""

    session: Session
    keeper: Keeper
    answer: Answer

    @property
    def catalogue(self) -> Catalogue:
        """The words of codes; the row that is being written is not in it yet."""
        return self.keeper.catalogue

    async def with_rights(self) -> Catalogue:
        """The catalogue with the rights to assisted authorisation as they are now (Q5)."""
        return self.knowing(await qualified(self.session))

    def knowing(self, rights: Qualified) -> Catalogue:
        """The catalogue with these rights in the place of its own."""
        lists = replace(self.catalogue.lists, qualified=rights)
        return replace(self.catalogue, lists=lists, made={})

    def judge(self, sent: Mapping[str, Any]) -> None:
        """Raises ValidationFailed for a code that no list has."""
        refuse_unknown_codes(self.catalogue, sent)

    def made(self, path: str, row: Any) -> None:
        """Say where a new thing is."""
        self.answer.location = f"{path}/{row.id}"


async def _words(request: Request) -> Keeper:
    """The code lists are read before the transaction begins: it needs no second connection."""
    keeper: Keeper = request.app.state.keeper
    if not keeper.catalogue.codes:
        await keeper.current()
    return keeper


async def _desk(
    keeper: Annotated[Keeper, Depends(_words)], session: Session, answer: Answers
) -> _Desk:
    keeper.old_after(session)
    return _Desk(session, keeper, answer)


Desk = Annotated[_Desk, Depends(_desk)]


def columns(told: Shape) -> dict[str, Any]:
    """The members of a shape that were sent, as columns: JSON, but for ids, dates and moments."""
    fields = told.model_dump(mode="json", by_alias=True)
    fields |= {name: getattr(told, name) for name in AS_THEY_ARE & fields.keys()}
    hours = getattr(told, "hours", None)
    return fields | ({"hours": hours.stored()} if isinstance(hours, Hours) else {})
