"""Mappings of a unit's current state: P2, and what its answers say of applicability."""

from datetime import UTC, datetime
from typing import Any

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.catalogue import DigitalService, Lifecycle
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.worlds.summary import remote_appointments
from tests.services import names_told

NOON = datetime(2026, 10, 6, 9, tzinfo=UTC)
FOUR = {"remote_user": 0, "self_practiser": 0, "independent": 4, "guides_residents": 2}
"""People of one unit, at one level."""
SCHEDULE = {"planned_on": "2026-10-06", "participants": ["leadership"]}


async def offered(session: AsyncSession, count: int) -> list[DigitalService]:
    """So many services in use, and one that is only planned."""
    made = [remote_appointments() for _ in range(count + 1)]
    for number, service in enumerate(made):
        service.code = f"s{number:02}"
    made[-1].lifecycle = Lifecycle.PLANNED
    session.add_all(made)
    await session.commit()
    return made[:-1]


async def opened(client: AsyncClient, county: County, unit: str = "u") -> str:
    new = {
        "org_unit_id": str(county.units[unit]),
        "purpose": "adoption_support",
        "audience": "professional",
    }
    answer = await client.post("/mappings", headers=caller("me1"), json=new)
    assert answer.status_code == 201, answer.text
    return f"/mappings/{answer.json()['id']}"


async def write(client: AsyncClient, who: str, one: str, **sent: Any) -> Any:
    record = await client.get(one, headers=caller("lu"))
    headers = {**caller(who), "If-Match": record.headers["etag"]}
    return await client.put(f"{one}/answers", headers=headers, json=sent)


def of(service: DigitalService, answer: str | None, reason: str | None = None) -> dict[str, Any]:
    return {"digital_service_id": str(service.id), "answer": answer, "reason": reason}


async def test_it_is_completed_when_every_offered_service_has_an_answer(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    services = await offered(session, 4)
    with standing_at(NOON):
        one = await opened(client, county)
        await act(client, "me1", f"{one}/schedule", SCHEDULE)
        await act(client, "me1", f"{one}/start")
        first = [of(services[0], "in_use"), of(services[1], "not_applicable", "Ei asiakkaita.")]
        await write(client, "me1", one, answers=first)
        await write(client, "su", one, answers=[of(services[2], "unknown")])

        refused = await act(client, "me1", f"{one}/complete")
        later = [of(services[2], "unknown", "Kysytään."), of(services[3], "available")]
        await write(client, "me1", one, answers=later)
        done = await act(client, "me1", f"{one}/complete")
        fits = await client.get(
            f"/org-units/{county.units['u']}/applicability", headers=caller("me1")
        )

    assert slug(refused) == "answers-missing"
    assert [wrong["detail"] for wrong in refused.json()["errors"]] == [
        f"{service.id} {service.names['fi']}" for service in services[2:4]
    ]
    assert (done.json()["state"], done.json()["done_on"]) == ("completed", "2026-10-06")
    assert [(item["value"], item["reason"]) for item in fits.json()["items"]] == [
        ("applicable", None),
        ("not_applicable", "Ei asiakkaita."),
        ("unknown", "Kysytään."),
        ("applicable", None),
        ("unknown", None),
    ]
    assert await names_told(session) == [
        "mentoring.mapping.created",
        "mentoring.mapping.scheduled",
        "mentoring.mapping.started",
        *["mentoring.applicability.changed"] * 4,
        "mentoring.mapping.completed",
    ]


async def test_a_newer_mapping_of_the_unit_takes_the_place_of_the_older(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    with standing_at(NOON):
        pair = [await opened(client, county), await opened(client, county)]
        for one in pair:
            await act(client, "me1", f"{one}/start")
            await act(client, "me1", f"{one}/complete")

        states = [(await client.get(one, headers=caller("su"))).json()["state"] for one in pair]
        late = await write(client, "su", pair[0], answers=[])

    assert states == ["superseded", "completed"]
    assert slug(late) == "not-in-this-state"
    assert (await names_told(session)).count("mentoring.mapping.superseded") == 1


async def test_the_supervisor_answers_for_the_own_unit_and_mentors_move_it(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county)
        answer = {"question": "supervisor_support", "answer": "4"}

        own = await write(client, "su", one, answers=[answer])
        others = await write(client, "sv", one, answers=[answer])
        leader = await write(client, "rla", one, answers=[answer])
        moved = await act(client, "su", f"{one}/start")
        colleague = await act(client, "me2", f"{one}/start")

    assert [given["answer"] for given in own.json()["answers"]] == ["4"]
    assert [slug(one) for one in (others, leader)] == ["not-found", "role-required"]
    assert slug(moved) in ("missing-scope", "role-required")
    assert slug(colleague) == "unit-not-allowed"


async def test_answers_fit_their_questions_and_can_be_taken_away(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        one = await opened(client, county)
        wrong = [
            {"question": "supervisor_support", "answer": "12"},
            {"question": "no_such_question", "answer": "x"},
            {"digital_service_id": str(county.units["u"]), "answer": "in_use"},
        ]

        refused = await write(client, "me1", one, answers=wrong)
        code = await write(
            client, "me1", one, answers=[{"question": "wishes", "answer": "011090+9076"}]
        )
        await write(client, "me1", one, answers=[{"question": "wishes", "answer": "Kirjaus."}])
        gone = await write(client, "me1", one, answers=[{"question": "wishes", "answer": None}])

    assert [found["pointer"] for found in refused.json()["errors"]] == [
        "/answers/0/answer",
        "/answers/1/question",
        "/answers/2/digital_service_id",
    ]
    assert slug(code) == "identity-code-in-text"
    assert gone.json()["answers"] == []


async def test_observations_are_kept_with_it(client: AsyncClient, county: County) -> None:
    with standing_at(NOON):
        one = await opened(client, county)
        seen = [{"kind": "challenge", "text": f"Haaste {number}."} for number in range(3)]

        first = await write(client, "me1", one, observations=seen)
        fewer = await write(client, "su", one, observations=seen[1:])
        untouched = await write(client, "me1", one, answers=[])

    assert [item["text"] for item in first.json()["observations"]] == [
        "Haaste 0.",
        "Haaste 1.",
        "Haaste 2.",
    ]
    kept = [item["id"] for item in first.json()["observations"]][1:]
    assert [item["id"] for item in fewer.json()["observations"]] == kept
    assert untouched.json()["observations"] == fewer.json()["observations"]


async def test_templates_come_in_editions_and_the_first_is_there_in_three_languages(
    client: AsyncClient, county: County
) -> None:
    text = {"fi": "Kysymys", "sv": "Fråga", "en": "Question"}
    question = {"code": "rooms", "text": text, "kind": "choice"}
    choices = [{"code": "yes", "text": text}, {"code": "no", "text": text}]
    new = {"code": "current_state", "names": text, "questions": [question | {"choices": choices}]}

    first = (await client.get("/mapping-templates", headers=caller("su"))).json()["items"]
    bare = await client.post(
        "/mapping-templates", headers=caller("me1"), json=new | {"questions": [question]}
    )
    added = await client.post("/mapping-templates", headers=caller("lu"), json=new)
    refused = await client.post("/mapping-templates", headers=caller("di"), json=new)
    editions = (await client.get("/mapping-templates", headers=caller("su"))).json()["items"]

    (template,) = first
    asked = {one["code"]: one["text"] for one in template["questions"]}
    assert all(asked["supervisor_support"].values())
    assert all(all(said.values()) for said in asked.values())
    assert slug(bare) == "validation-error"
    assert (added.json()["edition"], slug(refused)) == (2, "role-required")
    assert [one["edition"] for one in editions] == [2, 1]


async def test_counts_of_skills_are_never_shown_below_the_smallest_group(
    client: AsyncClient, county: County
) -> None:
    new: dict[str, Any] = {
        "org_unit_id": str(county.units["u"]),
        "taken_on": "2026-10-06",
        "in_person_learner": 0,
        "remote_user": 5,
        "self_practiser": 7,
        "independent": 6,
        "guides_residents": 9,
    }
    with standing_at(NOON):
        whole, small, tiny, rest, strange, others = [
            await client.post("/skill-snapshots", headers=caller(who), json=new | changed)
            for who, changed in (
                ("me1", {}),
                ("su", {"independent": 4}),
                ("me1", FOUR),
                ("me1", {"guides_residents": 16}),
                ("me1", {"guides_residents": 19}),
                ("sv", {}),
            )
        ]

    assert whole.json()["levels"]["remote_user"] == 5
    assert (whole.json()["n"], whole.json()["guides_residents"]) == (18, 9)
    assert (small.json()["n"], small.json()["levels"]) == (16, None)
    assert small.json()["withheld"] == "small_group"
    assert (tiny.json()["n"], tiny.json()["guides_residents"]) == (None, None)
    assert rest.json()["guides_residents"] is None
    assert (slug(strange), slug(others)) == ("validation-error", "not-found")
    assert strange.json()["errors"][0]["detail"] == "Ei sallitulla välillä. Enintään 18."


async def test_a_question_has_one_answer_in_a_request(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    first, second = await offered(session, 2)
    with standing_at(NOON):
        one = await opened(client, county)

        taken_back = [of(first, "in_use"), of(second, "in_use"), of(first, None)]
        refused = await write(client, "me1", one, answers=taken_back)
        again = await write(client, "me1", one, answers=[of(first, "in_use"), of(second, None)])

    assert refused.status_code == 422, refused.text
    assert [(it["pointer"], it["code"]) for it in refused.json()["errors"]] == [
        ("/answers/2", "invalid")
    ]
    assert [it["answer"] for it in again.json()["answers"]] == ["in_use"]
