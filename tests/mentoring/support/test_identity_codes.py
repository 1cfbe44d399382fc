"""Identity codes in the texts of forwarded items (S16; domain.md 7.2)."""

import logging

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.support.targets import ConnectorName
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.support.items import TEXT, seen, sent, target, written
from tests.mentoring.support.zammad_there import signed

CODE = "031052Y9214"
VECTORS = [
    "011090+9076",
    "021052-9148",
    "031052Y9214",
    "041060X9282",
    "051071W935S",
    "061084V9420",
    "071099U949R",
    "081001A956A",
    "091005B9637",
    "101010C970C",
    "111015D977J",
    "121020E984P",
    "131024F991L",
]
HIDDEN = ("021052–9148", "131024 F 991l")
OVERRIDE = {"X-Identity-Code-Override": "not_an_identity_code"}


async def test_S16_1_a_text_with_a_code_is_refused_and_not_echoed(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    to = await target(session)

    with caplog.at_level(logging.DEBUG):
        refused = await written(client, county, to, text=f"soitti {CODE}, chat ei aukea")

    assert (refused.status_code, slug(refused)) == (422, "identity-code-in-text")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/text"]
    assert CODE not in refused.text
    assert CODE not in caplog.text


@pytest.mark.parametrize("code", [*VECTORS, *HIDDEN])
async def test_S16_2_every_sign_and_every_disguise_is_found(
    code: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    refused = await written(client, county, await target(session), text=f"Soitti {code}.")

    assert slug(refused) == "identity-code-in-text"


async def test_S16_5_in_a_callback_it_is_removed(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    to = await target(session, ConnectorName.EMAIL, channel="it@example.fi")
    path = await sent(client, county, to)
    await act(client, "it", f"{path}/acknowledge", {"external_ref": "INC1"})
    body = {
        "ticket": {"number": "INC1", "state": "resolved"},
        "article": {"id": 7, "body": f"Asiakas {CODE} sai apua."},
    }

    heard = await client.post("/connectors/email/callbacks", **signed(body, "sha256"))
    again = await client.post("/connectors/email/callbacks", **signed(body, "sha256"))
    now = await seen(client, path)

    assert (heard.status_code, again.status_code) == (200, 200)
    assert now["state"] == "acknowledged"
    assert [one["text"] for one in now["messages"]] == [TEXT, "Asiakas [poistettu] sai apua."]


async def test_S16_7_what_may_be_a_code_is_not_sent(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    made = await written(client, county, await target(session), text="Tiketti 120325-1234")
    path = f"/forwarded-items/{made.json()['id']}"

    refused = await act(client, "me1", f"{path}/send")
    headers = {**caller("me1"), "If-Match": made.headers["etag"]}
    better = await client.patch(path, headers=headers, json={"text": "Tiketti suljettu."})
    gone = await act(client, "me1", f"{path}/send")

    assert [one["code"] for one in made.json()["warnings"]] == ["possible_identity_code"]
    assert (refused.status_code, slug(refused)) == (422, "identity-code-in-text")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/text"]
    assert (better.status_code, gone.json()["state"]) == (200, "sent")


async def test_S16_7_nor_is_it_answered(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    path = await sent(client, county, await target(session))
    await act(client, "it", f"{path}/start")
    await act(client, "it", f"{path}/ask", {"question": "Mikä tiketti?"})

    refused = await act(client, "me1", f"{path}/answer", {"answer": "120325-1234"})

    assert slug(refused) == "identity-code-in-text"
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/answer"]
    assert (await seen(client, path))["state"] == "waiting_info"


async def test_S16_8_and_9_only_the_lead_says_that_it_is_none(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    to = await target(session)
    body = {"kind": "fault", "target_id": f"{to}", "text": "Tiketti 120325-9110"}

    told = [
        await client.post("/forwarded-items", headers=headers, json=body)
        for headers in (caller("lu"), caller("me1") | OVERRIDE, caller("lu") | OVERRIDE)
    ]

    headers = caller("lu") | {"If-Match": "*", "Idempotency-Key": "send-by-lead"}
    path = f"/forwarded-items/{told[2].json()['id']}/send"
    held = await client.post(path, headers=headers)
    gone = await client.post(path, headers=headers | OVERRIDE)

    assert [slug(one) for one in told] == ["identity-code-in-text", "role-required", ""]
    assert [slug(one) for one in (held, gone)] == ["identity-code-in-text", ""]
    assert told[2].status_code == 201
    assert "120325-9110" not in caplog.text
    assert "overridden" in caplog.text


async def test_S16_10_numbers_of_businesses_and_phones_are_no_codes(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    to = await target(session)

    business, phone = [
        await written(client, county, to, text=text) for text in ("1234567-8", "040-1234567")
    ]

    assert (business.status_code, phone.status_code) == (201, 201)
    assert "warnings" not in business.json()
    assert [one["code"] for one in phone.json()["warnings"]] == ["contact_detail_in_text"]
