"""`/match` over HTTP; its rules have tests of their own."""

from typing import Any

import pytest

from common import db
from common.clock import standing_at
from directory.codes.codes import Code, List
from tests.directory.town import LAHTI, Town, helsinki
from tests.services import as_caller


async def ranked(town: Town, **params: Any) -> list[tuple[str, str | None]]:
    items = (await town.get("/match", **params))["items"]
    return list(
        zip(town.names_of(items), [one["service"] or one["form"] for one in items], strict=True)
    )


async def test_the_nearest_help_comes_first_with_its_reasons(read_town: Town) -> None:
    found = await read_town.get("/match", near=LAHTI, need="using_service")

    first = found["items"][0]
    assert read_town.names_of(found["items"])[:3] == ["harju", "satama", "kela"]
    assert (first["kind"], first["service"], first["form"]) == (
        "point",
        "service_guidance",
        "in_person",
    )
    assert found["understood"] == {
        "audience": "resident",
        "need": "using_service",
        "near": [60.983, 25.66],
        "level": "in_person_client",
    }
    for item in found["items"]:
        assert item["reasons"]
        assert sum(one["points"] for one in item["reasons"]) == item["score"]
        assert all(one["text"]["fi"] and one["text"]["sv"] for one in item["reasons"])


async def test_S30_1_chat_near_the_library_finds_open_points_and_the_chat(read_town: Town) -> None:
    at_ten = "2026-05-05T10:00:00+03:00"
    found = await read_town.get("/match", q="chat", near="60.983,25.661", at=at_ten)

    assert (found["understood"]["form"], found["relaxed"]) == ("remote_chat", [])
    assert read_town.names_of(found["items"]) == ["harju", "satama", "kela", "today", "chat"]
    *near, chat = found["items"]
    assert [one["distance_m"] <= 1_000 for one in near] == [True] * 4
    points = [one["openness"] for one in near if one["kind"] == "point"]
    assert [(one["state"], one["available"]) for one in points] == [("open", True)] * 3
    assert (chat["kind"], chat["form"]) == ("channel", "remote_chat")
    assert chat["url"] == "https://example.fi/chat"
    assert (chat["openness"]["state"], chat["openness"]["available"]) == ("open", True)
    assert chat["openness"]["until"] == chat["ends_at"] == "2026-05-05T12:00:00Z"
    for item in found["items"]:
        assert sum(one["points"] for one in item["reasons"]) == item["score"]
        assert all(one["text"]["fi"] and one["text"]["sv"] for one in item["reasons"])
    assert {"form_fits", "open_now", "needs_sign_in"} <= {one["code"] for one in chat["reasons"]}


async def test_G15_a_chat_that_is_closed_is_told_with_its_next_hours(read_town: Town) -> None:
    at_nine = "2026-05-05T21:00:00+03:00"
    chat = (await read_town.get("/match", q="chat", near=LAHTI, at=at_nine))["items"][-1]

    assert (chat["form"], chat["starts_at"]) == ("remote_chat", "2026-05-06T06:00:00Z")
    assert (chat["openness"]["state"], chat["openness"]["available"]) == ("closed", False)
    assert chat["openness"]["next_open"] == "2026-05-06T06:00:00Z"


async def test_G15_who_cannot_sign_in_gets_another_way_than_the_chat(read_town: Town) -> None:
    params: dict[str, Any] = {"q": "chat", "near": LAHTI, "need": "device_use", "limit": 2}
    found = await ranked(read_town, **params, can_identify="no")

    assert found[-1] == ("phone", "remote_phone")


async def test_D9_a_match_says_whether_its_service_is_given_now(read_town: Town) -> None:
    at_eight = "2026-05-05T08:00:00+03:00"
    asked = {"near": "60.990,25.650", "at": at_eight, "can_go": "yes"}
    network = (await read_town.get("/match", need="device_network", **asked))["items"][0]
    place = await read_town.get(f"/support-points/{read_town.ids['satama']}/openness", at=at_eight)

    assert (network["service"], network["openness"]["state"]) == ("device_network", "self_service")
    assert network["openness"]["available"]
    assert (place["state"], place["available"]) == ("self_service", False)


async def test_a_need_that_the_county_has_added_is_judged_as_not_told(town: Town) -> None:
    name = {"fi": "Digiohjelma", "sv": None, "en": None}
    async with db.connected(town.url) as transactions, transactions.begin() as session:
        session.add(Code(list=List.NEED, code="own_programme", position=9, name=name))

    found = await town.get("/match", need="own_programme", near=LAHTI, limit=20)

    assert found["understood"]["need"] == "own_programme"
    assert town.names_of(found["items"])[0] == "harju"
    assert found["items"][0]["reasons"][0]["points"] == 40
    assert "chat" not in town.names_of(found["items"])


async def test_a_text_is_read_by_the_words_of_today_whenever_help_is_asked_for(
    read_town: Town,
) -> None:
    # given a word that is mended by the name of a guide, and a day when the guide has expired
    asked = {"q": "omaknnan", "at": "2029-05-08T10:00:00+03:00"}

    found = await read_town.get("/match", **asked)

    assert found["understood"]["topic"] == "omakanta"


async def test_S30_2_a_place_for_remote_appointments_on_a_tuesday(read_town: Town) -> None:
    found = await read_town.get(
        "/support-points",
        remote_appointment_place="true",
        open_on="2026-05-12",
        near=LAHTI,
        include="services",
    )

    (harju,) = found["items"]
    assert "transacting_together" in {one["service_code"] for one in harju["services"]}


async def test_S30_3_nothing_is_asked_of_who_the_asker_is(read_town: Town) -> None:
    document = read_town.app.openapi()
    asked = {
        parameter["name"]
        for path in ("/match", "/search", "/open-now", "/support-points")
        for parameter in document["paths"][path]["get"]["parameters"]
    }

    assert not asked & {"name", "person", "identity_code", "birth", "phone", "email", "address"}


async def test_somebody_who_cannot_sign_in_is_offered_authorisation(read_town: Town) -> None:
    found = await ranked(read_town, near=LAHTI, need="using_service", can_identify="no")

    assert found[0] == ("harju", "assisted_authorisation")
    assert "chat" not in dict(found)


async def test_a_visit_is_offered_where_no_point_is(read_town: Town) -> None:
    found = await read_town.get(
        "/match", municipality="Sysmä", need="using_service", can_identify="no"
    )

    visit = found["items"][0]
    assert read_town.names_of([visit]) == ["sysma"]
    assert (visit["service"], visit["starts_at"]) == (
        "assisted_authorisation",
        "2026-05-07T07:00:00Z",
    )


async def test_a_visit_that_is_off_or_only_planned_is_never_offered(read_town: Town) -> None:
    for day, code in ((5, "316"), (19, "142"), (20, "142")):
        for hour in (9, 11):
            with standing_at(helsinki(5, day + (day == 5), hour)):
                found = await ranked(read_town, municipality=code, within_days=62, limit=20)
            assert not {"cancelled", "announced", "planned"} & set(dict(found))


async def test_staff_find_what_is_for_staff_but_no_drafts(read_town: Town) -> None:
    staff = as_caller("directory:read", kind="staff")
    params: dict[str, Any] = {"near": LAHTI, "need": "using_service", "limit": 20, "radius_m": 500}
    answer = await read_town.client.get("/match", params=params, headers=staff)
    public = set(dict(await ranked(read_town, **params)))
    own = set(read_town.names_of(answer.json()["items"]))

    assert own - public >= {"staff"}
    hidden = {"draft", "suspended", "archived", "expired", "hidden_archived"}
    assert not hidden & (own | public)
    partner = await read_town.client.get(
        "/match", params=params, headers=as_caller("directory:read", kind="partner")
    )
    assert set(read_town.names_of(partner.json()["items"])) == public


async def test_a_professional_has_an_own_unit_to_ask(read_town: Town) -> None:
    found = await read_town.get("/match", audience="professional", need="device_use")
    other = await read_town.get("/match", need="device_use")

    assert found["own_unit"] == {"kind": "own_unit", "path": "/v1/digivastaavat?unit_id=mine"}
    assert other["own_unit"] is None


async def test_a_text_is_read_by_the_dictionary(read_town: Town) -> None:
    found = await read_town.get("/match", q="Padasjoella apua puhelimen käyttöön")

    assert found["understood"] | {"level": ""} == {
        "audience": "resident",
        "need": "device_use",
        "municipality": "576",
        "level": "",
    }
    assert read_town.names_of(found["items"])[0] == "padasjoki"


@pytest.mark.parametrize(
    ("params", "status", "pointer"),
    [
        ({"need": "magic"}, 422, "/need"),
        ({"topic": "magic"}, 422, "/topic"),
        ({"target_group": "magic"}, 422, "/target_group"),
        ({"level": "magic"}, 422, "/level"),
        ({"level": "professional/in_person_learner"}, 422, "/level"),
        ({"level": "in_person_learner"}, 422, "/level"),
        ({"municipality": "Atlantis"}, 422, "/municipality"),
        ({"q": "apua 131052-308T"}, 422, "/q"),
        ({"q": "apua\u0000"}, 400, "/q"),
        ({"q": "x" * 201}, 400, "/q"),
        ({"limit": 21}, 422, "/limit"),
        ({"at": "9999-12-31T23:59:59Z"}, 422, "/at"),
        ({"near": LAHTI, "radius_m": 200_001}, 422, "/radius_m"),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    read_town: Town, params: dict[str, Any], status: int, pointer: str | None
) -> None:
    answer = await read_town.client.get("/match", params=params)

    assert answer.status_code == status
    assert pointer is None or answer.json()["errors"][0]["pointer"] == pointer
    assert "131052" not in answer.text


@pytest.mark.parametrize("level", ["self_practiser", "resident/self_practiser"])
async def test_a_level_is_named_with_or_without_its_audience(read_town: Town, level: str) -> None:
    found = await read_town.get("/match", level=level, need="device_use", limit=20)

    assert found["understood"]["level"] == "self_practiser"
    assert "course" in read_town.names_of(found["items"])


async def test_a_professional_names_an_own_level(read_town: Town) -> None:
    found = await read_town.get(
        "/match", audience="professional", level="professional/in_person_learner"
    )

    assert found["understood"]["level"] == "in_person_learner"


async def test_a_text_of_which_nothing_is_understood_is_said_to_be_so(read_town: Town) -> None:
    nothing = (await read_town.get("/match", q="asdfgh"))["understood"]
    something = (await read_town.get("/match", q="digituki"))["understood"]

    assert nothing["q_understood"] is False
    assert "q_understood" not in something


async def test_a_language_in_a_text_is_asked_for_and_excludes_nobody(read_town: Town) -> None:
    plain = await read_town.get("/match", near=LAHTI, limit=20)
    asked = await read_town.get("/match", near=LAHTI, limit=20, q="ruotsiksi")
    told = await read_town.get("/match", near=LAHTI, limit=20, q="ruotsiksi", language="fi")

    assert (asked["understood"]["language"], told["understood"]["language"]) == ("sv", "fi")
    assert {one["id"] for one in asked["items"]} == {one["id"] for one in plain["items"]}


async def test_no_reason_shows_a_code(read_town: Town) -> None:
    found = await read_town.get("/match", near=LAHTI, limit=20)

    texts = [text for one in found["items"] for why in one["reasons"] for text in [why["text"]]]
    assert "Auttaa myös tässä: Digituki" in {one["fi"] for one in texts}
    assert not [said for one in texts for said in one.values() if said and "_" in said]


async def test_G6_who_can_neither_go_nor_call_is_not_told_that_a_call_suits(
    read_town: Town,
) -> None:
    params = {"need": "using_service", "municipality": "081", "can_go": "no"}
    found = await read_town.get("/match", **params, can_call_or_chat="no")

    calls = [one for one in found["items"] if one["form"].startswith("remote_")]
    assert calls
    assert {why["code"] for one in calls for why in one["reasons"]}.isdisjoint({"form_fits"})


async def test_wishes_are_described_as_wishes(read_town: Town) -> None:
    asked = read_town.app.openapi()["paths"]["/match"]["get"]["parameters"]
    said = {one["name"]: one.get("description", "") for one in asked}

    assert said["private_space"].startswith("A wish")
    assert "`unknown` stays" in said["accessibility"]
