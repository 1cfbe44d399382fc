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
from directory import publishing
from directory.api.hours import Hours
from directory.api.parts import Language, Link
from directory.api.writing_rules import refuse_unknown_codes
from directory.mobile.qualifications import Qualified, qualifications
from directory.mobile.visits import AUTHORISATION
from directory.model.catalogue import Catalogue
from directory.model.keeper import Keeper
from directory.points.rights import refuse_unless_granted
from directory.points.verifications import Verification as VerificationRow

GRANTS = "staff; the municipality, before and after the change"
Editor = Annotated[Caller, holding("directory:write", grants=GRANTS)]
Checker = Annotated[Caller, holding("directory:verify", grants=GRANTS)]
Reader = Annotated[Caller, holding("directory:read")]
Audiences = Annotated[list[Literal["resident", "professional"]], Field(min_length=1, max_length=2)]
Action = Literal["publish", "suspend", "archive"]
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
        rights = Qualified(await qualifications(self.session), AUTHORISATION)
        lists = replace(self.catalogue.lists, qualified=rights)
        return replace(self.catalogue, lists=lists, made={})

    def judge(self, sent: Mapping[str, Any]) -> None:
        """Raises ValidationFailed for a code that no list has."""
        refuse_unknown_codes(self.catalogue, sent)

    def made(self, path: str, row: Any) -> None:
        """Say where a new thing is."""
        self.answer.location = f"{path}/{row.id}"

    async def verified(self, thing: Any, by: Caller, new: NewVerification) -> VerificationRow:
        """Note a verification of a unit, a channel or a material."""
        refuse_unless_granted(by, [None])
        self.answer.cache = "no-store"
        return await publishing.verify_thing(self.session, thing, by, new.model_dump())


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


def columns(sent: Mapping[str, Any], hours: Any = None) -> dict[str, Any]:
    """From the members of a shape, as JSON, to the columns of a row."""
    fields = dict(sent)
    if "organisation_id" in fields:
        fields["organisation_id"] = UUID(str(fields["organisation_id"]))
    if isinstance(hours, Hours):
        fields["hours"] = hours.stored()
    return fields
