"""API keys: who may do what with them, and until when. A key itself is never kept."""

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, any_, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from common.bus import tell
from common.clock import now
from common.errors import NotFound, Said, ValidationFailed, Wrong
from common.identity import EVERY, Caller
from gateway import keys
from gateway.events import KeyChanged
from gateway.partners import Partner, the_partner_of
from gateway.rights import ADMIN, CALLED, MUNICIPALITIES, ROLES, SCOPES
from gateway.store import Row

LIFETIME = timedelta(days=400)
WRONGS = {
    "scopes": Said(
        "Anna avaimelle vähintään yksi oikeus",
        "Ge nyckeln minst en rättighet",
        "Give the key a scope",
    ),
    "scope": Said("ei ole oikeus", "är ingen rättighet", "is not a scope"),
    "role": Said("ei ole avaimen rooli", "är ingen roll för en nyckel", "is not a role of a key"),
    "municipality": Said(
        "ei ole Suomen kunnan koodi; * tarkoittaa kaikkia.",
        "är ingen finländsk kommunkod; * är alla.",
        "is not the 3-digit code of a municipality of Finland; * is all of them.",
    ),
    "name": Said("Anna avaimelle nimi.", "Ge nyckeln ett namn.", "Give the key a name."),
    "organisation": Said(
        "Kumppanin avaimen on kuuluttava organisaatiolle.",
        "En partners nyckel ska höra till en organisation.",
        "A partner's key must belong to an organisation.",
    ),
    "subject": Said(
        "Vain henkilöstön avain toimii henkilön nimissä; tunnus on 1–200 merkkiä.",
        "Bara en personalnyckel handlar i en persons namn; namnet är 1–200 tecken.",
        "Only a staff key acts in the name of a person, named by 1 to 200 characters.",
    ),
    "expires": Said(
        "Voimassaolon on oltava 1–800 päivää.",
        "Giltighetstiden ska vara 1–800 dagar.",
        "A key must live 1 to 800 days.",
    ),
}


NOBODYS = ("key:", "system", "anyone", "anonymised:")
"""What no person is called: other callers are, in trails and in the services."""


class Kind(enum.Enum):
    STAFF = "staff"
    PARTNER = "partner"


class ApiKey(Row):
    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(10), primary_key=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"), index=True)
    environment: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[Kind]
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(String))
    municipalities: Mapped[list[str]] = mapped_column(ARRAY(String))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    organisation_id: Mapped[UUID | None] = mapped_column(default=None)
    any_owner: Mapped[bool] = mapped_column(default=False)
    roles: Mapped[list[str]] = mapped_column(ARRAY(String), default_factory=list)
    subject: Mapped[str | None] = mapped_column(String(200), default=None)
    """The person in whose name the key acts, as the services know them; else it acts as a key."""
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_reason: Mapped[str | None] = mapped_column(String(500), default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)
    """A whole minute; moves forward only."""

    def revoke(self, why: str, at: datetime) -> None:
        if self.revoked_at is None:
            self.revoked_at, self.revoked_reason = at, why

    def caller(self) -> Caller:
        """Who asks with this key, as services will read it."""
        return Caller(
            subject=self.subject or f"key:{self.id}",
            kind=self.kind.value,
            scopes=frozenset(self.scopes),
            municipalities=frozenset(self.municipalities),
            organisation=self.organisation_id,
            any_owner=self.any_owner,
            roles=frozenset(self.roles),
        )


@dataclass(frozen=True)
class Wanted:
    """What a new key shall be able to do."""

    name: str
    kind: Kind
    scopes: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()
    organisation_id: UUID | None = None
    any_owner: bool = False
    roles: frozenset[str] = frozenset()
    subject: str | None = None
    lifetime: timedelta = LIFETIME

    def wrongs(self) -> list[Wrong]:
        """What is wrong with the wish, as sentences."""
        found = [_wrong("scope", scope, SCOPES) for scope in sorted(self.scopes - SCOPES.keys())]
        found += [] if self.scopes else [_wrong("scopes", known=SCOPES)]
        found += [_wrong_role(role) for role in sorted(self.roles - ROLES.keys())]
        bad = sorted(self.municipalities - MUNICIPALITIES - {EVERY})
        found += [_wrong("municipality", code) for code in bad]
        if not 1 <= len(self.name.strip()) <= 200 or not self.name.isprintable():
            found.append(_wrong("name"))
        if self.kind is Kind.PARTNER and self.organisation_id is None:
            found.append(_wrong("organisation"))
        if self.subject is not None and not self._may_act_as(self.subject):
            found.append(_wrong("subject"))
        if not timedelta() < self.lifetime <= 2 * LIFETIME:
            found.append(_wrong("expires"))
        return found

    def _may_act_as(self, subject: str) -> bool:
        sound = 1 <= len(subject) <= 200 and subject.isprintable() and subject == subject.strip()
        return self.kind is Kind.STAFF and sound and not subject.startswith(NOBODYS)


async def create_key(
    session: AsyncSession, wanted: Wanted, environment: str, pepper: bytes
) -> tuple[ApiKey, str]:
    """The row, and the key itself, which nobody can read again. Raises ValidationFailed."""
    if wrongs := wanted.wrongs():
        raise ValidationFailed(errors=wrongs)
    partner = await _partner(session, wanted)
    key_id, text = keys.new_key(environment)
    at = now()
    key = ApiKey(
        id=key_id,
        partner_id=partner.id if partner else None,
        environment=environment,
        name=wanted.name.strip(),
        kind=wanted.kind,
        key_hash=keys.fingerprint(text, pepper),
        scopes=sorted(wanted.scopes),
        municipalities=sorted(wanted.municipalities),
        organisation_id=wanted.organisation_id,
        any_owner=wanted.any_owner,
        roles=sorted(wanted.roles),
        subject=wanted.subject,
        created_at=at,
        expires_at=at + wanted.lifetime,
    )
    session.add(key)
    await session.flush()
    await tell(session, KeyChanged(key_id=key_id))
    return key, text


async def create_first_admin(
    session: AsyncSession, environment: str, pepper: bytes
) -> tuple[ApiKey, str] | None:
    """A key that may do everything, if no administrator's key is in force yet."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext("first-admin"))))
    there = select(ApiKey.id).where(ApiKey.roles.contains([ADMIN]), ApiKey.revoked_at.is_(None))
    there = there.where(ApiKey.expires_at > now())
    if (await session.execute(there.limit(1))).first() is not None:
        return None
    wanted = Wanted(
        name="Ensimmäinen pääkäyttäjä",
        kind=Kind.STAFF,
        scopes=frozenset(SCOPES),
        municipalities=frozenset({EVERY}),
        any_owner=True,
        roles=frozenset({ADMIN, "lead", "directory_editor"}),
    )
    return await create_key(session, wanted, environment, pepper)


async def revoke_key(session: AsyncSession, key_id: str, why: str) -> ApiKey:
    """Raises NotFound. Told at once; at worst it is known everywhere after 30 seconds."""
    key = await session.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        raise NotFound
    key.revoke(why, now())
    await session.flush()
    await tell(session, KeyChanged(key_id=key_id))
    return key


async def all_keys(session: AsyncSession) -> Sequence[ApiKey]:
    return (await session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id))).all()


async def keys_by_hash(session: AsyncSession, hashes: Collection[bytes]) -> Sequence[ApiKey]:
    """One statement, of one shape, for one hash or a thousand."""
    sought = any_(bindparam("hashes", list(hashes), ARRAY(LargeBinary)))
    return (await session.scalars(select(ApiKey).where(ApiKey.key_hash == sought))).all()


async def key_of(session: AsyncSession, caller: Caller) -> ApiKey | None:
    """The key that a caller came with; none for a person with several that may do the same."""
    key_id = caller.subject.removeprefix("key:")
    if key_id != caller.subject:
        return await session.get(ApiKey, key_id)
    theirs = select(ApiKey).where(ApiKey.subject == caller.subject, ApiKey.revoked_at.is_(None))
    found = [key for key in await session.scalars(theirs) if key.caller() == caller]
    return found[0] if len(found) == 1 else None


async def note_use(session: AsyncSession, key_ids: Iterable[str], minute: datetime) -> None:
    """Keys used in this minute. Written once a minute: at each request it would be a hot row."""
    older = or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at < minute)
    used = update(ApiKey).where(ApiKey.id.in_(sorted(key_ids)), older)
    await session.execute(used.values(last_used_at=minute))


async def _partner(session: AsyncSession, wanted: Wanted) -> Partner | None:
    if wanted.kind is not Kind.PARTNER or wanted.organisation_id is None:
        return None
    return await the_partner_of(session, wanted.organisation_id, wanted.name.strip())


def _wrong_role(role: str) -> Wrong:
    """A membership's word gets the key's word for an answer; any other all that there are."""
    return _wrong("role", role, [CALLED[role]] if role in CALLED else ROLES)


def _wrong(member: str, value: str = "", known: Iterable[str] = ()) -> Wrong:
    """With the known ones after it, if they are told."""
    those = f": {', '.join(known)}." if known else ""
    said = Said(*(f"{value} {words}{those}".strip() for words in WRONGS[member]))
    return Wrong("body", f"/{member}", "invalid", said)
