"""Needs from the first words to what came of them (P5, S06, S23)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.dialogue import Observation, ObservationKind
from mentoring.bridge.following import take_back, unplan_planned_on
from mentoring.bridge.needs import Need, Size, working_days_after
from mentoring.people.persons import Person
from mentoring.support.items import ForwardedItem
from mentoring.support.targets import ForwardTarget, TargetKind
from tests.mentoring.bridge.needing import (
    TRIAGED,
    a_need,
    concretised,
    id_of,
    raised,
    seen,
    triaged,
)
from tests.mentoring.county import PROFESSIONALS, ROLES, County, act, caller, slug
from tests.mentoring.partnering import a_partner
from tests.services import as_caller, names_told, told

FRIDAY = datetime(2026, 10, 9, 9, tzinfo=UTC)
EVERYBODY = (*ROLES, *PROFESSIONALS, "su", "sv", "rla", "rlb", "dl")


async def test_anybody_at_work_raises_a_need_and_reads_it(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    answer = await raised(client, county, "u", "pr", topic="teams")

    one = answer.json()
    assert (answer.status_code, one["state"]) == (201, "raised")
    assert answer.headers["location"] == f"/needs/{one['id']}"
    assert [each["kind"] for each in one["origins"]] == ["self_service"]
    assert (await seen(client, f"/needs/{one['id']}", "pr"))["title"] == one["title"]
    data = (await told(session))[-1]["data"]
    assert (data["topic"], data["size"]) == ("teams", None)
    assert "title" not in data


async def test_a_need_has_a_place_that_exists(client: AsyncClient, county: County) -> None:
    nowhere = {"title": "Tarve"}
    unknown = {"title": "Tarve", "org_unit_id": f"{uuid4()}"}

    refused = [
        await client.post("/needs", headers=caller("pr"), json=sent) for sent in (nowhere, unknown)
    ]

    assert [slug(one) for one in refused] == ["validation-error"] * 2
    assert {one.json()["errors"][0]["pointer"] for one in refused} == {"/org_unit_id"}


async def test_a_partner_raises_needs_of_its_own_and_reads_no_others(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    ours, theirs = uuid4(), uuid4()
    partner = as_caller(
        "mentoring:read", "mentoring:use", subject="key:1", kind="partner", organisation=f"{ours}"
    )
    await a_need(client, county, "u")
    await a_partner(session, ours)

    made, refused = [
        await client.post("/needs", headers=partner, json={"title": "Koulutus", "partner_id": id_})
        for id_ in (f"{ours}", f"{theirs}")
    ]

    assert (made.status_code, slug(refused)) == (201, "unit-not-allowed")
    listed = (await client.get("/needs", headers=partner)).json()["items"]
    assert [one["id"] for one in listed] == [made.json()["id"]]


async def test_triage_waits_for_an_answer_to_each_candidate(
    client: AsyncClient, county: County
) -> None:
    other = await a_need(client, county, "v")
    one = await a_need(client, county, "u")
    answer = {"need_id": id_of(other), "answer": "different"}

    refused = await act(client, "me1", f"{one}/triage", TRIAGED)
    done = await act(client, "me1", f"{one}/triage", TRIAGED | {"duplicates": [answer]})

    assert slug(refused) == "duplicates-unanswered"
    listed = [each["detail"] for each in refused.json()["errors"]]
    assert listed == [f"{id_of(other)} Etävastaanoton käyttö"]
    assert (done.json()["state"], done.json()["size"]) == ("triaged", "training")
    shown = (await seen(client, f"{one}/duplicates"))["items"]
    assert [each["answer"] for each in shown] == ["different"]


async def test_only_quick_help_is_solved_at_once(client: AsyncClient, county: County) -> None:
    one = await triaged(client, await a_need(client, county, "u"))
    two = await triaged(client, await a_need(client, county, "u"), size="quick_help")
    outcome = {"outcome": "Näytettiin, miten."}

    refused, done = [await act(client, "me1", f"{each}/solve-now", outcome) for each in (one, two)]

    assert slug(refused) == "not-quick-help"
    assert (done.json()["state"], done.json()["result"]) == ("met", "Näytettiin, miten.")


async def test_quick_help_is_promised_in_two_working_days(
    client: AsyncClient, county: County
) -> None:
    with standing_at(FRIDAY):
        one = await a_need(client, county, "u", size="quick_help")
        longer = await a_need(client, county, "u", size="pilot")

    assert (await seen(client, one))["due_on"] == "2026-10-13"
    assert (await seen(client, longer))["due_on"] is None
    assert working_days_after(FRIDAY.date(), 5).isoformat() == "2026-10-16"


async def test_S23_quick_help_is_seen_by_the_own_supervisor_only_when_shared(
    client: AsyncClient, county: County
) -> None:
    kept = await raised(client, county, "u", "pr", size="quick_help")
    path = f"/needs/{kept.json()['id']}"

    before = [await client.get(path, headers=caller(who)) for who in ("su", "rla", "me1", "pr")]
    by_me1 = await change(client, "me1", path, {"share_with_supervisor": True})
    by_pr = await change(client, "pr", path, {"share_with_supervisor": True})
    after = await client.get(path, headers=caller("su"))

    assert [one.status_code for one in before] == [404, 404, 200, 200]
    assert (slug(by_me1), by_pr.status_code, after.status_code) == ("role-required", 200, 200)


async def test_what_was_asked_as_quick_help_stays_unshared_when_it_is_more(
    client: AsyncClient, county: County
) -> None:
    kept = await raised(client, county, "u", "pr", size="quick_help")

    path = await triaged(client, f"/needs/{kept.json()['id']}", size="training")

    assert slug(await client.get(path, headers=caller("su"))) == "not-found"
    assert (await client.get("/needs", headers=caller("su"))).json()["items"] == []


async def change(client: AsyncClient, who: str, path: str, sent: dict[str, Any]) -> Any:
    etag = (await client.get(path, headers=caller("lu"))).headers["etag"]
    return await client.patch(path, headers={**caller(who), "If-Match": etag}, json=sent)


async def test_S23_every_list_has_the_rows_that_can_be_read_one_by_one(
    client: AsyncClient, county: County
) -> None:
    paths = [
        await a_need(client, county, "u"),
        await a_need(client, county, "u", size="quick_help"),
        await a_need(client, county, "u2", size="quick_help", share_with_supervisor=True),
        await a_need(client, county, "v", title="Aivan muuta"),
        f"/needs/{(await raised(client, county, 'v', 'pv', size='quick_help')).json()['id']}",
    ]
    await act(client, "me1", f"{paths[3]}/merge", {"target_id": id_of(paths[0])})

    for who in EVERYBODY:
        alone = [await client.get(path, headers=caller(who)) for path in paths]
        listed = await client.get("/needs", headers=caller(who))

        rows = {one["id"]: one for one in listed.json()["items"]}
        assert rows == {one.json()["id"]: one.json() for one in alone if one.is_success}, who
    of_the_division = (await seen(client, "/needs", "dl"))["items"]
    assert {one["id"] for one in of_the_division} == {id_of(paths[n]) for n in (0, 2, 3)}


async def test_a_list_is_paged_and_filtered(client: AsyncClient, county: County) -> None:
    for size in ("pilot", "pilot", "training"):
        await a_need(client, county, "u", size=size, topic="teams")

    first = (await client.get("/needs?size=pilot&limit=1", headers=caller("lu"))).json()
    rest = await client.get(
        f"/needs?size=pilot&limit=1&cursor={first['next']}", headers=caller("lu")
    )

    assert len({one["id"] for one in (*first["items"], *rest.json()["items"])}) == 2
    assert "next" not in rest.json()
    none = await client.get("/needs?state=met&topic=teams", headers=caller("lu"))
    assert none.json()["items"] == []


async def test_an_observation_becomes_a_need_at_most_once(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    note = Observation(
        kind=ObservationKind.NEED,
        text="Tarvitaan ohje.",
        org_unit_id=county.units["u"],
        owner_id=county.people["me1"],
        mapping_id=uuid4(),
    )
    session.add(note)
    await session.commit()
    path = f"/dialogue-observations/{note.id}/promote"

    hidden = await client.post(path, headers=caller("su"))
    foreign = await client.post(path, headers=caller("me2"))
    made = await client.post(path, headers=caller("me1"))
    again = await client.post(path, headers=caller("me1"))

    assert hidden.status_code in (403, 404)
    assert slug(foreign) == "role-required"
    assert (made.status_code, made.json()["title"]) == (201, "Tarvitaan ohje.")
    assert [one["kind"] for one in made.json()["origins"]] == ["mapping"]
    assert (again.status_code, slug(again)) == (409, "observation-promoted")
    assert again.json()["need_id"] == made.json()["id"]
    assert (await names_told(session)) == ["mentoring.need.raised"]


async def test_the_owner_confirms_and_a_mentor_says_why(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one = await concretised(
        client, await triaged(client, await a_need(client, county, "u")), county
    )
    need = await session.get_one(Need, UUID(id_of(one)))
    need.state = "in_progress"
    await session.commit()
    outcome = {"outcome": "Joka kolmas on etänä."}

    by_mentor = await act(client, "me1", f"{one}/confirm", outcome)
    by_owner = await act(client, "pr", f"{one}/confirm", outcome)

    assert (slug(by_mentor), by_mentor.json()["errors"][0]["pointer"]) == (
        "validation-error",
        "/reason",
    )
    assert by_owner.json()["state"] == "met"


async def test_a_need_goes_to_a_target_and_comes_back_to_where_it_was(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one = await concretised(
        client, await triaged(client, await a_need(client, county, "u")), county
    )
    target = ForwardTarget(kind=TargetKind.IT, name={"fi": "Tuki", "sv": None, "en": None})
    session.add(target)
    await session.commit()
    sent = {"target_id": f"{target.id}", "text": "Kamera puuttuu."}

    gone = await act(client, "me1", f"{one}/forward", sent)
    early = await act(client, "me1", f"{one}/confirm", {"outcome": "Toimii."})
    await take_back(session, UUID(id_of(one)))
    await session.commit()

    item = await session.get_one(ForwardedItem, UUID(gone.json()["forwarded_item_id"]))
    assert (item.need_id, item.text) == (UUID(id_of(one)), "Kamera puuttuu.")
    assert slug(early) == "report-back-missing"
    assert (await seen(client, one))["state"] == "concretised"
    assert (await names_told(session))[-3:] == [
        "mentoring.forward.created",
        "mentoring.need.forwarded",
        "mentoring.need.returned",
    ]


async def test_work_that_is_dropped_unplans_the_needs_that_wait_for_it(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    work = uuid4()
    waiting = [
        Need(
            title="Tarve",
            org_unit_id=county.units["u"],
            size=Size.TRAINING,
            state=state,
            linked_noun="training",
            linked_id=work,
        )
        for state in ("planned", "in_progress", "met")
    ]
    session.add_all(waiting)
    await session.flush()

    await unplan_planned_on(session, "training", work, "Peruttu.")

    assert [one.state for one in waiting] == ["concretised", "concretised", "met"]
    assert await names_told(session) == ["mentoring.need.unplanned"] * 2


async def test_a_deactivated_person_owns_no_need(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    gone = await session.get_one(Person, county.people["pr"])
    gone.is_active = False
    await session.commit()
    one = await a_need(client, county, "u")

    answers = [
        await change(client, "me1", one, {"unit_owner_id": f"{gone.id}"}),
        await raised(client, county, "u", owner_id=f"{gone.id}"),
    ]

    assert [slug(each) for each in answers] == ["person-inactive"] * 2


async def test_a_professional_gives_no_work_to_a_mentor(
    client: AsyncClient, county: County
) -> None:
    refused = await raised(client, county, "u", "pr", owner_id=f"{county.people['me1']}")

    assert slug(refused) == "role-required"


async def test_quick_help_is_counted_by_result_area(client: AsyncClient, county: County) -> None:
    with standing_at(FRIDAY):
        on_time, late, waiting, elsewhere = [
            await triaged(client, await a_need(client, county, unit), size="quick_help")
            for unit in ("u", "u", "u2", "v")
        ]
        await act(client, "me1", f"{on_time}/solve-now", {"outcome": "Neuvottiin."})
    with standing_at(datetime(2026, 10, 15, 9, tzinfo=UTC)):
        for one in (late, elsewhere):
            await act(client, "me1", f"{one}/solve-now", {"outcome": "Neuvottiin."})

        by_lead = await seen(client, "/coverage/quick-help?quarter=2026Q4", "lu")
        by_leader = await seen(client, "/coverage/quick-help?quarter=2026Q4", "rlb")
        former = await seen(client, "/coverage/quick-help?quarter=2026Q3", "lu")
        refused = await client.get("/coverage/quick-help", headers=caller("pr"))

    area = {one["org_unit_id"]: one for one in by_lead["areas"]}
    assert (by_lead["raised"], by_lead["met"], by_lead["met_in_time"]) == (4, 3, 1)
    assert area[f"{county.units['a']}"]["share"] == 0.333
    assert area[f"{county.units['b']}"] == {
        "org_unit_id": f"{county.units['b']}",
        "org_unit_name": {"fi": "Yksikkö b", "sv": None, "en": None},
        "raised": 1,
        "met": 1,
        "met_in_time": 0,
        "share": 0.0,
    }
    assert by_leader["raised"] == 0  # none of them was shared
    assert (former["raised"], former["share"], former["areas"]) == (0, None, [])
    assert slug(refused) == "role-required"
    assert waiting
