"""Work that mentors and units do in several stories: map, suggest, adopt, train, plan a quarter."""

from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Response

from tests.e2e.mentoring_desks import (
    Desks,
    add,
    day,
    done,
    fresh,
    person_in,
    read,
    today,
    version,
)

MARKS = {"purpose": "adoption_support", "audience": "professional"}
CONTACT: dict[str, Any] = {
    "channel": "teams",
    "purpose": "awareness",
    "audience": "professional",
    "participants": ["leadership", "mentor"],
    "two_way": True,
    "text": "Sovittiin kartoituksesta.",
}
PART_1 = {
    "state": "Ajanvaraus hoidetaan puhelimella.",
    "challenges": ["Ruuhka", "Laitteet", "Osaaminen"],
    "needs": ["Lyhyempi jono"],
}
REFLECTION = {"outcome": "reached", "effect": "Kaikki tavattiin.", "decision": "Jatketaan."}
ACTION = {
    "kind": "contact_model",
    "text": "Soitetaan johdolle.",
    "purpose": "awareness",
    "audience": "professional",
    "parties": ["mentors"],
    "source": "dialogue",
}


async def a_service(desks: Desks) -> str:
    """The id of a new digital service in use."""
    new = {
        "code": f"e{uuid4().hex[:12]}",
        "names": {"fi": "Etävastaanotto"},
        "kind": "remote_appointment",
        "audience": "both",
        "lifecycle": "in_use",
        "support_contact": "Digituki 03 000 0000",
    }
    return str((await add(await desks.of("digital-services"), "/digital-services", new))["id"])


async def offered(client: AsyncClient) -> list[dict[str, Any]]:
    """The digital services that a mapping asks about."""
    found: list[dict[str, Any]] = (
        await read(client, "/digital-services", lifecycle="pilot,in_use", limit="200")
    )["items"]
    return found


async def fits(mentor: AsyncClient, unit: str, service: str, value: str, **more: str) -> Response:
    path = f"/org-units/{unit}/applicability/{service}"
    return await mentor.put(path, headers=fresh(), json={"value": value} | more)


async def completed_mapping(mentor: AsyncClient, unit: str) -> str:
    """The id of a mapping of a unit with three challenges and an answer for every service."""
    one = (await add(mentor, "/mappings", MARKS | {"org_unit_id": unit}))["id"]
    path = f"/mappings/{one}"
    await done(mentor, f"{path}/start")
    said = [
        {"digital_service_id": service["id"], "answer": "available"}
        for service in await offered(mentor)
    ]
    seen = [{"kind": "challenge", "text": f"Haaste {number}."} for number in range(3)]
    headers = fresh() | await version(mentor, path)
    written = await mentor.put(
        f"{path}/answers", headers=headers, json={"answers": said, "observations": seen}
    )
    assert written.status_code == 200, written.text
    assert (await done(mentor, f"{path}/complete"))["state"] == "completed"
    return str(one)


async def draft(mentor: AsyncClient, unit: str, mapping: str | None) -> str:
    """The path of a new kooste."""
    new = {"org_unit_id": unit, "mapping_id": mapping, "part_1": PART_1}
    return f"/summaries/{(await add(mentor, '/summaries', new))['id']}"


async def suggest(
    mentor: AsyncClient, one: str, service: str, potential: str = "high"
) -> dict[str, Any]:
    new = {
        "digital_service_id": service,
        "potential": potential,
        "rationale": "Seurantakäynnit sopivat etänä pidettäviksi.",
        "client_need": "Lyhyempi matka.",
        "repeat_reason": "Uusi tieto.",
    }
    return await add(mentor, f"{one}/suggestions", new)


async def shared(mentor: AsyncClient, lead: AsyncClient, unit: str, mapping: str) -> str:
    """The path of a kooste with four suggestions that the unit reads."""
    one = await draft(mentor, unit, mapping)
    for service in (await offered(mentor))[:4]:
        await suggest(mentor, one, service["id"])
    await done(mentor, f"{one}/submit")
    assert (await done(lead, f"{one}/share"))["state"] == "shared"
    return one


async def adopted(
    mentor: AsyncClient, unit: str, service: str, side: str = "professional"
) -> Response:
    """The answer to a proposal."""
    new = MARKS | {"org_unit_id": unit, "digital_service_id": service, "side": side}
    return await mentor.post("/adoptions", headers=fresh(), json=new)


async def prepared(desks: Desks, unit: str, service: str) -> str:
    """The path of an adoption that somebody of the unit answers for, and the mentor prepares."""
    mentor = await desks.of("mentor-1")
    assert (await fits(mentor, unit, service, "applicable")).is_success
    proposal = await adopted(mentor, unit, service)
    assert proposal.status_code == 201, proposal.text
    one = f"/adoptions/{proposal.json()['id']}"
    _, responsible = await person_in(desks, unit)
    su = await desks.of((await person_in(desks, unit, "supervisor"))[0])
    await done(su, f"{one}/approve", {"responsible_id": responsible})
    assert (await done(mentor, f"{one}/start"))["state"] == "preparing"
    return one


async def piloted(desks: Desks, unit: str, service: str) -> str:
    one = await prepared(desks, unit, service)
    pilot = {"pilot_scope": "Yksi tiimi.", "pilot_ends_on": day(60)}
    told = await done(await desks.of("mentor-1"), f"{one}/start-pilot", pilot)
    assert told["state"] == "piloting"
    return one


async def live(desks: Desks, unit: str, service: str) -> str:
    one = await piloted(desks, unit, service)
    said = {"go_live_on": day(0), "waiver_reason": "Palvelu on tuttu."}
    assert (await done(await desks.of("mentor-1"), f"{one}/go-live", said))["state"] == "live"
    return one


async def trained(desks: Desks, unit: str, service: str) -> None:
    """A training of the staff of the unit in the service was held, as its plan said."""
    mentor = await desks.of("mentor-1")
    name, owner = await person_in(desks, unit, "supervisor")
    plan = (await add(mentor, "/plans", {"org_unit_id": unit, "year": today().year}))["id"]
    item = {
        "kind": "training",
        "title": "Etävastaanoton koulutus",
        "starts_on": day(0),
        "due_on": day(0),
        "unit_owner_id": owner,
        "digital_service_id": service,
    }
    new = await add(mentor, f"/plans/{plan}/plan-items", MARKS | item)
    await done(mentor, f"/plans/{plan}/propose")
    await done(await desks.of(name), f"/plans/{plan}/agree")
    await done(mentor, f"/plan-items/{new['id']}/start")
    assert (await done(mentor, f"/plan-items/{new['id']}/complete"))["state"] == "done"


async def quarter_plan(lead: AsyncClient, quarter: str, goals: int) -> tuple[str, list[str]]:
    """The paths of a draft of the mentoring team and of its goals."""
    new = {"kind": "mentoring_team", "quarter": quarter}
    plan = f"/quarter-plans/{(await add(lead, '/quarter-plans', new))['id']}"
    made = [
        await add(lead, f"{plan}/goals", {"text": f"Tavoite {number}."})
        for number in range(1, goals + 1)
    ]
    return plan, [f"/quarter-goals/{goal['id']}" for goal in made]


async def an_action(lead: AsyncClient, plan: str, **more: str) -> str:
    """The path of a new action of a plan."""
    return f"/quarter-actions/{(await add(lead, f'{plan}/actions', ACTION | more))['id']}"


async def reflect(lead: AsyncClient, goal: str, outcome: str = "reached") -> None:
    headers = fresh() | await version(lead, goal)
    said = REFLECTION | {"outcome": outcome}
    answer = await lead.put(f"{goal}/reflection", headers=headers, json=said)
    assert answer.is_success, answer.text


async def dialogue(client: AsyncClient, relation: str, **more: str) -> Response:
    """The answer to a meeting that is written down or planned."""
    new = CONTACT | {"kind": "meeting"} | more
    return await client.post(f"{relation}/dialogue-entries", headers=fresh(), json=new)
