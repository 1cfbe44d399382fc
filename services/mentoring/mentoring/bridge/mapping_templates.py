"""The questions of a mapping: templates in editions, each in three languages."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.bridge.links import unknown
from mentoring.store import Recorded, Row, wait_turn

FIRST = "current_state"
"""The code of the template that every county begins with."""
MAY_SHAPE = ("mentor", "lead", "service_designer")
"""Who may make a new edition of the questions."""


class QuestionKind(StrEnum):
    TEXT = "text"
    SCALE = "scale_1_5"
    CHOICE = "choice"


class MappingTemplate(Recorded, Row, kw_only=True):
    """The questions of a mapping. An edition never changes: the next one is a new row."""

    __tablename__ = "mapping_template"
    __table_args__ = (UniqueConstraint("code", "edition"),)

    code: Mapped[str] = mapped_column(String(40))
    edition: Mapped[int]
    names: Mapped[dict[str, Any]]
    questions: Mapped[list[dict[str, Any]]]
    """`{code, text, kind, choices}`; each digital service that is offered is asked besides."""

    def question(self, code: str) -> dict[str, Any] | None:
        return next((one for one in self.questions if one["code"] == code), None)


async def add_template(session: AsyncSession, template: MappingTemplate, by: str) -> None:
    """The next edition of its code; those who add one at once wait for each other."""
    await wait_turn(session, f"mapping_template {template.code}")
    newest = await session.scalar(
        select(func.max(MappingTemplate.edition)).where(MappingTemplate.code == template.code)
    )
    template.edition = (newest or 0) + 1
    template.created_by = template.updated_by = by
    session.add(template)
    await session.flush()


async def the_template(session: AsyncSession, id_: UUID | None) -> MappingTemplate:
    """The named one, else the newest. Raises ValidationFailed."""
    if id_ is None:
        return await newest_template(session)
    found = await session.get(MappingTemplate, id_)
    if found is None:
        raise unknown("/template_id")
    return found


async def newest_template(session: AsyncSession) -> MappingTemplate:
    """The newest edition of the template that was made last; the first one where none is."""
    query = select(MappingTemplate).order_by(MappingTemplate.id.desc()).limit(1)
    return await session.scalar(query) or await first_template(session)


async def first_template(session: AsyncSession) -> MappingTemplate:
    """Add the questions that every county begins with; they are there once."""
    await wait_turn(session, f"mapping_template {FIRST}")
    query = select(MappingTemplate).where(
        MappingTemplate.code == FIRST, MappingTemplate.edition == 1
    )
    found = await session.scalar(query)
    if found is None:
        found = MappingTemplate(code=FIRST, edition=1, names=NAMES, questions=QUESTIONS)
        session.add(found)
        await session.flush()
    return found


async def templates(
    session: AsyncSession, after: tuple[str, int] | None, most: int
) -> Sequence[MappingTemplate]:
    """By code, the newest edition first; `after` names a code and the edition below it."""
    row = MappingTemplate
    query = select(row)
    if after is not None:
        query = query.where(tuple_(row.code, -row.edition) > (after[0], -after[1]))
    return (await session.scalars(query.order_by(row.code, row.edition.desc()).limit(most))).all()


NAMES = {
    "fi": "Nykytilan kartoitus",
    "sv": "Kartläggning av nuläget",
    "en": "Mapping of the current state",
}


def _question(code: str, kind: QuestionKind, fi: str, sv: str, en: str) -> dict[str, Any]:
    said = {"fi": fi, "sv": sv, "en": en}
    return {"code": code, "text": said, "kind": kind.value, "choices": []}


QUESTIONS = [
    _question(
        "contacts_today",
        QuestionKind.TEXT,
        "Miten asiakkaat asioivat yksikössä nyt?",
        "Hur uträttar klienterna sina ärenden i enheten i dag?",
        "How do clients transact with the unit today?",
    ),
    _question(
        "client_groups",
        QuestionKind.TEXT,
        "Mille asiakasryhmille digipalvelut sopivat, mille eivät?",
        "För vilka klientgrupper lämpar sig digitala tjänster, för vilka inte?",
        "Which groups of clients do digital services suit, and which not?",
    ),
    _question(
        "devices_and_network",
        QuestionKind.SCALE,
        "Laitteet, verkko ja tilat riittävät digipalvelujen käyttöön.",
        "Utrustningen, nätet och lokalerna räcker till för digitala tjänster.",
        "Devices, network and rooms are sufficient for using digital services.",
    ),
    _question(
        "staff_confidence",
        QuestionKind.SCALE,
        "Henkilöstö kokee osaavansa käyttää digipalveluja työssään.",
        "Personalen upplever att den kan använda digitala tjänster i sitt arbete.",
        "The staff feels able to use digital services at work.",
    ),
    _question(
        "guidance_of_clients",
        QuestionKind.SCALE,
        "Asiakkaita ohjataan ja tuetaan digipalvelujen käytössä.",
        "Klienterna handleds och stöds i att använda digitala tjänster.",
        "Clients are guided and supported in using digital services.",
    ),
    _question(
        "supervisor_support",
        QuestionKind.SCALE,
        "Lähiesihenkilö tukee digipalvelujen käyttöä ja varaa siihen aikaa.",
        "Den närmaste chefen stöder användningen av digitala tjänster och avsätter tid för den.",
        "The supervisor supports the use of digital services and gives it time.",
    ),
    _question(
        "wishes",
        QuestionKind.TEXT,
        "Mistä työvaiheesta yksikkö luopuisi ensimmäisenä, jos digipalvelu hoitaisi sen?",
        "Vilket arbetsmoment skulle enheten först ge över till en digital tjänst?",
        "Which task would the unit first hand over to a digital service?",
    ),
]
