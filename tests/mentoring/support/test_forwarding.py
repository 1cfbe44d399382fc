"""A fault goes to IT and comes back (P14, S17)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id, standing_at
from common.db import Transactions
from mentoring.bridge.needs import Need
from mentoring.support.connectors import Connectors
from mentoring.support.delivering import NotYet, deliver
from mentoring.support.items import ForwardedItem, ItemKind
from mentoring.support.rounds import follow, make_round
from mentoring.support.targets import ConnectorName, TargetKind
from tests.mentoring.county import STAFF, County, act, caller, slug
from tests.mentoring.support.items import id_of, seen, sent, target, written
from tests.mentoring.support.zammad_there import ZammadThere
from tests.services import as_caller, names_told, told

ZAMMAD = ConnectorName.ZAMMAD
MORNING = datetime(2026, 5, 4, 6, tzinfo=UTC)
LATER = MORNING + timedelta(minutes=5)


@pytest.mark.usefixtures("impatient")
async def test_S17_1_a_call_that_times_out_makes_one_ticket(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    transactions: Transactions,
    zammad: ZammadThere,
    connectors: Connectors,
) -> None:
    zammad.silent = 1
    to = await target(session, ZAMMAD, channel="IT")
    with standing_at(MORNING):
        path = await sent(client, county, to)
        with pytest.raises(TimeoutError):
            await deliver(transactions, connectors, id_of(path))
        with pytest.raises(NotYet):
            await deliver(transactions, connectors, id_of(path))

    with standing_at(LATER):
        await deliver(transactions, connectors, id_of(path))
        await deliver(transactions, connectors, id_of(path))
        now = await seen(client, path)

    [ticket] = zammad.tickets.values()
    assert (ticket["group"], now["external_ref"]) == ("IT", ticket["number"])
    assert now["messages"][0]["delivered_at"] == "2026-05-04T06:05:00Z"
    assert (await names_told(session)).count("mentoring.forward.sent") == 1


async def test_S17_1_sending_needs_a_key_and_the_same_key_sends_once(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    made = (await written(client, county, await target(session))).json()
    path = f"/forwarded-items/{made['id']}/send"
    headers = {**caller("me1"), "If-Match": "*"}

    without = await client.post(path, headers=headers)
    once = await client.post(path, headers=headers | {"Idempotency-Key": "send-it-once"})
    again = await client.post(path, headers=headers | {"Idempotency-Key": "send-it-once"})

    assert (without.status_code, slug(without)) == (400, "idempotency-key-missing")
    assert (once.status_code, again.content) == (200, once.content)
    assert (await names_told(session)).count("mentoring.forward.sent") == 1


async def test_S17_2_a_merged_ticket_is_followed(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    transactions: Transactions,
    zammad: ZammadThere,
    connectors: Connectors,
) -> None:
    path = await sent(client, county, await target(session, ZAMMAD, channel="IT"))
    await deliver(transactions, connectors, id_of(path))
    ours, other = zammad.tickets[1], zammad.open("Chat on rikki kaikilla")
    ours["state"] = other["state"] = "open"
    await follow(transactions, connectors, id_of(path))
    taken = await seen(client, path)

    zammad.merge(ours, other)
    await follow(transactions, connectors, id_of(path))
    merged = await seen(client, path)

    assert (taken["state"], taken["external_ref"]) == ("in_progress", "22001")
    assert (merged["state"], merged["external_ref"]) == ("in_progress", "22002")
    other["state"] = "closed"
    zammad.write(other, "<p>Korjattu &amp; testattu.</p>")
    await follow(transactions, connectors, id_of(path))
    solved = await seen(client, path)
    assert solved["state"] == "resolved"
    assert solved["messages"][-1]["text"] == "Korjattu & testattu."


async def forwarded_need(client: AsyncClient, county: County, session: AsyncSession) -> Need:
    """A concretised need that Me1 has forwarded to IT and sent."""
    need = Need(
        state="concretised",
        title="Etävastaanotto",
        org_unit_id=county.units["u"],
        owner_id=county.people["me1"],
    )
    session.add(need)
    await session.flush()
    to = await target(session)
    body = {"target_id": f"{to}", "text": "Kamera ei toimi."}
    done = await act(client, "me1", f"/needs/{need.id}/forward", body)
    assert done.status_code == 200, done.text
    return need


async def test_S17_3_a_rejected_item_gives_its_need_back(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    need = await forwarded_need(client, county, session)
    away = (await client.get(f"/needs/{need.id}", headers=caller("me1"))).json()
    path = f"/forwarded-items/{away['forwarded_item_id']}"
    await act(client, "me1", f"{path}/send")

    rejected = await act(client, "it", f"{path}/reject", {"reason": "Toimittajan asia."})
    back = (await client.get(f"/needs/{need.id}", headers=caller("me1"))).json()

    assert (away["state"], rejected.json()["state"]) == ("forwarded", "rejected")
    assert back["state"] == "concretised"
    assert (await names_told(session))[-2:] == [
        "mentoring.need.returned",
        "mentoring.forward.rejected",
    ]


async def test_S17_4_it_goes_to_another_target_and_keeps_its_history(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    transactions: Transactions,
    zammad: ZammadThere,
    connectors: Connectors,
) -> None:
    path = await sent(client, county, await target(session, ZAMMAD, channel="IT"))
    await deliver(transactions, connectors, id_of(path))
    await act(client, "it", f"{path}/reject", {"reason": "Toimittajan asia."})
    vendor = {"kind": TargetKind.VENDOR, "handlers": ["di"], "channel": "Toimittaja"}
    other = await target(session, ZAMMAD, **vendor)

    rerouted = await act(client, "me1", f"{path}/reroute", {"target_id": f"{other}"})
    await deliver(transactions, connectors, id_of(path))
    now = await seen(client, path)

    assert rerouted.json()["external_ref"] is None
    assert (now["state"], now["external_ref"]) == ("sent", "22002")
    assert [(one["kind"], one["external_ref"]) for one in now["messages"]] == [
        ("sent", "22001"),
        ("rejection", "22001"),
        ("sent", "22002"),
    ]


async def test_S17_5_and_6_mentors_resolve_guidance_only(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    to = await target(session)
    fault, guidance = [await sent(client, county, to, one) for one in ("fault", "usage_guidance")]
    code = {"resolution_code": "guided"}

    refused = await act(client, "me1", f"{fault}/resolve", code)
    done = await act(client, "me1", f"{guidance}/resolve", code)

    assert (refused.status_code, slug(refused)) == (403, "role-required")
    assert (done.status_code, done.json()["state"]) == (200, "resolved")


async def test_S17_7_it_is_closed_when_the_unit_was_told(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    path = await sent(client, county, await target(session))
    await act(client, "it", f"{path}/acknowledge", {"external_ref": "INC000123456"})
    await act(client, "it", f"{path}/resolve", {"resolution_code": "fixed", "text": "Korjattu."})

    early = await act(client, "me1", f"{path}/close")
    await act(client, "me1", f"{path}/report-back", {"told": "Vika on korjattu."})
    closed = await act(client, "me1", f"{path}/close")

    assert (early.status_code, slug(early)) == (422, "report-back-missing")
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    assert closed.json()["external_ref"] == "INC000123456"


async def test_S17_8_a_handler_sees_what_was_sent_to_its_own_target(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    mine, others = await target(session), await target(session, handlers=["someone"])
    draft = (await written(client, county, mine)).json()["id"]
    paths = [await sent(client, county, one) for one in (mine, others)]

    read = [await client.get(one, headers=caller("it")) for one in paths]
    unsent = await client.get(f"/forwarded-items/{draft}", headers=caller("it"))
    listed = (await client.get("/forwarded-items", headers=caller("it"))).json()["items"]

    assert [one.status_code for one in read] == [200, 404]
    assert (unsent.status_code, slug(unsent)) == (404, "not-found")
    assert [one["id"] for one in listed] == [f"{id_of(paths[0])}"]
    assert "acknowledge" in listed[0]["allowed_actions"]


async def test_S17_9_a_target_that_is_not_in_use_takes_nothing(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    made = (await written(client, county, await target(session, is_active=False))).json()

    refused = await act(client, "me1", f"/forwarded-items/{made['id']}/send")

    assert (refused.status_code, slug(refused)) == (422, "target-inactive")


async def test_what_waits_is_brought_out_without_having_been_told_of(
    client: AsyncClient,
    county: County,
    session: AsyncSession,
    transactions: Transactions,
    zammad: ZammadThere,
    connectors: Connectors,
) -> None:
    with standing_at(MORNING):
        path = await sent(client, county, await target(session, ZAMMAD, channel="IT"))
        await make_round(transactions, connectors)
        assert zammad.tickets == {}

    with standing_at(LATER):
        await make_round(transactions, connectors)
        zammad.take(zammad.tickets[1])
    with standing_at(LATER + timedelta(minutes=10)):
        await make_round(transactions, connectors)

    assert (await seen(client, path))["state"] == "acknowledged"


async def test_questions_and_answers_go_to_and_fro(
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
    ticket["state"] = "pending reminder"
    zammad.write(ticket, "sisäinen", internal=True)
    zammad.write(ticket, "<p>Millä laitteella?</p>")
    await follow(transactions, connectors, id_of(path))
    asked = await seen(client, path)

    await act(client, "me1", f"{path}/answer", {"answer": "Puhelimella."})
    await follow(transactions, connectors, id_of(path))
    unsent = await seen(client, path)
    await deliver(transactions, connectors, id_of(path))
    await follow(transactions, connectors, id_of(path))

    assert asked["state"] == "waiting_info"
    assert unsent["state"] == "in_progress"
    assert [one["text"] for one in asked["messages"]][1:] == ["Millä laitteella?"]
    assert ticket["state"] == "open"
    assert "Puhelimella." in zammad.articles[-1]["body"]
    assert [one["kind"] for one in (await seen(client, path))["messages"]] == [
        "sent",
        "question",
        "answer",
    ]


async def test_what_was_told_of_an_item_serves_figures(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    to = await target(session)
    item = ForwardedItem(
        state="acknowledged",
        kind=ItemKind.ACCESSIBILITY_FEEDBACK,
        target_id=to,
        text="Näppäimistö ei toimi.",
        due_on=MORNING.date() + timedelta(days=14),
        sent_on=MORNING.date(),
        route=1,
    )
    session.add(item)
    await session.commit()
    path = f"/forwarded-items/{item.id}"

    with standing_at(MORNING + timedelta(days=15)):
        await act(client, "it", f"{path}/resolve", {"resolution_code": "fixed"})
        answer: dict[str, Any] = await seen(client, path)

    assert (answer["late"], answer["resolved_on"]) == (True, "2026-05-19")
    event = (await told(session))[-1]
    assert event["type"] == "fi.digisilta.mentoring.forward.resolved.v1"
    figures = {"kind": "accessibility_feedback", "days_open": 15, "late": True}
    assert figures.items() <= event["data"].items()
    assert "fixed" not in f"{event}"


async def test_accessibility_feedback_has_a_term(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(MORNING):
        to = await target(session)
        made = await written(client, county, to, "accessibility_feedback")

    assert made.json()["due_on"] == "2026-05-18"


async def test_a_partner_sends_in_its_own_and_sees_no_others(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    own, other = (
        as_caller(*STAFF, subject=f"key:{one}", kind="partner", organisation=f"{new_id()}")
        for one in ("a", "b")
    )
    body = {"kind": "problem", "target_id": f"{await target(session)}", "text": "Ei aukea."}

    made = await client.post("/forwarded-items", headers=own, json=body)
    path = f"/forwarded-items/{made.json()['id']}"
    read = [await client.get(path, headers=one) for one in (own, other, caller("me2"))]
    refused = await client.post(
        f"{path}/send",
        headers=own | {"If-Match": made.headers["etag"], "Idempotency-Key": "12345678"},
    )

    assert (made.status_code, made.json()["origin"]) == (201, "partner")
    assert [one.status_code for one in read] == [200, 404, 200]
    assert slug(refused) in ("role-required", "missing-scope")


async def test_people_of_the_unit_read_and_others_do_not(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    path = await sent(client, county, await target(session))

    statuses = {
        who: (await client.get(path, headers=caller(who))).status_code
        for who in ("su", "sv", "rla", "rlb", "es", "di", "pb", "pr", "dp")
    }

    readers = {who for who, status in statuses.items() if status == 200}
    assert readers == {"su", "rla", "es", "di"}
    refused = await act(client, "su", f"{path}/close")
    assert slug(refused) in ("role-required", "missing-scope")


async def test_S17_4_it_goes_to_another_target_than_the_one_that_rejected_it(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    same, other = await target(session), await target(session)
    one = await sent(client, county, same)
    await act(client, "it", f"{one}/reject", {"reason": "Ei kuulu meille."})

    again = await act(client, "me1", f"{one}/reroute", {"target_id": f"{same}"})
    elsewhere = await act(client, "me1", f"{one}/reroute", {"target_id": f"{other}"})

    assert again.status_code == 422, again.text
    assert [wrong["pointer"] for wrong in again.json()["errors"]] == ["/target_id"]
    assert elsewhere.json()["state"] == "sent"


async def test_S17_5_only_what_mentors_may_resolve_is_offered_to_them(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    usual = await target(session)
    fault = await sent(client, county, usual, "fault")
    guidance = await sent(client, county, usual, "usage_guidance")
    await act(client, "it", f"{fault}/acknowledge", {"external_ref": "INC1"})

    offered = {
        (what, who): "resolve" in (await seen(client, one, who))["allowed_actions"]
        for what, one in (("fault", fault), ("guidance", guidance))
        for who in ("me1", "lu", "it")
    }

    assert offered == {
        ("fault", "me1"): False,
        ("fault", "lu"): False,
        ("fault", "it"): True,
        ("guidance", "me1"): True,
        ("guidance", "lu"): True,
        ("guidance", "it"): False,
    }


async def test_a_draft_takes_no_target_that_there_is_not(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    usual = await target(session)
    made = await written(client, county, usual)
    one = f"/forwarded-items/{made.json()['id']}"
    headers = {**caller("me1"), "If-Match": made.headers["etag"]}

    refused = await client.patch(one, headers=headers, json={"target_id": f"{new_id()}"})

    assert slug(refused) == "target-inactive"
    assert (await seen(client, one))["target_id"] == f"{usual}"
