"""Needs that are merged, plans, and faults that come back (S04, S05, S06, S17).

The clock is the real one. What needs another day or a ticket system is proved in the service.
"""

from typing import Any, NamedTuple

from httpx import AsyncClient

from tests.e2e.mentoring_desks import (
    STAFF,
    Desks,
    a_unit_of_its_own,
    act,
    add,
    change,
    day,
    done,
    fresh,
    person_in,
    read,
    slug,
    steps,
    today,
    version,
)
from tests.e2e.mentoring_hands import (
    MARKS,
    PUBLIC,
    a_mentor,
    a_target,
    code,
    concretised,
    employed,
    merged,
    raised,
    tail,
    triaged,
    written,
)

NOTE = "Lääkäri vastustaa etävastaanottoa"


class Pair(NamedTuple):
    """N1 of area A, concretised, from a note; N2 of area B, triaged; one service, one topic."""

    n1: str
    n2: str
    a: str
    b: str
    sv: AsyncClient
    """Supervises the unit of B."""


async def a_pair(desks: Desks) -> Pair:
    mentor, digital = await desks.all_of("mentor-1", "digital-services")
    (_, _, a), (_, _, b) = [await a_unit_of_its_own(desks) for _ in "ab"]
    (_, pr), (sv, _) = await person_in(desks, a), await person_in(desks, b, "supervisor")
    new = {"code": code(), "names": {"fi": "Etävastaanotto"}, "kind": "remote_appointment"}
    new |= {"audience": "both", "lifecycle": "pilot"}
    same = {"digital_service_id": (await add(digital, "/digital-services", new))["id"]}
    same |= {"topic": code()}

    seen = await observed(mentor, a)
    title = {"title": f"Etävastaanotto kuntoutuksessa {code()}"}
    made = await add(mentor, f"/dialogue-observations/{seen}/promote", title)
    n1 = f"/needs/{made['id']}"
    await change(mentor, n1, {"public_summary": PUBLIC} | same)
    await concretised(mentor, await triaged(mentor, n1, same["topic"]), pr)
    n2 = await raised(mentor, b, **same)
    await triaged(mentor, n2, same["topic"])
    return Pair(n1, n2, a, b, await desks.of(sv))


async def observed(mentor: AsyncClient, unit: str) -> str:
    """The id of a note that a mentor took in a mapping of a unit."""
    new = {"org_unit_id": unit, "purpose": "awareness", "audience": "professional"}
    one = f"/mappings/{(await add(mentor, '/mappings', new))['id']}"
    await done(mentor, f"{one}/start")
    headers = fresh() | await version(mentor, one)
    note = {"observations": [{"kind": "need", "text": NOTE}]}
    told = await mentor.put(f"{one}/answers", headers=headers, json=note)
    assert told.status_code == 200, told.text
    return str(told.json()["observations"][0]["id"])


async def test_S04_a_need_is_merged_over_areas_without_its_notes(desks: Desks) -> None:
    """Three deliveries of its event: `test_an_event_heard_twice_counts_once` in metrics."""
    mentor = await desks.of("mentor-1")
    pair = await a_pair(desks)

    by_mentor, by_sv = [
        (await read(one, f"{pair.n2}/duplicates"))["items"][0] for one in (mentor, pair.sv)
    ]
    hidden = await pair.sv.get(pair.n1)
    told = await merged(mentor, pair.n2, pair.n1)
    again = await read(pair.sv, pair.n2)
    root, public = await read(mentor, pair.n1), await read(pair.sv, pair.n1)
    its_own, theirs = [await one.get(f"{pair.n1}/timeline") for one in (mentor, pair.sv)]
    refused = await change(pair.sv, pair.n1, {"title": "Meidän"})

    assert (by_mentor["need_id"], by_sv["need_id"]) == (tail(pair.n1), tail(pair.n1))
    assert by_mentor["title"].startswith("Etävastaanotto kuntoutuksessa")
    assert (by_sv["title"], by_sv["public_summary"]) == (None, PUBLIC)
    assert slug(hidden) == "not-found"
    assert (told.status_code, told.json()["merged_into"]) == (200, tail(pair.n1))
    assert (again["state"], again["merged_into"]) == ("merged", tail(pair.n1))
    assert [one["org_unit_id"] for one in root["origins"]] == [pair.a, pair.b]
    assert (public["public_summary"], public["state"]) == (PUBLIC, "concretised")
    assert (public["title"], public["goal"], public["created_by"]) == (None, None, "withheld")
    assert public["allowed_actions"] == []
    assert NOTE in its_own.text
    assert NOTE not in theirs.text
    assert {one["kind"] for one in theirs.json()["items"]} == {"step"}
    assert slug(refused) == "role-required"
    assert await steps(mentor, pair.b, "need") == ["need.create", "need.triage", "need.merge"]


async def test_S05_merges_have_length_one_no_cycle_and_come_apart(desks: Desks) -> None:
    mentor, lead = await desks.all_of("mentor-1", "lead")
    pair = await a_pair(desks)
    _, _, c = await a_unit_of_its_own(desks)
    n3 = await triaged(mentor, await raised(mentor, c))
    await merged(mentor, pair.n2, pair.n1)

    chained = await merged(mentor, n3, pair.n2)
    cycle = await merged(mentor, pair.n1, n3)
    why = {"reason": "Eri asia."}
    refused = await act(mentor, f"{pair.n2}/unmerge", why)
    apart = await done(lead, f"{pair.n2}/unmerge", why)
    root, third = await read(lead, pair.n1), await read(lead, n3)

    assert chained.json()["merged_into"] == tail(pair.n1)
    assert (cycle.status_code, slug(cycle)) == (409, "merge-cycle")
    assert (refused.status_code, slug(refused)) == (403, "role-required")
    assert (apart["state"], apart["merged_into"], len(apart["origins"])) == ("triaged", None, 1)
    assert third["merged_into"] == tail(pair.n1)
    assert [one["org_unit_id"] for one in root["origins"]] == [pair.a, c]
    assert slug(await pair.sv.get(pair.n1)) == "not-found"

    await met(mentor, pair.n1, pair.a)
    stays = await act(lead, f"{n3}/unmerge", why)
    closed = await merged(mentor, await raised(mentor, c), pair.n1)
    assert [(one.status_code, slug(one)) for one in (stays, closed)] == [
        (409, "target-met"),
        (409, "merge-target-closed"),
    ]


async def met(mentor: AsyncClient, need: str, unit: str) -> None:
    plan = await add(mentor, "/plans", {"org_unit_id": unit, "year": today().year})
    owner = (await read(mentor, need))["unit_owner_id"]
    item = await add(mentor, f"/plans/{plan['id']}/plan-items", an_item(owner))
    await done(mentor, f"{need}/plan", {"plan_item_id": item["id"]})
    await done(mentor, f"{need}/start")
    outcome = {"outcome": "Etävastaanotot ovat käytössä.", "reason": "Yksikön puolesta."}
    assert (await done(mentor, f"{need}/confirm", outcome))["state"] == "met"


def an_item(owner: str, **fields: Any) -> dict[str, Any]:
    """A training of this day."""
    new = {"kind": "training", "title": "Teamsin perusteet", "unit_owner_id": owner}
    return MARKS | new | {"starts_on": day(0), "due_on": day(0)} | fields


async def test_S06_a_plan_from_a_training_to_months(desks: Desks) -> None:
    _, area, unit = await a_unit_of_its_own(desks)
    me, me_id = await a_mentor(desks, supervises=unit)
    (_, pr), (rla, rla_id) = await person_in(desks, unit), await person_in(desks, area, "leader")
    leader = await desks.of(rla)
    one, item1, item2 = await a_plan(me, unit, pr, owner_id=me_id)

    await done(me, f"{one}/propose")
    own = await act(me, f"{one}/agree")
    agreed = await done(leader, f"{one}/agree")
    moved = {"plan_item_id": tail(item1), "starts_on": day(21), "due_on": day(21)}
    why = {"reason": "Kouluttaja sairastui.", "agreed_with_id": rla_id, "items": [moved]}
    revised = await done(me, f"{one}/revise", why)
    diff = await read(leader, f"{one}/baseline-diff")
    started = await done(me, f"{item2}/start")

    assert (own.status_code, slug(own)) == (403, "own-proposal")
    assert (agreed["state"], agreed["revision"], revised["revision"]) == ("agreed", 1, 2)
    slips = {each["plan_item_id"]: each["slip_days"] for each in diff["items"]}
    assert slips == {tail(item1): 21, tail(item2): 0}
    assert [each["code"] for each in started["warnings"]] == ["dependency_open"]
    assert (await read(me, one))["state"] == "active"

    for action in ("start", "complete"):
        await done(me, f"{item1}/{action}")
    await done(me, f"{item2}/block", {"reason": "Laitteet puuttuvat."})
    refused = await act(me, f"{one}/complete")
    assert slug(refused) == "items-open"
    assert [each["detail"].split(" ")[0] for each in refused.json()["errors"]] == [tail(item2)]
    told = [f"plan.{one}" for one in ("create", "propose", "agree", "revise", "activate")]
    assert await steps(me, unit, "plan") == told


async def test_S06_days_in_order_and_no_ring_of_items(desks: Desks) -> None:
    mentor = await desks.of("mentor-2")
    _, _, unit = await a_unit_of_its_own(desks)
    _, pr = await person_in(desks, unit)
    one, item1, item2 = await a_plan(mentor, unit, pr)

    late = an_item(pr, starts_on=day(2), due_on=day(1))
    backwards = await mentor.post(f"{one}/plan-items", headers=fresh(), json=late)
    third = await add(mentor, f"{one}/plan-items", an_item(pr, depends_on=[tail(item2)]))
    ring = await change(mentor, item1, {"depends_on": [third["id"]]})

    assert (backwards.status_code, slug(backwards)) == (422, "validation-error")
    assert (ring.status_code, slug(ring)) == (422, "dependency-cycle")
    assert (await read(mentor, item1))["depends_on"] == []


async def a_plan(by: AsyncClient, unit: str, owner: str, **fields: Any) -> tuple[str, str, str]:
    """A draft: a training of a day; an adoption of months that depends on it."""
    new = {"org_unit_id": unit, "year": today().year} | fields
    one = f"/plans/{(await add(by, '/plans', new))['id']}"
    first = (await add(by, f"{one}/plan-items", an_item(owner)))["id"]
    months = {"kind": "adoption", "title": "Digihoitopolku", "depends_on": [first]}
    months |= {"starts_on": day(7), "due_on": day(200)}
    second = (await add(by, f"{one}/plan-items", an_item(owner, **months)))["id"]
    return one, f"/plan-items/{first}", f"/plan-items/{second}"


async def test_S17_a_fault_goes_out_once_and_is_closed_when_the_unit_was_told(
    desks: Desks,
) -> None:
    """S17.1-2, a ticket system: `tests/mentoring/support/test_forwarding.py`,
    `test_S17_1_a_call_that_times_out_makes_one_ticket`, `test_S17_2_a_merged_ticket_is_followed`.
    """
    mentor = await desks.of("mentor-1")
    (it, to_it), (vendor, to_vendor) = [await a_handler(desks, one) for one in ("it", "vendor")]
    _, _, unit = await a_unit_of_its_own(desks)
    made = await written(mentor, to_it, org_unit_id=unit)
    path = f"/forwarded-items/{made.json()['id']}"
    unsent = await it.get(path)

    headers = {"If-Match": "*"}
    without = await mentor.post(f"{path}/send", headers=headers)
    headers |= {"Idempotency-Key": f"send-{code()}"}
    once, again = [await mentor.post(f"{path}/send", headers=headers) for _ in range(2)]
    by_mentor = await act(mentor, f"{path}/resolve", {"resolution_code": "guided"})
    await done(it, f"{path}/start")
    await done(it, f"{path}/reject", {"reason": "Toimittajan asia."})
    rerouted = await done(mentor, f"{path}/reroute", {"target_id": to_vendor})
    others = [await it.get(path), await act(it, f"{path}/acknowledge", {"external_ref": "X"})]
    await done(vendor, f"{path}/acknowledge", {"external_ref": "INC000123456"})
    await done(vendor, f"{path}/resolve", {"resolution_code": "fixed", "text": "Korjattu."})
    early = await act(mentor, f"{path}/close")
    await done(mentor, f"{path}/report-back", {"told": "Vika on korjattu."})
    closed = await done(mentor, f"{path}/close")

    assert (unsent.status_code, slug(unsent)) == (404, "not-found")
    assert slug(without) == "idempotency-key-missing"
    assert (once.status_code, again.content) == (200, once.content)
    assert (by_mentor.status_code, slug(by_mentor)) == (403, "role-required")
    assert (rerouted["state"], rerouted["external_ref"]) == ("sent", None)
    assert [(one.status_code, slug(one)) for one in others] == [(404, "not-found")] * 2
    assert (early.status_code, slug(early)) == (422, "report-back-missing")
    assert (closed["state"], closed["external_ref"]) == ("closed", "INC000123456")
    kinds = [one["kind"] for one in closed["messages"]]
    assert kinds == ["sent", "rejection", "sent", "resolution", "report_back"]
    acts = "create send start reject reroute acknowledge resolve report_back close"
    assert await steps(mentor, unit, "forward") == [f"forward.{one}" for one in acts.split()]


async def test_S17_a_rejected_item_gives_its_need_back_and_guidance_is_the_mentors(
    desks: Desks,
) -> None:
    mentor, lead = await desks.all_of("mentor-2", "lead")
    it, target = await a_handler(desks, "it")
    _, _, unit = await a_unit_of_its_own(desks)
    _, pr = await person_in(desks, unit)
    need = await concretised(mentor, await triaged(mentor, await raised(mentor, unit)), pr)

    sent = {"target_id": target, "text": "Kamera ei toimi."}
    away = await done(mentor, f"{need}/forward", sent)
    path = f"/forwarded-items/{away['forwarded_item_id']}"
    await done(mentor, f"{path}/send")
    rejected = await done(it, f"{path}/reject", {"reason": "Toimittajan asia."})
    back = await read(mentor, need)
    guidance = (await written(mentor, target, kind="usage_guidance")).json()["id"]
    solved = await done(mentor, f"/forwarded-items/{guidance}/resolve", {"resolution_code": "ok"})
    draft = (await written(mentor, target)).json()["id"]
    idle = await change(lead, f"/forward-targets/{target}", {"is_active": False})
    inactive = await act(mentor, f"/forwarded-items/{draft}/send")

    assert (away["state"], rejected["state"]) == ("forwarded", "rejected")
    assert back["state"] == "concretised"
    assert solved["state"] == "resolved"
    assert idle.json()["is_active"] is False
    assert (inactive.status_code, slug(inactive)) == (422, "target-inactive")


async def a_handler(desks: Desks, kind: str) -> tuple[AsyncClient, str]:
    """Somebody of IT, and the id of the target whose only handler they are."""
    client = await employed(desks, "it", STAFF)
    subject = (await read(client, "/people/me"))["subject"]
    return client, await a_target(desks, kind, subject)
