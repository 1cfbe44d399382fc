"""One timeline, seen through the rights of its reader (S23, rule 1 of domain.md section 2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from httpx import AsyncClient
from sqlalchemy import insert, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.event import listen, remove
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import new_id, now, standing_at
from mentoring.bridge.engagements import Engagement
from mentoring.people.access import AccessEntry
from mentoring.processes.trail import Transition
from tests.mentoring.bridge.test_engagements import CONTACT, NOON, opened
from tests.mentoring.county import County, act, caller
from tests.mentoring.worlds.world import NOW, world_of


async def of(client: AsyncClient, who: str, path: str, **asked: Any) -> list[dict[str, Any]]:
    answer = await client.get(path, headers=caller(who), params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_S23_notes_are_seen_only_where_they_were_shared(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        await act(client, "me1", f"{one}/record-contact", CONTACT)
        shared = CONTACT | {"kind": "meeting", "shared_with_unit": True, "text": "Jaettu."}
        await client.post(f"{one}/dialogue-entries", headers=caller("me1"), json=shared)

        unit = f"/org-units/{county.units['u']}/timeline"
        mentors, own, others = [await of(client, who, unit) for who in ("me2", "su", "sv")]

    texts = [[item["text"] for item in told if item["text"]] for told in (mentors, own, others)]
    assert texts == [["Jaettu.", "Sovittiin kartoituksesta."], ["Jaettu."], []]
    assert [item["action"] for item in own if item["kind"] == "engagement"] == [
        "record_contact",
        "create",
    ]
    assert others == []


async def test_a_timeline_is_read_page_by_page_and_by_kind(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        await act(client, "me1", f"{one}/record-contact", CONTACT)
        await act(client, "me1", f"{one}/open-dialogue")
        whole = await of(client, "lu", f"{one}/timeline")

        pages, cursor = [], None
        while True:
            asked = {"limit": 1} | ({"cursor": cursor} if cursor else {})
            page = (await client.get(f"{one}/timeline", headers=caller("lu"), params=asked)).json()
            pages += page["items"]
            cursor = page.get("next")
            if cursor is None:
                break
        notes = await of(client, "lu", f"{one}/timeline", kinds="dialogue_entry")

    assert pages == whole
    assert len(whole) == 4
    assert [item["kind"] for item in notes] == ["dialogue_entry"]


async def test_S04_a_merged_need_shows_others_nothing_of_what_was_said_of_it(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOW):
        need = await world_of("need").make(session, county, "triaged")
        need.benefits = [county.units["v"]]
        await session.commit()
        told = {"reason": "Ei tällä alueella."}
        triaged = await act(client, "lu", f"/needs/{need.id}/decline", {"reason_code": "x", **told})
        assert triaged.status_code == 200, triaged.text

        unit = f"/org-units/{need.org_unit_id}/timeline"
        own, others = [await of(client, who, unit) for who in ("lu", "rlb")]

    assert any(item["text"] == told["reason"] for item in own)
    assert others == []


async def test_S02_what_was_said_of_a_draft_stays_with_those_who_wrote_it(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    said = "Poista maininta esihenkilöstä."
    with standing_at(NOW):
        one = await world_of("summary").make(session, county, "in_review")
        await session.commit()
        path = f"/summaries/{one.id}"
        await act(client, "lu", f"{path}/return", {"comment": said})
        await act(client, "me1", f"{path}/submit")
        await act(client, "lu", f"{path}/share")
        gone = {"reason": "Tiedot olivat toisesta yksiköstä."}
        await act(client, "lu", f"{path}/withdraw", gone)

        unit = f"/org-units/{one.org_unit_id}/timeline"
        seen = {who: await of(client, who, unit) for who in ("lu", "me2", "pr", "su", "rla")}

    told = {
        who: {item["text"] for item in items if item["kind"] == "summary" and item["text"]}
        for who, items in seen.items()
    }
    both = {said, gone["reason"]}
    assert told == {
        "lu": both,
        "me2": both,
        "pr": {gone["reason"]},
        "su": {gone["reason"]},
        "rla": {gone["reason"]},
    }


async def test_who_reads_notes_in_a_timeline_is_written_down(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOON):
        one = await opened(client, county, "u")
        seen = {"kind": "need", "text": "Tarvitaan ohje."}
        new = CONTACT | {"kind": "meeting", "observations": [seen]}
        note = (
            await client.post(f"{one}/dialogue-entries", headers=caller("me1"), json=new)
        ).json()
        observation = note["observations"][0]["id"]
        need = await client.post(
            f"/dialogue-observations/{observation}/promote",
            headers=caller("me1"),
            json={"title": "Ohje"},
        )
        await of(client, "es", f"{one}/timeline", kinds="engagement")
        paths = (
            f"{one}/timeline",
            f"/org-units/{county.units['u']}/timeline",
            f"/needs/{need.json()['id']}/timeline",
        )
        for path in paths:
            await client.get(path, headers=caller("es"))

    entries = (await session.scalars(select(AccessEntry))).all()
    assert [(entry.noun, str(entry.record_id), entry.by) for entry in entries] == [
        ("dialogue_entry", note["id"], "es")
    ] * len(paths)


async def test_a_timeline_looks_at_the_steps_of_its_unit_alone(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    """The trail grows for years: no page of it may read all of it."""
    mine = Engagement(state="closed", org_unit_id=county.units["u"], opened_on=date(2026, 1, 1))
    session.add(mine)
    await session.flush()
    step = {"noun": "engagement", "action": "x", "to_state": "y", "by": "s", "at": now()}
    strangers = [new_id() for _ in range(2000)]
    told = [step | {"record_id": one} for one in [mine.id, *strangers * 10]]
    await session.execute(insert(Transition), told)
    await session.commit()
    await session.execute(text("analyze"))

    with statements() as said:
        answer = await client.get(f"/org-units/{county.units['u']}/timeline", headers=caller("lu"))

    asked, values = next(one for one in said if "FROM transition" in one[0])
    connection = await session.connection()
    plan = [row[0] for row in await connection.exec_driver_sql(f"explain {asked}", values)]
    assert len(answer.json()["items"]) == 1
    assert any("ix_transition_record" in line for line in plan)
    assert not any("Seq Scan on transition" in line for line in plan)


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is asked of PostgreSQL meanwhile."""
    said: list[tuple[str, Any]] = []

    def hear(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        said.append((statement, values))

    listen(Engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        remove(Engine, "before_cursor_execute", hear)
