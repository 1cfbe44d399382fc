"""What ticket systems tell us, signed, over HTTP (P14)."""

import hashlib
import hmac
from typing import Annotated, Any

from fastapi import Body, Depends, Path, Request
from pydantic import BaseModel, Field, StringConstraints, ValidationError

from common.db import Session
from common.errors import InvalidCredentials, NotFound, Said, ValidationFailed, Wrong, say
from common.identity import Anyone
from common.shapes import Shape
from mentoring.api.exports import routes
from mentoring.people.standing import SYSTEM
from mentoring.processes.trail import keep_trail
from mentoring.settings import Settings
from mentoring.support.connectors import joined
from mentoring.support.connectors.connector import News, Remark, Ticket
from mentoring.support.news import WAYS, heed, items_of
from mentoring.support.targets import ConnectorName

router = routes("/connectors", "connectors")
Short = Annotated[str, StringConstraints(max_length=200)]
Long = Annotated[str, StringConstraints(max_length=100_000)]
Number = Short | int
Sent = Annotated[
    dict[str, Any],
    Body(
        description="What Zammad's webhook sends; other systems send `ticket` with `number`, `id`,"
        " `title` and `state` (acknowledged, in_progress, waiting_info, resolved, rejected), and"
        " `article` with `id` and `body`.",
        examples=[{"ticket": {"number": "22001", "state": "in_progress"}}],
    ),
]
NOT_SIGNED = Said(
    "Allekirjoitus puuttuu tai on väärä.",
    "Signaturen saknas eller är felaktig.",
    "The signature is missing or wrong.",
)


class CalledTicket(BaseModel):
    number: Number
    id: Number | None = None
    title: Long | None = None
    state: Short | None = None


class CalledArticle(BaseModel):
    id: Number | None = None
    body: Long | None = None


class Callback(BaseModel):
    """Another system's words, of which we read little: no `Shape`, since it may say more."""

    ticket: CalledTicket
    article: CalledArticle | None = None

    def news(self) -> News:
        ticket = Ticket(f"{self.ticket.number}", f"{self.ticket.id}" if self.ticket.id else None)
        state = self.ticket.state or ""
        article = self.article
        remarks = []
        if article is not None and article.body:
            written = article.body.strip()
            known = f"{article.id}" if article.id else _digest(written)
            remarks = [Remark(known, written)]
        return News(ticket, state if state in WAYS else "", remarks)


class Heard(Shape):
    """What the items of the ticket are now: several when tickets were merged."""

    states: Annotated[list[str], Field(max_length=1000)]


async def _signed(
    request: Request, _: Anyone, name: Annotated[ConnectorName, Path()]
) -> ConnectorName:
    """Raises InvalidCredentials: not signed with our secret, or there is none.

    `X-Hub-Signature-256: sha256=<hex>`; Zammad writes `X-Hub-Signature: sha1=<hex>`.
    """
    settings: Settings = request.app.state.settings
    if settings.callback_secret is None:
        raise InvalidCredentials(NOT_SIGNED)
    secret, body = settings.callback_secret.get_secret_value().encode(), await request.body()
    ways = {"x-hub-signature-256": "sha256"}
    if name is ConnectorName.ZAMMAD:
        ways["x-hub-signature"] = "sha1"
    for header, digest in ways.items():
        right = f"{digest}={hmac.new(secret, body, digest).hexdigest()}"
        if hmac.compare_digest(right.encode(), request.headers.get(header, "").encode()):
            return name
    raise InvalidCredentials(NOT_SIGNED)


@router.post("/{name}/callbacks", response_model=Heard)
async def hear_connector(
    name: Annotated[ConnectorName, Depends(_signed)],
    sent: Sent,
    request: Request,
    session: Session,
) -> dict[str, Any]:
    """A ticket has changed. From Zammad it is only a bell: the ticket is read there, as it is now,
    and followed when it was merged; of others what they send is what is so.
    """
    called = _read(sent)
    news = called.news()
    connector = joined(request.app.state.settings).get(name)
    if connector is not None and news.ticket.id is not None:
        news = await connector.read(news.ticket.id) or news
    keep_trail(session, SYSTEM.subject)
    items = await items_of(session, name, f"{called.ticket.number}", called.ticket.title)
    if not items:
        raise NotFound
    for item in items:
        await heed(session, item, news)
    return {"states": [item.state for item in items]}


def _read(sent: dict[str, Any]) -> Callback:
    """Raises ValidationFailed."""
    try:
        return Callback.model_validate(sent)
    except ValidationError as wrong:
        places = ("/".join(map(str, one["loc"])) for one in wrong.errors(include_input=False))
        invalid = say("invalid")
        errors = [Wrong("body", f"/{place}", "invalid", invalid) for place in places]
        raise ValidationFailed(errors=errors) from None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
