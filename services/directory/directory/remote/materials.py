"""Materials: guides, videos, courses, practice programmes, brochures and web pages."""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from directory.points.points import Needed, Publishable
from directory.store import Row


class MaterialKind(StrEnum):
    GUIDE = "guide"
    VIDEO = "video"
    COURSE = "course"
    PRACTICE_PROGRAMME = "practice_programme"
    BROCHURE = "brochure"
    WEB_PAGE = "web_page"


FORMS = {
    MaterialKind.COURSE: "online_course",
    MaterialKind.PRACTICE_PROGRAMME: "online_course",
    MaterialKind.BROCHURE: "brochure",
}


class Material(Publishable, Row, kw_only=True):
    __tablename__ = "material"

    organisation_id: Mapped[UUID] = mapped_column(index=True)
    title: Mapped[dict[str, Any]]
    sort_name: Mapped[str] = mapped_column(String(200, collation="C"))
    kind: Mapped[MaterialKind]
    summary: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    files: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    """`language`, `url`, `media_type`, `bytes` and `accessible`, one a language."""
    order_contact: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    audiences: Mapped[list[str]] = mapped_column(
        ARRAY(String), default_factory=lambda: ["resident"]
    )
    levels: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    needs: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    topics: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    minutes: Mapped[int | None] = mapped_column(default=None)
    learning_platform_url: Mapped[str | None] = mapped_column(String(500), default=None)
    reviewed_on: Mapped[date | None] = mapped_column(default=None)

    @property
    def form(self) -> str:
        """The form of support that a kind of material is."""
        return FORMS.get(self.kind, "material")

    needed: ClassVar[Needed] = {
        "file_or_contact": lambda one: one.files or one.order_contact or one.learning_platform_url
    }
