"""Duplicates and merging, without opening the notes of another area (P5, S04, S05, S23)."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest_asyncio
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.dialogue import Observation, ObservationKind
from mentoring.bridge.duplicates import candidates
from mentoring.bridge.needs import Need
from tests.mentoring.bridge.needing import a_need, a_service, concretised, id_of, seen, triaged
from tests.mentoring.county import County, act, caller, slug
from tests.services import names_told, told

NOON = datetime(2026, 10, 6, 9, tzinfo=UTC)
NOTE = "Lääkäri vastustaa etävastaanottoa"


@pytest_asyncio.fixture
async def pair(client: AsyncClient, county: County, session: AsyncSession) -> tuple[str, str]:
    """N1 of area A, concretised, from a note; N2 of area B, triaged; one service, one topic."""
    service = f"{await a_service(session)}"
    note = Observation(
        kind=ObservationKind.NEED,
        text=NOTE,
        org_unit_id=county.units["u"],
        owner_id=county.people["me1"],
    )
    session.add(note)
    await session.commit()
    with standing_at(NOON):
        made = await client.post(
            f"/dialogue-observations/{note.id}/promote",
            headers=caller("me1"),
            json={"title": "Etävastaanotto kuntoutuksessa"},
        )
        n1 = f"/needs/{made.json()['id']}"
        public = {"public_summary": "Etävastaanotto halutaan käyttöön.", "topic": "remote"}
        headers = {**caller("me1"), "If-Match": made.headers["etag"]}
        await client.patch(n1, headers=headers, json=public | {"digital_service_id": service})
        await concretised(client, await triaged(client, n1, topic="remote"), county)
        n2 = await a_need(client, county, "v", digital_service_id=service, topic="remote")
        await triaged(client, n2, topic="remote")
    return n1, n2


async def merged(client: AsyncClient, source: str, into: str, who: str = "me1") -> Any:
    return await act(client, who, f"{source}/merge", {"target_id": id_of(into)})


async def test_S04_candidates_are_ranked_and_another_areas_shows_its_public_summary(
    client: AsyncClient, county: County, pair: tuple[str, str]
) -> None:
    n1, n2 = pair
    await a_need(client, county, "v", title="Etävastaanoton käyttö täällä")

    by_mentor, by_sv = [await seen(client, f"{n2}/duplicates", who) for who in ("me1", "sv")]

    first = by_mentor["items"][0]
    assert (first["need_id"], first["title"]) == (id_of(n1), "Etävastaanotto kuntoutuksessa")
    scores = [one["score"] for one in by_mentor["items"]]
    assert scores == sorted(scores, reverse=True)
    assert 3 <= scores[0] < 4
    assert by_sv["items"][0] | {"score": 0} == first | {"title": None, "score": 0}


async def test_a_candidate_without_public_summary_is_not_told_to_another_area(
    client: AsyncClient, county: County
) -> None:
    one = await a_need(client, county, "u")
    two = await a_need(client, county, "v")

    by_mentor, by_sv = [await seen(client, f"{two}/duplicates", who) for who in ("me1", "sv")]

    assert [item["need_id"] for item in by_mentor["items"]] == [id_of(one)]
    assert by_sv["items"] == []


async def test_S04_merging_shares_the_root_and_not_the_notes(
    client: AsyncClient, county: County, pair: tuple[str, str], session: AsyncSession
) -> None:
    n1, n2 = pair
    before = await client.get(n1, headers=caller("sv"))

    done = await merged(client, n2, n1)

    assert slug(before) == "not-found"
    assert (done.json()["state"], done.json()["merged_into"]) == ("merged", id_of(n1))
    again = await seen(client, n2, "sv")
    assert (again["state"], again["merged_into"]) == ("merged", id_of(n1))
    whole = await seen(client, n1, "me1")
    units = [one["org_unit_id"] for one in whole["origins"]]
    assert units == [f"{county.units['u']}", f"{county.units['v']}"]
    envelopes = [one for one in await told(session) if "need.merged" in one["type"]]
    assert [one["data"]["merged_into"] for one in envelopes] == [id_of(n1)]


async def test_S04_who_reads_a_root_for_what_was_merged_sees_no_note_and_changes_nothing(
    client: AsyncClient, county: County, pair: tuple[str, str]
) -> None:
    n1, n2 = pair
    await merged(client, n2, n1)

    opened = await client.get(n1, headers=caller("sv"))
    steps = await client.get(f"{n1}/timeline", headers=caller("sv"))
    its_own = await client.get(f"{n1}/timeline", headers=caller("me1"))
    headers = {**caller("sv"), "If-Match": opened.headers["etag"]}
    changed = await client.patch(n1, headers=headers, json={"title": "Meidän"})

    public = opened.json()
    assert public["public_summary"] == "Etävastaanotto halutaan käyttöön."
    assert public["state"] == "concretised"
    assert public["allowed_actions"] == []
    assert (public["title"], public["goal"], public["created_by"]) == (None, None, "withheld")
    assert all(one["source_id"] is None for one in public["origins"])
    assert NOTE in its_own.text
    assert NOTE not in steps.text
    assert {one["kind"] for one in steps.json()["items"]} == {"step"}
    assert slug(changed) == "role-required"


async def test_S05_chains_have_length_one_and_no_cycle(
    client: AsyncClient, county: County, pair: tuple[str, str], session: AsyncSession
) -> None:
    n1, n2 = pair
    await merged(client, n2, n1)
    n3 = await triaged(client, await a_need(client, county, "u2"))

    into_merged = await merged(client, n3, n2)
    told_before = await names_told(session)
    cycle = await merged(client, n1, n3)
    refused = await act(client, "me1", f"{n2}/unmerge", {"reason": "Eri asia."})

    assert into_merged.json()["merged_into"] == id_of(n1)
    assert (cycle.status_code, slug(cycle)) == (409, "merge-cycle")
    assert refused.status_code == 403
    assert (await seen(client, n1))["state"] == "concretised"
    assert await names_told(session) == told_before


async def test_S05_unmerging_takes_its_own_origin_back_and_leaves_the_others(
    client: AsyncClient, county: County, pair: tuple[str, str]
) -> None:
    n1, n2 = pair
    await merged(client, n2, n1)
    n3 = await triaged(client, await a_need(client, county, "u2"))
    await merged(client, n3, n2)

    apart = await act(client, "lu", f"{n2}/unmerge", {"reason": "Eri asia."})

    root, third = await seen(client, n1), await seen(client, n3)
    assert (apart.json()["state"], apart.json()["merged_into"]) == ("triaged", None)
    assert len(apart.json()["origins"]) == 1
    assert third["merged_into"] == id_of(n1)
    units = [one["org_unit_id"] for one in root["origins"]]
    assert units == [f"{county.units['u']}", f"{county.units['u2']}"]
    assert root["benefits"] == [f"{county.units['u2']}"]
    assert slug(await client.get(n1, headers=caller("sv"))) == "not-found"


async def test_S05_a_root_that_is_met_lets_none_go_and_takes_none_in(
    client: AsyncClient, county: County, pair: tuple[str, str], session: AsyncSession
) -> None:
    n1, n2 = pair
    await merged(client, n2, n1)
    n4 = await a_need(client, county, "u2")
    root = await session.get_one(Need, id_of(n1))
    root.state = "met"
    await session.commit()

    stays = await act(client, "lu", f"{n2}/unmerge", {"reason": "Eri asia."})
    closed = await merged(client, n4, n1)

    assert [(one.status_code, slug(one)) for one in (stays, closed)] == [
        (409, "target-met"),
        (409, "merge-target-closed"),
    ]


async def test_what_was_merged_into_a_need_goes_with_it_to_the_third(
    client: AsyncClient, county: County, pair: tuple[str, str], session: AsyncSession
) -> None:
    n1, n2 = pair
    await merged(client, n2, n1)
    n3 = await a_need(client, county, "u2")

    await merged(client, n1, n3)

    roots = [(await seen(client, one))["merged_into"] for one in (n1, n2)]
    assert roots == [id_of(n3), id_of(n3)]
    assert len((await seen(client, n3))["origins"]) == 3
    told_of = [
        one["data"]["need_id"] for one in await told(session) if "need.merged" in one["type"]
    ]
    assert told_of == [id_of(n2), id_of(n2), id_of(n1)]


async def test_who_merges_at_the_same_time_makes_no_chain(
    client: AsyncClient, county: County
) -> None:
    one, two, three = [await a_need(client, county, unit) for unit in ("u", "u2", "v")]

    wanted = [(one, two), (two, three)]
    answers = await asyncio.gather(*(merged(client, *pair) for pair in wanted))
    late = [pair for pair, each in zip(wanted, answers, strict=True) if each.status_code == 412]
    again = [await merged(client, *pair) for pair in late]

    assert {each.status_code for each in answers} <= {200, 412}
    assert {each.status_code for each in again} <= {200}
    roots = [(await seen(client, each))["merged_into"] for each in (one, two)]
    assert roots == [id_of(three), id_of(three)]


async def test_a_target_that_is_not_there_is_named(client: AsyncClient, county: County) -> None:
    one = await a_need(client, county, "u")

    refused = await act(client, "me1", f"{one}/merge", {"target_id": f"{county.units['u']}"})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/target_id"


async def test_the_score_counts_service_topic_and_words(
    county: County, session: AsyncSession
) -> None:
    service = await a_service(session)

    def need(title: str, **fields: Any) -> Need:
        return Need(title=title, org_unit_id=county.units["u"], **fields)

    one = need("Chat aikuissosiaalityöhön", topic="chat", digital_service_id=service)
    same_service = need("Q", digital_service_id=service)
    same_topic = need("W", topic="chat")
    same_words = need("Chat aikuissosiaalityöhön")
    unlike = need("Tulostin ei toimi")
    closed = need("Chat aikuissosiaalityöhön", state="met")
    session.add_all([one, same_service, same_topic, same_words, unlike, closed])
    await session.flush()

    found = await candidates(session, one)

    assert found[0] == (same_service, 2.0)
    assert {(each.need.id, each.score) for each in found[1:]} == {
        (same_topic.id, 1.0),
        (same_words.id, 1.0),
    }
