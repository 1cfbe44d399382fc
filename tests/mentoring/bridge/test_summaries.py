"""A kooste in two parts: judged, frozen when shared, answered, followed by the next (S02, S03)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.catalogue import DigitalService
from mentoring.bridge.sharing import content_hash
from mentoring.bridge.summaries import Summary
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.worlds import mapping
from tests.mentoring.worlds.summary import remote_appointments
from tests.services import names_told, told

NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = datetime(2027, 12, 23, 9, tzinfo=UTC)
"""13 months and a day after the mapping."""
PART_1 = {
    "state": "Ajanvaraus hoidetaan puhelimella.",
    "challenges": ["Ruuhka", "Laitteet", "Osaaminen"],
    "needs": ["Lyhyempi jono"],
}
POTENTIALS = ("high", "medium", "high", "low")
ANSWERS: tuple[dict[str, Any], ...] = (
    {"answer": "interested"},
    {"answer": "not_now", "revisit_on": "2027-03-01"},
    {"answer": "already_in_use"},
    {"answer": "not_suitable", "reason": "Ei sovi akuuttityöhön."},
)


@dataclass(frozen=True)
class Unit:
    """Unit U with a completed mapping, and four services that may be suggested."""

    id: UUID
    mapping_id: UUID
    services: list[DigitalService]


@pytest_asyncio.fixture
async def unit(session: AsyncSession, county: County) -> Unit:
    rests_on = await mapping.make(session, county, "completed")
    services = [remote_appointments() for _ in POTENTIALS]
    for number, service in enumerate(services):
        service.code = f"s{number}"
    session.add_all(services)
    await session.commit()
    return Unit(county.units["u"], rests_on.id, services)


async def drafted(client: AsyncClient, unit: Unit, **changed: Any) -> str:
    new = {"org_unit_id": str(unit.id), "mapping_id": str(unit.mapping_id), "part_1": PART_1}
    answer = await client.post("/summaries", headers=caller("me1"), json=new | changed)
    assert answer.status_code == 201, answer.text
    return f"/summaries/{answer.json()['id']}"


async def suggested(
    client: AsyncClient, one: str, service: DigitalService, who: str = "me1", **changed: Any
) -> Response:
    new = {
        "digital_service_id": str(service.id),
        "potential": "high",
        "rationale": "Seurantakäynnit sopivat etänä pidettäviksi.",
        "client_need": "Lyhyempi matka.",
    }
    return await client.post(f"{one}/suggestions", headers=caller(who), json=new | changed)


async def shared(client: AsyncClient, unit: Unit, **changed: Any) -> str:
    """A kooste with four suggestions, from its draft to the unit."""
    one = await drafted(client, unit, **changed)
    for service, potential in zip(unit.services, POTENTIALS, strict=True):
        await suggested(client, one, service, potential=potential, repeat_reason="Uusi tieto.")
    await act(client, "me1", f"{one}/submit")
    done = await act(client, "lu", f"{one}/share")
    assert done.status_code == 200, done.text
    return one


async def read(client: AsyncClient, one: str, who: str = "su") -> Any:
    return (await client.get(one, headers=caller(who))).json()


async def answered(client: AsyncClient, one: str, place: int) -> Response:
    """The suggestion of a service, answered by the supervisor."""
    lines = (await read(client, one))["part_2"]
    first = sorted(lines, key=lambda line: str(line["id"]))
    return await act(client, "su", f"/suggestions/{first[place]['id']}/answer", ANSWERS[place])


async def test_S02_1_to_3_it_is_judged_then_shared_and_frozen(
    client: AsyncClient, unit: Unit, session: AsyncSession
) -> None:
    with standing_at(NOON):
        one = await drafted(client, unit)
        bare = await act(client, "me1", f"{one}/submit")
        for service, potential in zip(unit.services, POTENTIALS, strict=True):
            await suggested(client, one, service, potential=potential)
        await act(client, "me1", f"{one}/submit")
        quiet = await names_told(session)

        done = await act(client, "lu", f"{one}/share")
        etag = done.headers["etag"]
        frozen = await client.patch(
            one, headers={**caller("me1"), "If-Match": etag}, json={"part_1": PART_1}
        )
        late = await suggested(client, one, unit.services[0], repeat_reason="x")

    assert slug(bare) == "suggestions-missing"
    assert (done.json()["state"], done.json()["number"]) == ("shared", 1)
    assert len(done.json()["content_hash"]) == 64
    assert (slug(frozen), slug(late)) == ("version-frozen", "version-frozen")
    assert quiet == ["mentoring.summary.created", "mentoring.summary.submitted"]
    *lines, event = (await told(session))[2:]
    assert [cloud["data"]["potential"] for cloud in lines] == ["high", "high", "medium", "low"]
    assert {cloud["type"] for cloud in lines} == {"fi.digisilta.mentoring.suggestion.proposed.v1"}
    assert event["data"]["suggestions_by_potential"] == {"high": 2, "medium": 1, "low": 1}
    assert event["data"]["number"] == 1


async def test_S02_4_the_unit_reads_what_is_shared_and_others_do_not(
    client: AsyncClient, unit: Unit
) -> None:
    with standing_at(NOON):
        one = await drafted(client, unit)
        early = await client.get(one, headers=caller("su"))
        await suggested(client, one, unit.services[0])
        await act(client, "me1", f"{one}/submit")
        await act(client, "lu", f"{one}/share")

        seen = {
            who: (await client.get(one, headers=caller(who))).status_code
            for who in ("su", "pr", "rla", "dl", "pb", "di", "sv", "rlb", "pv", "it")
        }
        others = (await client.get("/summaries", headers=caller("sv"))).json()["items"]
        own = (await client.get("/summaries", headers=caller("su"))).json()["items"]

    assert slug(early) == "not-found"
    assert [who for who, status in seen.items() if status == 200] == [
        "su",
        "pr",
        "rla",
        "dl",
        "pb",
        "di",
    ]
    assert {seen[who] for who in ("sv", "rlb", "pv", "it")} == {404}
    assert (others, len(own)) == ([], 1)


async def test_S02_5_and_6_the_unit_answers_every_suggestion_and_acknowledges(
    client: AsyncClient, unit: Unit, session: AsyncSession
) -> None:
    with standing_at(NOON):
        one = await shared(client, unit)
        given = [await answered(client, one, place) for place in range(3)]
        early = await act(client, "su", f"{one}/acknowledge")
        waiting = [line["id"] for line in (await read(client, one))["part_2"] if not line["became"]]

        last = await answered(client, one, 3)
        done = await act(client, "su", f"{one}/acknowledge")

    assert [one.json()["state"] for one in (*given, last)] == [
        "interested",
        "not_now",
        "already_in_use",
        "not_suitable",
    ]
    assert slug(early) == "suggestions-unanswered"
    named = f"{last.json()['id']} {last.json()['digital_service_name']['fi']}"
    assert [wrong["detail"] for wrong in early.json()["errors"]] == [named]
    assert last.json()["id"] in waiting
    assert done.json()["state"] == "acknowledged"
    event = (await told(session))[-1]
    assert event["type"] == "fi.digisilta.mentoring.summary.acknowledged.v1"
    assert event["data"]["suggestions_by_answer"] == {
        "interested": 1,
        "not_now": 1,
        "already_in_use": 1,
        "not_suitable": 1,
    }


async def test_what_is_in_use_already_has_a_live_adoption(
    client: AsyncClient, unit: Unit, session: AsyncSession
) -> None:
    with standing_at(NOON):
        one = await shared(client, unit)

        line = (await answered(client, one, 2)).json()
        adoption = await read(client, f"/adoptions/{line['became_id']}", "me1")
        fits = await read(client, f"/org-units/{unit.id}/applicability", "me1")

    assert (line["became"], adoption["state"]) == ("adoption", "live")
    assert adoption["digital_service_id"] == str(unit.services[2].id)
    assert [one["value"] for one in fits["items"]] == [
        "unknown",
        "unknown",
        "applicable",
        "unknown",
    ]


async def test_S02_7_the_next_one_takes_its_place_and_both_stay_as_they_were(
    client: AsyncClient, unit: Unit, session: AsyncSession
) -> None:
    with standing_at(NOON):
        first = await shared(client, unit)
        for place in (0, 1, 3):
            await answered(client, first, place)
        before = await read(client, first)

        second = await shared(client, unit)

        after, newer = await read(client, first), await read(client, second)

    assert (after["state"], newer["state"], newer["number"]) == ("superseded", "shared", 2)
    assert sorted(line["state"] for line in after["part_2"]) == [
        "not_suitable",
        "superseded",
        "superseded",
        "superseded",
    ]
    assert after["content_hash"] == before["content_hash"]
    names = await names_told(session)
    assert names.count("mentoring.suggestion.superseded") == 3
    assert names.count("mentoring.summary.superseded") == 1


async def test_S02_8_an_old_mapping_needs_a_reason(client: AsyncClient, unit: Unit) -> None:
    with standing_at(LATER):
        one = await drafted(client, unit)
        await suggested(client, one, unit.services[0])

        refused = await act(client, "me1", f"{one}/submit")
        done = await act(client, "me1", f"{one}/submit", {"reason": "Yksikkö ei ole muuttunut."})

    assert slug(refused) == "mapping-too-old"
    assert done.json()["state"] == "in_review"


async def test_the_hash_is_of_the_canonical_json_of_what_was_shared(
    client: AsyncClient, unit: Unit, session: AsyncSession
) -> None:
    with standing_at(NOON):
        one = await shared(client, unit)
    row = await session.get_one(Summary, UUID(one.rpartition("/")[2]))

    assert row.frozen is not None
    assert row.frozen["part_1"] == PART_1
    assert [line["digital_service"]["code"] for line in row.frozen["part_2"]] == [
        "s0",
        "s2",
        "s1",
        "s3",
    ]
    assert row.content_hash == content_hash(row.frozen)
    canonical = '{"a":[null],"ä":1}'.encode()
    assert content_hash({"ä": 1, "a": [None]}) == sha256(canonical).hexdigest()


async def test_guards_come_in_the_order_of_the_table(client: AsyncClient, unit: Unit) -> None:
    with standing_at(NOON):
        nothing = await drafted(client, unit, mapping_id=None, part_1={})
        silent = await drafted(client, unit, part_1={})

        refused = [await act(client, "me1", f"{one}/submit") for one in (nothing, silent)]

    assert [slug(one) for one in refused] == ["mapping-missing", "current-state-missing"]


async def test_the_lead_sends_it_back_with_a_comment_and_it_is_written_on(
    client: AsyncClient, unit: Unit
) -> None:
    with standing_at(NOON):
        one = await drafted(client, unit)
        await suggested(client, one, unit.services[0])
        await act(client, "me1", f"{one}/submit")

        bare = await act(client, "lu", f"{one}/return", {})
        back = await act(client, "lu", f"{one}/return", {"comment": "Lisää tarpeet."})
        changed = await client.patch(
            one,
            headers={**caller("me1"), "If-Match": back.headers["etag"]},
            json={"part_1": PART_1 | {"needs": ["Etäaika"]}},
        )

    assert (slug(bare), back.json()["state"]) == ("validation-error", "draft")
    assert changed.json()["part_1"]["needs"] == ["Etäaika"]


async def test_identity_codes_are_refused_in_both_parts(client: AsyncClient, unit: Unit) -> None:
    code = "soitti 031052Y9214"
    with standing_at(NOON):
        one = await drafted(client, unit)
        new = {"org_unit_id": str(unit.id), "part_1": {"challenges": ["Jono", code]}}

        refused = [
            await client.post("/summaries", headers=caller("me1"), json=new),
            await suggested(client, one, unit.services[0], rationale=code),
        ]

    assert [slug(answer) for answer in refused] == ["identity-code-in-text"] * 2
    assert [answer.json()["errors"][0]["pointer"] for answer in refused] == [
        "/part_1/challenges/1",
        "/rationale",
    ]
    assert not any("9214" in answer.text for answer in refused)


async def test_what_may_be_an_identity_code_is_accepted_with_a_warning(
    client: AsyncClient, unit: Unit
) -> None:
    ticket = "Tiketti 120325-1234"
    new = {"org_unit_id": str(unit.id), "part_1": {"needs": [ticket]}}
    with standing_at(NOON):
        made = await client.post("/summaries", headers=caller("me1"), json=new)
        one = f"/summaries/{made.json()['id']}"
        line = await suggested(client, one, unit.services[0], client_need=ticket)
        plain = await suggested(client, one, unit.services[1])

    assert [answer.status_code for answer in (made, line, plain)] == [201, 201, 201]
    for answer in (made, line):
        assert [said["code"] for said in answer.json()["warnings"]] == ["possible_identity_code"]
    assert "warnings" not in plain.json()


async def test_a_withdrawn_one_stays_readable_and_its_open_suggestions_end(
    client: AsyncClient, unit: Unit
) -> None:
    with standing_at(NOON):
        one = await shared(client, unit)
        await answered(client, one, 0)

        await act(client, "lu", f"{one}/withdraw", {"reason": "Väärä yksikkö."})
        gone = await read(client, one)
        late = await answered(client, one, 1)

    assert gone["state"] == "withdrawn"
    assert {line["state"] for line in gone["part_2"]} == {"superseded"}
    assert slug(late) == "not-in-this-state"


async def test_lists_are_asked_for_by_unit_with_those_below_and_one_s_own(
    client: AsyncClient, unit: Unit, county: County
) -> None:
    with standing_at(NOON):
        await shared(client, unit)
        area = county.units["a"]
        asked = {
            "area": ("me1", f"unit_id={area}"),
            "below": ("me1", f"unit_id={area}&descendants=true"),
            "mine": ("pr", "unit_id=mine"),
            "nowhere": ("me1", "unit_id=mine"),
            "drafts": ("me1", "state=draft,in_review"),
        }

        counts = {
            name: len(
                (await client.get(f"/summaries?{query}", headers=caller(who))).json()["items"]
            )
            for name, (who, query) in asked.items()
        }

    assert counts == {"area": 0, "below": 1, "mine": 1, "nowhere": 0, "drafts": 0}


async def test_a_line_is_taken_away_from_a_draft_only(client: AsyncClient, unit: Unit) -> None:
    with standing_at(NOON):
        one = await drafted(client, unit)
        lines = [await suggested(client, one, service) for service in unit.services[:2]]
        first, second = (f"/suggestions/{line.json()['id']}" for line in lines)
        headers = {**caller("me1"), "If-Match": '"v1"'}

        taken = await client.delete(first, headers=headers)
        gone = await client.get(first, headers=caller("me1"))
        again = await suggested(client, one, unit.services[0])
        await act(client, "me1", f"{one}/submit")
        late = await client.delete(second, headers=headers)
        await act(client, "lu", f"{one}/share")
        frozen = await client.delete(second, headers={**headers, "If-Match": "*"})

    assert (taken.status_code, slug(gone), again.status_code) == (204, "not-found", 201)
    assert (slug(late), slug(frozen)) == ("not-in-this-state", "version-frozen")


@pytest.mark.parametrize(("day", "status"), [("2020-01-01", 422), ("+0", 422), ("+1", 200)])
async def test_what_is_put_off_is_put_off_to_a_day_that_comes(
    day: str, status: int, client: AsyncClient, unit: Unit
) -> None:
    with standing_at(NOON):
        if day[0] == "+":
            day = f"{NOON.date() + timedelta(int(day))}"
        one = await shared(client, unit)
        line = (await read(client, one))["part_2"][0]["id"]

        sent = {"answer": "not_now", "revisit_on": day}
        answer = await act(client, "su", f"/suggestions/{line}/answer", sent)

    assert answer.status_code == status
    wrong = answer.json().get("errors", [])
    found = [(one["pointer"], one["code"]) for one in wrong]
    assert found == ([("/revisit_on", "out_of_range")] if status == 422 else [])
