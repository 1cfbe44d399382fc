"""S01, S02, S03, S07, S18 and S29 as mentors, units and leadership live them.

The clock is the real one. What needs another day than today stands beside the service:
`tests/mentoring/bridge` and `tests/mentoring/learning`, as each test says.
"""

from typing import Any

from httpx import AsyncClient

from mentoring.quarters import days_of, quarter_of
from tests.e2e.mentoring_desks import (
    Desks,
    a_unit_of_its_own,
    act,
    change,
    day,
    done,
    new_unit,
    person_in,
    read,
    slug,
    steps,
    today,
)
from tests.e2e.mentoring_work import (
    CONTACT,
    PART_1,
    a_service,
    adopted,
    completed_mapping,
    draft,
    fits,
    live,
    offered,
    piloted,
    prepared,
    shared,
    suggest,
    trained,
)

TODAY = {"held_on": day(0)}
ANSWERS: tuple[dict[str, Any], ...] = (
    {"answer": "interested"},
    {"answer": "not_now", "revisit_on": day(120)},
    {"answer": "already_in_use"},
    {"answer": "not_suitable", "reason": "Ei sovi akuuttityöhön."},
)


async def relations(mentor: AsyncClient, areas: list[str]) -> list[str]:
    """The paths of the engagements that the system has opened with these result areas."""
    found = [await read(mentor, "/engagements", org_unit_id=area) for area in areas]
    return [f"/engagements/{one['items'][0]['id']}" for one in found]


async def coverage(client: AsyncClient, areas: list[str]) -> tuple[int, dict[str, Any]]:
    """How many result areas there are in all, and how these stand."""
    told = await read(client, "/coverage/result-areas", quarter=quarter_of(today()), as_of=day(0))
    return told["total"], {
        one["org_unit_id"]: one for one in told["areas"] if one["org_unit_id"] in areas
    }


def by_state(areas: dict[str, Any]) -> dict[str, int]:
    states = [one["state"] for one in areas.values()]
    return {state: states.count(state) for state in sorted(set(states))}


async def contact_all(mentor: AsyncClient, lead: AsyncClient, paths: list[str]) -> None:
    """Eight talk with their leadership, two got an e-mail, one declined, one waits."""
    one_way = CONTACT | TODAY | {"channel": "email", "two_way": False}
    for path in paths[:8]:
        await done(mentor, f"{path}/record-contact", CONTACT | TODAY)
        assert (await done(mentor, f"{path}/open-dialogue"))["state"] == "in_dialogue"
    for path in paths[8:11]:
        told = await done(lead, f"{path}/record-contact", one_way)
        assert told["state"] == "contacted"
    said = {"reason_code": "no_time", "revisit_on": day(60)}
    assert (await done(mentor, f"{paths[10]}/decline", said))["revisit_on"] == day(60)


async def test_S01_1_to_4_every_result_area_is_contacted(desks: Desks) -> None:
    """Other days than today: test_coverage.py and test_engagements.py of the service."""
    mentor, lead = await desks.all_of("mentor-1", "lead")
    division = await new_unit(desks, "division")
    areas = [await new_unit(desks, "result_area", division) for _ in range(12)]
    paths = await relations(mentor, areas)
    _, first = await coverage(lead, areas)
    await contact_all(mentor, lead, paths)

    total, then = await coverage(lead, areas)
    areas.append(await new_unit(desks, "result_area", division, valid_from=day(0)))
    total_after, after = await coverage(lead, areas)

    assert by_state(first) == {"uncontacted": 12}
    assert by_state(then) == {"contacted": 2, "declined": 1, "in_dialogue": 8, "uncontacted": 1}
    assert then[areas[10]]["revisit_on"] == day(60)
    assert then[areas[11]]["state"] == "uncontacted"
    assert then[areas[11]]["name"]["fi"].startswith("Koe ")
    assert sum(one["last_contact_on"] is not None for one in then.values()) == 11
    assert (total_after - total, by_state(after)["uncontacted"]) == (1, 2)
    assert sum(one["last_contact_on"] is not None for one in after.values()) == 11
    told = [step for area in areas for step in await steps(lead, area, "engagement")]
    counts = {step: told.count(step) for step in sorted(set(told))}
    assert counts == {
        "engagement.create": 13,
        "engagement.decline": 1,
        "engagement.open_dialogue": 8,
        "engagement.record_contact": 11,
    }


async def test_S01_5_to_7_what_is_refused_changes_nothing(desks: Desks) -> None:
    mentor = await desks.of("mentor-1")
    _, area, _ = await a_unit_of_its_own(desks)
    (path,) = await relations(mentor, [area])

    early = await act(mentor, f"{path}/record-contact", CONTACT | {"held_on": day(1)})
    await done(mentor, f"{path}/record-contact", CONTACT | TODAY | {"two_way": False})
    silent = await act(mentor, f"{path}/open-dialogue")
    late = await act(mentor, f"{path}/decline", {"reason_code": "no_time", "revisit_on": day(396)})
    now = await read(mentor, path)

    assert [(one.status_code, slug(one)) for one in (early, silent, late)] == [
        (422, "contact-in-future"),
        (422, "dialogue-missing"),
        (422, "revisit-too-late"),
    ]
    assert (now["state"], now["version"], now["revisit_on"]) == ("contacted", 2, None)
    assert await steps(mentor, area, "engagement") == [
        "engagement.create",
        "engagement.record_contact",
    ]


async def test_S02_1_to_4_a_kooste_is_judged_shared_frozen_and_read_by_its_unit(
    desks: Desks,
) -> None:
    """`mapping-too-old` (8) needs another year: test_summaries.py of the service."""
    mentor, lead = await desks.all_of("mentor-1", "lead")
    _, _, unit = await a_unit_of_its_own(desks)
    _, _, elsewhere = await a_unit_of_its_own(desks)
    su = await desks.of((await person_in(desks, unit, "supervisor"))[0])
    sv = await desks.of((await person_in(desks, elsewhere, "supervisor"))[0])
    one = await draft(mentor, unit, await completed_mapping(mentor, unit))

    bare = await act(mentor, f"{one}/submit")
    unseen = await su.get(one)
    for service, potential in zip(
        await offered(mentor), ("high", "medium", "high", "low"), strict=False
    ):
        await suggest(mentor, one, service["id"], potential=potential)
    submitted = await done(mentor, f"{one}/submit")
    told = await done(lead, f"{one}/share")
    frozen = await change(mentor, one, {"part_1": PART_1})

    assert (bare.status_code, slug(bare), slug(unseen)) == (422, "suggestions-missing", "not-found")
    assert (submitted["state"], told["state"], told["number"]) == ("in_review", "shared", 1)
    assert len(told["content_hash"]) == 64
    assert [line["state"] for line in told["part_2"]] == ["proposed"] * 4
    assert (frozen.status_code, slug(frozen)) == (409, "version-frozen")
    assert (await su.get(one)).status_code == 200
    assert [(gone.status_code, slug(gone)) for gone in [await sv.get(one)]] == [(404, "not-found")]
    assert await steps(lead, unit, "summary") == [
        "summary.create",
        "summary.submit",
        "summary.share",
    ]


async def test_S02_5_to_7_the_unit_answers_and_the_next_one_takes_its_place(desks: Desks) -> None:
    mentor, lead = await desks.all_of("mentor-1", "lead")
    _, _, unit = await a_unit_of_its_own(desks)
    su = await desks.of((await person_in(desks, unit, "supervisor"))[0])
    mapping = await completed_mapping(mentor, unit)
    one = await shared(mentor, lead, unit, mapping)
    lines = [line["id"] for line in (await read(su, one))["part_2"]]

    given = [
        (await done(su, f"/suggestions/{line}/answer", said))["state"]
        for line, said in zip(lines, ANSWERS[:3], strict=False)
    ]
    early = await act(su, f"{one}/acknowledge")
    given.append((await done(su, f"/suggestions/{lines[3]}/answer", ANSWERS[3]))["state"])
    done_by_su = await done(su, f"{one}/acknowledge")
    second = await shared(mentor, lead, unit, mapping)
    after, newer = await read(su, one), await read(su, second)

    assert given == ["interested", "not_now", "already_in_use", "not_suitable"]
    assert (early.status_code, slug(early)) == (422, "suggestions-unanswered")
    assert [wrong["detail"].split(" ")[0] for wrong in early.json()["errors"]] == [lines[3]]
    assert done_by_su["state"] == "acknowledged"
    assert (after["state"], newer["state"], newer["number"]) == ("superseded", "shared", 2)
    ended = {line["id"]: line["state"] for line in after["part_2"]}
    assert [ended[line] for line in lines[:2]] == ["superseded"] * 2
    assert ended[lines[3]] == "not_suitable"
    assert after["content_hash"] == done_by_su["content_hash"]
    assert "summary.acknowledge" in await steps(lead, unit, "summary")


async def test_S03_1_to_3_what_does_not_fit_is_no_candidate_and_is_not_adopted(
    desks: Desks,
) -> None:
    mentor = await desks.of("mentor-1")
    _, area, rescue = await a_unit_of_its_own(desks)
    other = await new_unit(desks, "unit", area)
    remote, used = await a_service(desks), await a_service(desks)
    bare = await fits(mentor, rescue, remote, "not_applicable")
    said = await fits(mentor, rescue, remote, "not_applicable", reason="not_for_rescue")
    await live(desks, rescue, used)

    one = await draft(mentor, rescue, None)
    found = await read(mentor, f"{one}/suggestion-candidates")
    refused = [await adopted(mentor, unit, remote) for unit in (rescue, other)]

    assert (bare.status_code, slug(bare)) == (422, "validation-error")
    assert bare.json()["errors"][0]["pointer"] == "/reason"
    assert said.json()["value"] == "not_applicable"
    assert remote not in [item["digital_service_id"] for item in found["candidates"]]
    assert [item["digital_service_id"] for item in found["live"]] == [used]
    assert [(one.status_code, slug(one)) for one in refused] == [
        (422, "service-not-applicable")
    ] * 2
    assert [one.json()["applicability"] for one in refused] == ["not_applicable", "unknown"]


async def test_S03_4_and_5_the_denominator_counts_units_from_the_day_they_fit(
    desks: Desks,
) -> None:
    """Read by the leader of the area, whose units they are; the days are around today."""
    mentor = await desks.of("mentor-1")
    _, area, rescue = await a_unit_of_its_own(desks)
    leader = await desks.of((await person_in(desks, area, "leader"))[0])
    units = [await new_unit(desks, "unit", area) for _ in range(20)]
    service, long_ago = await a_service(desks), {"valid_from": day(-200)}
    for unit in units[:17]:
        assert (await fits(mentor, unit, service, "applicable", **long_ago)).is_success
    await fits(mentor, rescue, service, "not_applicable", reason="not_for_rescue", **long_ago)

    async def counted(on: str) -> tuple[int, ...]:
        told = await read(leader, "/coverage/applicability", digital_service_id=service, on=on)
        names = ("denominator", "applicable", "not_applicable", "unknown")
        return tuple(told[name] for name in names)

    now = days_of(quarter_of(today()))
    ended = f"{now.first - now.first.resolution}"
    before = await counted(ended)
    changed = await fits(mentor, units[17], service, "applicable")

    assert before == (17, 17, 1, 3)
    assert (changed.status_code, changed.json()["valid_from"]) == (200, day(0))
    assert await counted(f"{now.end - now.end.resolution}") == (18, 18, 1, 2)
    assert await counted(ended) == before


async def test_S07_1_to_4_an_adoption_goes_live_when_it_is_guarded(desks: Desks) -> None:
    mentor = await desks.of("mentor-1")
    _, area, unit = await a_unit_of_its_own(desks)
    (relation,) = await relations(mentor, [area])
    await done(mentor, f"{relation}/record-contact", CONTACT | TODAY | {"two_way": False})
    one, taught = await a_service(desks), await a_service(desks)
    first, second = await piloted(desks, unit, one), await prepared(desks, unit, taught)
    await trained(desks, unit, taught)
    day_0 = {"go_live_on": day(0)}

    untrained = await act(mentor, f"{first}/go-live", day_0)
    skipped = await act(mentor, f"{second}/go-live", day_0)
    early = await act(mentor, f"{second}/go-live", {"go_live_on": day(1)})
    before = await steps(mentor, unit, "adoption")
    waived = await done(mentor, f"{first}/go-live", day_0 | {"waiver_reason": "Palvelu on tuttu."})

    assert [(one.status_code, slug(one)) for one in (untrained, skipped, early)] == [
        (422, "training-missing"),
        (422, "pilot-skipped"),
        (422, "go-live-in-future"),
    ]
    assert waived["state"] == "live"
    assert [said["code"] for said in waived["warnings"]] == ["area_not_in_dialogue"]
    assert "adoption.go_live" not in before
    assert await steps(mentor, unit, "adoption") == [*before, "adoption.go_live"]
