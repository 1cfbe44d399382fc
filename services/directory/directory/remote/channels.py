"""Remote channels (etätukikanava): phone, chat, video and chatbot, with their hours."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from directory.points.points import Needed, Publishable
from directory.store import Row


class ChannelForm(StrEnum):
    REMOTE_PHONE = "remote_phone"
    REMOTE_CHAT = "remote_chat"
    REMOTE_VIDEO = "remote_video"
    CHATBOT = "chatbot"


class RemoteChannel(Publishable, Row, kw_only=True):
    __tablename__ = "remote_channel"

    organisation_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[dict[str, Any]]
    sort_name: Mapped[str] = mapped_column(String(200, collation="C"))
    form: Mapped[ChannelForm]
    summary: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    description: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    contacts: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    url: Mapped[str | None] = mapped_column(String(500), default=None)
    audiences: Mapped[list[str]] = mapped_column(
        ARRAY(String), default_factory=lambda: ["resident"]
    )
    target_groups: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    levels: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    needs: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    topics: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    languages_spoken: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    requires_identification: Mapped[bool] = mapped_column(default=False)
    charge: Mapped[str] = mapped_column(String(20), default="free_of_charge")
    hours: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    is_default: Mapped[bool] = mapped_column(default=False)
    """The county's own line of last resort (rule G16)."""

    needed: ClassVar[Needed] = {
        "contact_or_url": lambda one: one.contacts or one.url,
        "hours": lambda one: one.hours is not None or one.form is ChannelForm.CHATBOT,
    }
