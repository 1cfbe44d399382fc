"""Targets by hand, by e-mail and in Zammad; what they tell us back is signed."""

from typing import Any

import nats
import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus.streams import MIB, lay_down, stream_of
from common.db import Transactions
from digisilta_local.backbone import PLACES, wanted_durables
from mentoring.app import create_app
from mentoring.events.processes import TOLD
from mentoring.settings import Settings
from mentoring.support.connectors import Connectors, joined
from mentoring.support.connectors.connector import TargetAway
from mentoring.support.delivering import NotYet, Post, deliver
from mentoring.support.targets import ConnectorName
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.support.items import TEXT, id_of, seen, sent, target
from tests.mentoring.support.mail_there import MailThere
from tests.mentoring.support.zammad_there import ZammadThere, signed, told_of
from tests.services import client_of, eventually, settings_for

EMAIL, ZAMMAD = ConnectorName.EMAIL, ConnectorName.ZAMMAD
CALLBACKS = "/connectors/zammad/callbacks"


async def test_an_item_goes_by_mail_and_what_follows_answers_it(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    transactions: Transactions,
    mail: MailThere,
    connectors: Connectors,
) -> None:
    path = await sent(client, county, await target(session, EMAIL, channel="tuki@example.fi"))
    await deliver(transactions, connectors, id_of(path))
    now = await seen(client, path)
    await act(client, "it", f"{path}/start")
    await act(client, "it", f"{path}/ask", {"question": "Missä?"})
    await act(client, "me1", f"{path}/answer", {"answer": "Päijät-Sote-sovelluksessa."})
    await deliver(transactions, connectors, id_of(path))

    first, second = mail.mails
    assert (first["To"], first["From"]) == ("tuki@example.fi", "digisilta@example.fi")
    assert first["Subject"].strip() == f"Vika: {TEXT} [{now['external_ref']}]"
    assert TEXT in first.get_content()
    assert second["In-Reply-To"] == first["Message-ID"]
    assert "Päijät-Sote-sovelluksessa." in second.get_content()


async def test_a_mail_that_is_refused_waits(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    transactions: Transactions,
    mail: MailThere,
    connectors: Connectors,
) -> None:
    mail.refused.add("tuki@example.fi")
    path = await sent(client, county, await target(session, EMAIL, channel="tuki@example.fi"))
    with pytest.raises(TargetAway):
        await deliver(transactions, connectors, id_of(path))
    before = (await seen(client, path))["messages"][0]["delivered_at"]

    mail.refused.clear()
    await deliver(transactions, connectors, id_of(path))

    assert before is None
    assert len(mail.mails) == 1


async def test_without_a_connector_it_waits_and_by_hand_it_is_there_at_once(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    transactions: Transactions,
    database: str,
) -> None:
    plain = settings_for("mentoring", database)
    assert isinstance(plain, Settings)
    there = await sent(client, county, await target(session, ZAMMAD, channel="IT"))
    here = await sent(client, county, await target(session))

    with pytest.raises(NotYet):
        await deliver(transactions, joined(plain), id_of(there))
    await deliver(transactions, joined(plain), id_of(here))

    assert set(joined(plain)) == {ConnectorName.MANUAL}
    assert (await seen(client, here))["messages"][0]["delivered_at"] is not None


async def test_the_workers_acts_have_their_durables_and_do_it(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    settings: Settings,
    zammad: ZammadThere,
) -> None:
    post = Post(settings)
    path = await sent(client, county, await target(session, ZAMMAD, channel="IT"))
    doing = post.doing()
    event = TOLD["forward.sent"].model_validate(
        {"forward_id": id_of(path), "version": 2, "state": "sent", "org_unit_id": None}
        | {"on": "2026-05-04"}
    )

    await doing[TOLD["forward.sent"]](event)

    assert len(zammad.tickets) == 1
    names = {(act.__name__, kind.event_name) for kind, act in doing.items()}
    assert names == set(PLACES["mentoring"].does)


async def test_a_signed_callback_of_zammad_is_a_bell(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    transactions: Transactions,
    zammad: ZammadThere,
    connectors: Connectors,
) -> None:
    path = await sent(client, county, await target(session, ZAMMAD, channel="IT"))
    await deliver(transactions, connectors, id_of(path))
    ticket = zammad.tickets[1]
    ticket["state"] = "open"
    payload = {"ticket": ticket | {"state": "closed", "owner": {"login": "irma"}}, "more": 1}

    heard = await client.post(CALLBACKS, **signed(payload))
    again = await client.post(CALLBACKS, **signed(payload, "sha256"))

    assert (heard.status_code, heard.json()) == (200, {"states": ["in_progress"]})
    assert again.json() == {"states": ["in_progress"]}


async def test_a_callback_finds_an_item_whose_ticket_is_not_known_yet(
    client: AsyncClient, county: County, session: AsyncSession, zammad: ZammadThere
) -> None:
    path = await sent(client, county, await target(session, ZAMMAD, channel="IT"))
    ticket = zammad.open(f"Vika [DS-{id_of(path).hex}-1]")
    ticket["state"] = "rejected"

    heard = await client.post(CALLBACKS, **signed({"ticket": ticket}))
    now = await seen(client, path)

    assert heard.status_code == 200
    assert (now["state"], now["external_ref"]) == ("sent", ticket["number"])


async def test_a_ticket_of_two_items_moves_both(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    transactions: Transactions,
    zammad: ZammadThere,
    connectors: Connectors,
) -> None:
    to = await target(session, ZAMMAD, channel="IT")
    paths = [await sent(client, county, to) for _ in range(2)]
    for path in paths:
        await deliver(transactions, connectors, id_of(path))
    first, second = zammad.tickets[1], zammad.tickets[2]
    zammad.merge(first, second)
    await client.post(CALLBACKS, **signed({"ticket": first}))
    second["state"] = "open"

    heard = await client.post(CALLBACKS, **signed({"ticket": second}))

    assert heard.json() == {"states": ["in_progress", "in_progress"]}
    assert {(await seen(client, one))["external_ref"] for one in paths} == {second["number"]}


async def test_a_callback_of_no_item_and_an_unsigned_one_change_nothing(
    client: AsyncClient, county: County, session: AsyncSession, zammad: ZammadThere
) -> None:
    body = {"ticket": zammad.open("Muu asia")}

    told: list[Any] = [
        await client.post(CALLBACKS, **signed(body)),
        await client.post(CALLBACKS, **signed(body, secret="other")),
        await client.post(CALLBACKS, json=body),
        await client.post("/connectors/email/callbacks", **signed(body, "sha1")),
        await client.post("/connectors/pigeon/callbacks", **signed(body)),
        await client.post(CALLBACKS, **signed({"ticket": {"id": 1}})),
    ]

    assert [one.status_code for one in told] == [404, 401, 401, 401, 422, 422]
    assert [one["pointer"] for one in told[5].json()["errors"]] == ["/ticket/number"]


async def test_a_ticket_system_that_is_away_is_tried_again(
    client: AsyncClient, zammad: ZammadThere
) -> None:
    body = {"ticket": {"id": 99, "number": "22099"}}

    away = await client.post(CALLBACKS, **signed(body))

    assert away.status_code == 503
    assert "Retry-After" in away.headers


async def test_the_lead_keeps_the_targets(
    client: AsyncClient, county: County, zammad: ZammadThere
) -> None:
    new = {"kind": "vendor", "name": {"fi": "Toimittaja"}, "connector": "zammad"}
    refused = await client.post("/forward-targets", headers=caller("me1"), json=new)
    nowhere = await client.post("/forward-targets", headers=caller("lu"), json=new)
    made = await client.post(
        "/forward-targets",
        headers=caller("lu"),
        json=new | {"channel": "Toimittaja", "handlers": ["it"]},
    )
    path = f"/forward-targets/{made.json()['id']}"
    headers = {**caller("lu"), "If-Match": made.headers["etag"]}
    changed = await client.patch(path, headers=headers, json={"is_active": False})
    listed = await client.get("/forward-targets?is_active=true", headers=caller("me1"))
    theirs = await client.get(path, headers=caller("pr"))

    assert refused.status_code == 403
    assert [one["pointer"] for one in nowhere.json()["errors"]] == ["/channel"]
    assert (made.status_code, made.json()["handlers"]) == (201, ["it"])
    assert (changed.json()["is_active"], changed.json()["channel"]) == (False, "Toimittaja")
    assert listed.json()["items"] == []
    assert (theirs.json()["channel"], theirs.json()["handlers"]) == (None, [])


async def test_a_target_is_made_only_where_its_connector_is_joined(
    client: AsyncClient, county: County, database: str, zammad: ZammadThere
) -> None:
    plain = settings_for("mentoring", database)
    known = settings_for("mentoring", database, **told_of(zammad))
    assert isinstance(plain, Settings)
    assert isinstance(known, Settings)
    new = {"kind": "it", "name": {"fi": "IT"}}

    usual = await client.post("/forward-targets", headers=caller("lu"), json=new)
    unknown = await client.post(
        "/forwarded-items",
        headers=caller("me1"),
        json={"kind": "fault", "target_id": f"{county.units['u']}", "text": TEXT},
    )

    assert usual.json()["connector"] == "manual"
    assert ZAMMAD not in joined(plain)
    assert set(joined(known)) == {ConnectorName.MANUAL, ZAMMAD}
    assert slug(unknown) == "validation-error"
    assert [one["pointer"] for one in unknown.json()["errors"]] == ["/target_id"]


async def test_an_item_reaches_its_ticket_system_over_the_bus(
    county: County,
    session: AsyncSession,
    database: str,
    nats_url: str,
    told: dict[str, Any],
    zammad: ZammadThere,
) -> None:
    stream = stream_of("mentoring", max_bytes=8 * MIB)
    durables = {name: made for name, made in wanted_durables().items() if name == stream.name}
    await lay_down(nats_url, [stream], durables)
    admin = await nats.connect(nats_url)
    to = await target(session, ZAMMAD, channel="IT")
    app = create_app(settings_for("mentoring", database, nats_url, **told))  # type: ignore[arg-type]

    async with app.router.lifespan_context(app), client_of(app, "mentoring") as client:
        path = await sent(client, county, to)

        async def named() -> Any:
            return (await seen(client, path))["external_ref"]

        number = await eventually(named, within=20)
    await admin.jetstream().delete_stream(str(stream.name))
    await admin.close()

    assert number == zammad.tickets[1]["number"]
    assert len(zammad.tickets) == 1
