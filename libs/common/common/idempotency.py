"""A repeated POST with one Idempotency-Key has one effect: the key is stored with the write."""

import hashlib
import re

import sqlalchemy as sa
from fastapi import Request, Response
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from common.errors import IdempotencyKeyReused, RequestInProgress, ValidationFailed, Wrong, say
from common.identity import caller_of

SHAPE = re.compile(r'"?([\x21\x23-\x7e]{8,200})"?')
KEPT = ("content-type", "etag", "location", "cache-control", "cache-tags")
LOCK = sa.text("select pg_try_advisory_xact_lock(hashtextextended(:what, 0))")
FORGET = sa.text(
    "delete from idempotency where (caller, key) in (select caller, key from idempotency"
    " where at < now() - interval '24 hours' order by at limit 20 for update skip locked)"
)


class Replayed(Exception):  # noqa: N818  an answer, not an error
    """The request was answered before; this is that answer again."""

    def __init__(self, response: Response) -> None:
        self.response = response


def add_idempotency_table(metadata: sa.MetaData) -> sa.Table:
    """Give a service the table of answers that may be asked for again."""
    at = Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
    return sa.Table(
        "idempotency",
        metadata,
        Column("caller", sa.String, primary_key=True),
        Column("key", sa.String, primary_key=True),
        Column("route", sa.String, nullable=False),
        Column("body_hash", sa.LargeBinary, nullable=False),
        Column("status", sa.Integer, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("body", sa.LargeBinary, nullable=False),
        at,
        sa.Index("ix_idempotency_at", at),
    )


IDEMPOTENCY = add_idempotency_table(sa.MetaData())


async def begin_once(session: AsyncSession, request: Request) -> None:
    """Refuse or replay a POST whose key has been used (api.md section 9).

    Raises Replayed, RequestInProgress, IdempotencyKeyReused, ValidationFailed (a bad key).
    """
    sent = request.headers.get("idempotency-key")
    if request.method != "POST" or sent is None:
        return
    key = SHAPE.fullmatch(sent)
    if key is None:
        bad = Wrong("header", "/idempotency-key", "bad_format", say("form_of_key"))
        raise ValidationFailed(errors=[bad])
    caller = (await caller_of(request)).subject
    route = f"{request.method} {request.url.path}?{request.url.query}"
    if not (await session.execute(LOCK, {"what": f"{caller}:{key[1]}"})).scalar_one():
        raise RequestInProgress(headers={"Retry-After": "1"})
    this_hash = hashlib.sha256(await request.body()).digest()
    same = (IDEMPOTENCY.c.caller == caller, IDEMPOTENCY.c.key == key[1])
    row = (await session.execute(sa.select(IDEMPOTENCY).where(*same))).one_or_none()
    if row is None:
        this = {"caller": caller, "key": key[1], "route": route, "body_hash": this_hash}
        request.state.once = this
        return
    if (row.route, row.body_hash) != (route, this_hash):
        raise IdempotencyKeyReused
    raise Replayed(Response(row.body, row.status, row.headers | {"Idempotent-Replayed": "true"}))


async def keep_answer(request: Request, response: Response) -> None:
    """Store a successful answer in the transaction of its write, and forget some old ones."""
    once = getattr(request.state, "once", None)
    if once is None or not 200 <= response.status_code < 300:
        return
    headers = {name: value for name, value in response.headers.items() if name in KEPT}
    answer = {"status": response.status_code, "headers": headers, "body": bytes(response.body)}
    await request.state.session.execute(sa.insert(IDEMPOTENCY).values(once | answer))
    await request.state.session.execute(FORGET)
