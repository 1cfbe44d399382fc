"""No leak through the side door (S23), as the people of the demonstration see it."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Any

from httpx import AsyncClient, Response

from tests.e2e.mentoring_desks import Desks, a_unit_of_its_own, add, change, person_in, read, slug
from tests.e2e.mentoring_hands import CONTACT, PUBLIC, code, engaged, merged, raised, tail

LISTS = ["needs", "engagements", "plans", "adoptions", "summaries", "mappings", "forwarded-items"]
READERS = (
    "lead",
    "mentor-4",
    "supervisor-3.1",
    "professional-1.1",
    "leader-5",
    "leader-b",
    "board",
    "it",
    "admin",
)
"""Several people of the demonstration; the lead reads every record."""
AT_ONCE, OF_OTHERS = 8, 7
"""How many are asked for at a time, and how many of those that somebody does not see."""


async def listed(reader: AsyncClient, name: str) -> dict[str, dict[str, Any]]:
    """The rows that somebody has in a list, by id."""
    page = await read(reader, f"/{name}", limit="200")
    assert "next" not in page
    return {row["id"]: row for row in page["items"]}


async def test_S23_a_list_a_file_and_a_single_record_show_the_same_to_everybody(
    desks: Desks,
) -> None:
    lead, *_ = clients = await desks.all_of(*READERS)
    sizes = {}
    for name in LISTS:
        everything = await listed(lead, name)
        sizes[name] = [await compared(one, name, everything) for one in clients]

    assert all(sizes[name][0] > 3 for name in LISTS), sizes
    assert all(min(found) < found[0] for found in sizes.values()), sizes


async def compared(reader: AsyncClient, name: str, everything: dict[str, Any]) -> int:
    """How many rows somebody has: each answers alone, no other does, and a file has the same."""
    rows, gate = await listed(reader, name), asyncio.Semaphore(AT_ONCE)
    others = [id_ for id_ in everything if id_ not in rows]

    async def alone(id_: str) -> Response:
        async with gate:
            return await reader.get(f"/{name}/{id_}")

    assert rows.keys() <= everything.keys()
    found = await asyncio.gather(*map(alone, rows))
    assert [one.json() for one in found] == list(rows.values())
    refused = await asyncio.gather(*map(alone, others[:: len(others) // OF_OTHERS + 1]))
    assert {(one.status_code, slug(one)) for one in refused} <= {(404, "not-found")}
    file = await reader.get(f"/{name}", headers={"Accept": "text/csv"})
    lines = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert file.headers["content-type"].startswith("text/csv")
    assert [(one["id"], one["state"]) for one in lines] == [
        (id_, row["state"]) for id_, row in rows.items()
    ]
    return len(rows)


async def test_S23_a_note_of_another_area_is_nowhere(desks: Desks) -> None:
    mentor = await desks.of("mentor-3")
    (_, area, a), (_, other, b) = [await a_unit_of_its_own(desks) for _ in "ab"]
    people = [await person_in(desks, other, "leader"), await person_in(desks, b, "supervisor")]
    outside = [await desks.of(name) for name, _ in people]
    own = await desks.of((await person_in(desks, a, "supervisor"))[0])
    secret = code()
    one = await engaged(mentor, a)
    talk = CONTACT | {"kind": "meeting", "text": f"Salaista {secret}."}
    note = (await add(mentor, f"{one}/dialogue-entries", talk))["id"]
    named = code()
    root = await raised(mentor, a, title=f"Salaista {named}.", public_summary=PUBLIC)
    source = await raised(mentor, b, public_summary=PUBLIC)
    await merged(mentor, source, root)

    for who in (*outside, own):
        answers = [one async for one in everywhere(who, (a, area, b), root, one)]
        assert [each.url for each in answers if secret in each.text or note in each.text] == []
        assert {each.status_code for each in answers} <= {200, 403, 404}
        assert slug(await who.get(f"/dialogue-entries/{note}")) == "not-found"
    for who in outside:
        answers = [one async for one in everywhere(who, (a, area, b), root, one)]
        assert [each.url for each in answers if named in each.text] == []
        assert any(PUBLIC in each.text for each in answers)
        assert (await read(who, f"/org-units/{a}/timeline"))["items"] == []
        assert slug(await who.get(one)) == "not-found"
    assert secret in (await mentor.get(f"/org-units/{a}/timeline")).text
    assert named in (await own.get(f"/org-units/{a}/profile")).text

    await change(mentor, f"/dialogue-entries/{note}", {"shared_with_unit": True})
    assert secret in (await own.get(f"/org-units/{a}/timeline")).text
    assert secret not in (await outside[0].get(f"/org-units/{a}/timeline")).text


async def everywhere(
    who: AsyncClient, units: Iterable[str], need: str, relation: str
) -> AsyncIterator[Response]:
    """Every answer in which somebody might find a note."""
    for name in LISTS:
        yield await who.get(f"/{name}", params={"limit": "200"})
        yield await who.get(f"/{name}", headers={"Accept": "text/csv"})
    for unit in units:
        yield await who.get(f"/org-units/{unit}/timeline", params={"limit": "200"})
        yield await who.get(f"/org-units/{unit}/profile")
    for path in (need, f"{need}/timeline", f"{need}/duplicates", f"{relation}/timeline"):
        yield await who.get(path)
    yield await who.get("/audit-entries")


async def test_S23_the_timeline_of_a_merged_need_of_the_demonstration_holds_no_note(
    desks: Desks,
) -> None:
    lead, outside = await desks.all_of("lead", "supervisor-5.1")
    own = next(iter((await read(outside, "/needs", state="merged"))["items"]))
    root = f"/needs/{own['merged_into']}"

    theirs = await read(outside, f"{root}/timeline")
    whole = await read(lead, f"{root}/timeline")

    assert {one["kind"] for one in theirs["items"]} == {"step"}
    away = [one for one in theirs["items"] if one["record_id"] != own["id"]]
    assert {(one["by"], one["text"]) for one in away} == {(None, None)}
    assert len(whole["items"]) >= len(theirs["items"])


async def test_S23_quick_help_is_seen_by_the_supervisor_when_the_employee_shares_it(
    desks: Desks,
) -> None:
    mentor, (_, _, unit) = await desks.of("mentor-1"), await a_unit_of_its_own(desks)
    (pr, _), (su, _) = await person_in(desks, unit), await person_in(desks, unit, "supervisor")
    employee, supervisor = await desks.all_of(pr, su)
    need = await raised(employee, unit, size="quick_help")

    hidden = await supervisor.get(need)
    before = await listed(supervisor, "needs")
    forbidden = await change(mentor, need, {"share_with_supervisor": True})
    shared = await change(employee, need, {"share_with_supervisor": True})
    after = await listed(supervisor, "needs")

    assert (hidden.status_code, slug(hidden), before) == (404, "not-found", {})
    assert (forbidden.status_code, slug(forbidden)) == (403, "role-required")
    assert shared.json()["share_with_supervisor"] is True
    assert after.keys() == {tail(need)}
    assert (await supervisor.get(need)).json() == after[tail(need)]
