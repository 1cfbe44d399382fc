"""To whom items are forwarded: IT, suppliers, communications …, and how they are reached."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.errors import NotFound, Refusal, Said
from mentoring.county import setting
from mentoring.store import Recorded, Row


class TargetKind(StrEnum):
    IT = "it"
    IT_SUPPLIER = "it_supplier"
    KEY_USER = "key_user"
    VENDOR = "vendor"
    DIGITAL_SERVICES = "digital_services"
    COMMUNICATIONS = "communications"
    PROJECT = "project"
    OTHER = "other"


class ConnectorName(StrEnum):
    """How a target is reached; with `manual` its handlers look here."""

    MANUAL = "manual"
    EMAIL = "email"
    ZAMMAD = "zammad"


class ForwardTarget(Recorded, Row, kw_only=True):
    """Who takes care of forwarded items: its handlers see them, and nobody else's (role `it`)."""

    __tablename__ = "forward_target"
    free_texts = frozenset({"handlers"})

    kind: Mapped[TargetKind]
    name: Mapped[dict[str, Any]]
    connector: Mapped[ConnectorName] = mapped_column(default=ConnectorName.MANUAL)
    channel: Mapped[str | None] = mapped_column(String(200), default=None)
    """The address of e-mail, or the group in the ticket system."""
    handlers: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    """Subjects of the identity provider."""
    is_active: Mapped[bool] = mapped_column(default=True)


class TargetInactive(Refusal):
    slug = "target-inactive"
    status = 422
    title = Said(
        "Vastaanottaja ei ole käytössä", "Mottagaren är inte i bruk", "The target is not in use"
    )


async def the_target(session: AsyncSession, target_id: UUID) -> ForwardTarget:
    """Raises NotFound."""
    target = await session.get(ForwardTarget, target_id)
    if target is None:
        raise NotFound
    return target


async def target_in_use(session: AsyncSession, target_id: UUID) -> ForwardTarget:
    """Raises TargetInactive, also for one that there is not."""
    target = await session.get(ForwardTarget, target_id)
    if target is None or not target.is_active or target.archived_at is not None:
        raise TargetInactive
    return target


async def usual_connector(session: AsyncSession) -> ConnectorName:
    """How the county reaches those who take care of things, unless a target says otherwise."""
    return ConnectorName(await setting(session, "forward_connectors"))


def handled_by(subject: str) -> Any:
    """The ids of the targets whose handler this is, as a query."""
    return select(ForwardTarget.id).where(ForwardTarget.handlers.contains([subject]))


async def add_target(session: AsyncSession, target: ForwardTarget) -> None:
    session.add(target)
    await session.flush()


async def change_target(
    session: AsyncSession, target: ForwardTarget, by: str, fields: Mapping[str, Any]
) -> None:
    """A new version when something is another."""
    if any(getattr(target, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(target, name, value)
        target.touch(by)
        await session.flush()


async def all_targets(
    session: AsyncSession, after: tuple[Any, ...] | None, most: int, *, is_active: bool | None
) -> Sequence[ForwardTarget]:
    """Newest first, after the one with this key."""
    query = select(ForwardTarget).where(ForwardTarget.archived_at.is_(None))
    if is_active is not None:
        query = query.where(ForwardTarget.is_active.is_(is_active))
    if after is not None:
        query = query.where(ForwardTarget.id < after[0])
    return (await session.scalars(query.order_by(ForwardTarget.id.desc()).limit(most))).all()
