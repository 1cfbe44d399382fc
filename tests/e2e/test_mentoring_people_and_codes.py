"""Mentors who leave or are on leave, and texts that may hold identity codes (S14, S16)."""

from typing import Any

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
    id_of,
    new_unit,
    read,
    slug,
    today,
)
from tests.e2e.mentoring_hands import (
    CONTACT,
    a_mentor,
    a_target,
    code,
    employed,
    engaged,
    tail,
    written,
)
from tests.services import eventually

OVERRIDE = {"X-Identity-Code-Override": "not_an_identity_code"}
CODES = [
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
    "021052–9148",
    "131024 F 991l",
]


async def test_S14_who_left_does_nothing_is_given_nothing_and_stays_in_the_history(
    desks: Desks,
) -> None:
    admin, lead, other = await desks.all_of("admin", "lead", "mentor-1")
    m, m_id = await a_mentor(desks)
    subject = (await read(m, "/people/me"))["subject"]
    division, _, unit = await a_unit_of_its_own(desks)
    works = [await engaged(m, one, m_id) for one in (division, unit)]

    gone = await done(admin, f"/people/{m_id}/deactivate")
    calls = [await m.get("/engagements"), await act(m, f"{works[0]}/record-contact", CONTACT)]
    waiting = await read(lead, "/engagements", needs_owner="true", limit="200")
    named = [
        await lead.post(path, headers=fresh(), json=body)
        for path, body in naming(m_id, await id_of(desks, "mentor-1"), unit).items()
    ]
    named.append(
        await change(
            lead, await engaged(other, await new_unit(desks, "division")), {"owner_id": m_id}
        )
    )
    history = await read(lead, f"{works[1]}/timeline")

    assert (gone["is_active"], gone["deactivated_on"]) == (False, day(0))
    assert [(one.status_code, slug(one)) for one in calls] == [(403, "role-required")] * 2
    assert {tail(one) for one in works} <= {one["id"] for one in waiting["items"]}
    assert [slug(one) for one in named] == ["person-inactive"] * len(named)
    assert (await read(lead, works[0]))["owner_id"] == m_id
    assert subject in {one["by"] for one in history["items"]}


def naming(person_id: str, other: str, unit: str) -> dict[str, Any]:
    """Requests that name a person, by path."""
    days = {"valid_from": day(30)}
    return {
        "/team/memberships": {"person_id": person_id, "role": "mentor"} | days,
        "/team/absence-covers": {"covered_id": other, "covering_id": person_id} | days,
        f"/people/{person_id}/placements": {"org_unit_id": unit} | days,
        "/engagements": {"org_unit_id": unit, "owner_id": person_id},
        "/plans": {"org_unit_id": unit, "year": today().year, "owner_id": person_id},
    }


async def test_S14_who_covers_works_for_the_absent_on_those_days_alone(desks: Desks) -> None:
    """That it ends by itself: `test_S14_cover_lasts_from_day_to_day_and_no_job_ends_it`."""
    lead = await desks.of("lead")
    (_, away), (now, now_id), (later, later_id) = [await a_mentor(desks) for _ in range(3)]
    _, _, unit = await a_unit_of_its_own(desks)
    one = await engaged(lead, unit, away)
    for covering, first in ((now_id, day(0)), (later_id, day(1))):
        days = {"valid_from": first, "valid_to": day(15)}
        await add(
            lead, "/team/absence-covers", {"covered_id": away, "covering_id": covering} | days
        )

    mine = [
        [row["id"] for row in (await read(who, "/engagements", mine="true"))["items"]]
        for who in (now, later)
    ]
    early = await act(later, f"{one}/record-contact", CONTACT)
    contacted = await done(now, f"{one}/record-contact", CONTACT)

    assert mine == [[tail(one)], []]
    assert (early.status_code, slug(early)) == (403, "unit-not-allowed")
    assert (contacted["state"], contacted["owner_id"]) == ("contacted", away)


async def test_S16_no_identity_code_comes_in_or_stays_in_a_log(desks: Desks) -> None:
    """S16.5, a ticket system that calls back: `test_S16_5_in_a_callback_it_is_removed`."""
    mentor, target = await desks.of("mentor-1"), await a_target(desks)
    partner = await employed(desks, "", (*STAFF,), kind="partner")
    texts = ["soitti 031052Y9214, chat ei aukea", *(f"Soitti {one}." for one in CODES)]

    refused = [await written(mentor, target, text=text) for text in texts]
    refused.append(await written(partner, target, text=texts[0]))
    name = {"subject": f"demo:{code()}", "display_name": f"Aino {CODES[-3]}"}
    admin = await desks.of("admin")
    people = await admin.post("/people", headers=fresh(), json=name)
    head = "code;kind;parent_code;name_fi;valid_from"
    sheet = f"{head}\r\n{code()};division;;{CODES[2]};2026-01-01\r\n"
    headers = fresh() | {"Content-Type": "text/csv"}
    imported = await admin.post("/org-unit-imports", headers=headers, content=sheet.encode())

    assert {(one.status_code, slug(one)) for one in refused} == {(422, "identity-code-in-text")}
    assert [one.json()["errors"][0]["pointer"] for one in refused] == ["/text"] * len(refused)
    assert slug(people) == "identity-code-in-text"
    [cell] = imported.json()["rows"]
    assert (cell["number"], cell["column"], cell["code"]) == (2, "name_fi", "identity_code_in_text")
    said = "".join(one.text for one in (*refused, people, imported))
    logs = "\n".join(desks.running.logs.values()) + "\n".join(desks.running.said)
    assert [one for one in CODES if one in said + logs] == []


async def test_S16_what_may_be_a_code_warns_is_not_sent_and_the_lead_alone_overrides(
    desks: Desks,
) -> None:
    mentor, lead, target = *(await desks.all_of("mentor-1", "lead")), await a_target(desks)
    _, _, unit = await a_unit_of_its_own(desks)
    talk = CONTACT | {"kind": "meeting", "text": "Tiketti 120325-1234"}

    one = await engaged(mentor, unit)
    note = await add(mentor, f"{one}/dialogue-entries", talk)
    made = (await written(mentor, target, text="Tiketti 120325-1234")).json()
    held = await act(mentor, f"/forwarded-items/{made['id']}/send")
    chance = "Tiketti 120325-9110"
    told = [
        await written(who, target, text=chance, headers=headers)
        for who, headers in ((lead, {}), (mentor, OVERRIDE), (lead, OVERRIDE))
    ]
    business, phone = [
        await written(mentor, target, text=text) for text in ("1234567-8", "040-1234567")
    ]

    for warned in (note, made):
        assert [each["code"] for each in warned["warnings"]] == ["possible_identity_code"]
    assert (held.status_code, slug(held)) == (422, "identity-code-in-text")
    assert [(each.status_code, slug(each)) for each in told] == [
        (422, "identity-code-in-text"),
        (403, "role-required"),
        (201, ""),
    ]
    assert [each.status_code for each in (business, phone)] == [201, 201]
    assert "warnings" not in business.json()
    assert [each["code"] for each in phone.json()["warnings"]] == ["contact_detail_in_text"]
    logs = await eventually(lambda: logs_with(desks, "identity code overridden"))
    assert "120325-9110" not in logs


async def logs_with(desks: Desks, said: str) -> str | None:
    """All logs, when they say this."""
    logs = "\n".join(desks.running.logs.values())
    return logs if said in logs else None
