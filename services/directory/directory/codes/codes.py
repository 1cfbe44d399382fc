"""Code lists: services, levels, needs, forms, roles, target groups, topics. A list is data."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from directory.store import Row


class List(StrEnum):
    """Which list a code belongs to."""

    SERVICE = "service"
    LEVEL = "level"
    NEED = "need"
    FORM = "form"
    ROLE = "role"
    TARGET_GROUP = "target_group"
    TOPIC = "topic"


class Code(Row):
    """One word of a list. A level is named with its audience: `resident/remote_user`."""

    __tablename__ = "code"

    list: Mapped[List] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int]
    name: Mapped[dict[str, Any]]
    more: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """What this list says besides: states, employer kinds, search words …"""
    hidden: Mapped[bool] = mapped_column(default=False)


async def all_codes(session: AsyncSession) -> Sequence[Code]:
    """Every code of every list, hidden ones too: records keep the codes they have."""
    return (await session.scalars(select(Code).order_by(Code.list, Code.position))).all()
