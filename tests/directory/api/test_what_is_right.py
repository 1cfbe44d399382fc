"""A refused parameter: the answer says what would be right."""

from typing import Any

import pytest

from tests.directory.town import Town, week
from tests.directory.writing import create, send


@pytest.mark.parametrize(
    ("params", "language", "right"),
    [
        ({"limit": -1}, "en", "Allowed: 1–200."),
        ({"limit": 10**20}, "fi", "Sallittu: 1–200."),
        ({"near": "nan,nan"}, "sv", "Till exempel 60.98,25.66."),
        ({"near": "25.661,60.983"}, "fi", "Leveysaste tulee ensin"),
        ({"near": "25.661,60.983"}, "sv", "Latituden kommer först"),
        ({"near": "25.661,60.983"}, "en", "Latitude comes first"),
        ({"open_on": "2101-01-01"}, "en", "Allowed: 1990-01-01–2099-12-31."),
        ({"kind": "shop"}, "en", "Allowed: county, municipality, kela,"),
        ({"municipality": "Atlantis"}, "en", "/v1/municipalities."),
        ({"need": "magic"}, "en", "/v1/support-needs."),
        ({"level": "magic"}, "en", "/v1/support-levels."),
    ],
)
async def test_a_refusal_says_what_would_be_right(
    read_town: Town, params: dict[str, Any], language: str, right: str
) -> None:
    answer = await read_town.client.get(
        "/support-points", params=params, headers={"Accept-Language": language}
    )

    assert answer.status_code == 422
    assert right in answer.json()["errors"][0]["detail"]


WHO = "/support-points"
MOMENT = (
    "Muodon on oltava 2026-11-22T05:07:54Z tai 2026-11-22T07:07:54%2B02:00: "
    "osoitteessa + kirjoitetaan %2B."
)


@pytest.mark.parametrize(
    ("address", "code", "right"),
    [
        (f"{WHO}?open_at=2026-11-22", "bad_format", MOMENT),
        (f"{WHO}?open_at=soon", "bad_format", MOMENT),
        ("/open-now?at=2026-11-22T10", "bad_format", MOMENT),
        (f"{WHO}?open_at=2026-11-22T10:00:00+02:00", "bad_format", "%2B"),
        (
            "/mobile-visits?from=huomenna",
            "bad_format",
            "Esimerkiksi 2026-11-22, today, %2B7d, -1w.",
        ),
        ("/mobile-visits?from=2026-02-30", "bad_format", "Esimerkiksi 2026-11-22, today,"),
        (f"{WHO}/xyz", "bad_format", "Esimerkiksi demonstration:harju."),
        ("/organisations/xyz", "bad_format", "Esimerkiksi 0199e0a0-6c1d-7000-8000-000000000001."),
        (f"{WHO}?language=finnish", "bad_format", "Esimerkiksi fi."),
        (f"{WHO}?service=foo", "not_in_list", "Sallittu: device_network, web_guidance,"),
        ("/open-now?service=foo", "not_in_list", "Sallittu: device_network, web_guidance,"),
        ("/materials?kind=foo", "not_in_list", "Sallittu: guide, video, course,"),
        (f"{WHO}?bbox=25.8,60.9,25.4,61.1", "out_of_range", "Alueen länsireuna on ennen"),
        (f"{WHO}?bbox=25.4,61.1,25.8,60.9", "out_of_range", "Alueen länsireuna on ennen"),
        (
            "/mobile-visits?from=2026-06-01&to=2026-05-01",
            "period_reversed",
            "Jakso päättyy ennen kuin se alkaa.",
        ),
        ("/mobile-visits.ics?from=%2B8d&to=%2B7d", "period_reversed", "Jakso päättyy ennen"),
        (f"{WHO}/{{harju}}/opening-hours?from=today&to=-1d", "period_reversed", "Jakso päättyy"),
    ],
)
async def test_a_wrong_address_is_told_the_right_form(
    read_town: Town, address: str, code: str, right: str
) -> None:
    answer = await read_town.client.get(address.format(harju=read_town.ids["harju"]))

    assert answer.status_code == 422, answer.text
    (wrong,) = answer.json()["errors"]
    assert wrong["code"] == code
    assert right in wrong["detail"]


async def test_a_cursor_belongs_to_its_list(read_town: Town) -> None:
    lists = ("/support-points", "/remote-channels", "/materials", "/organisations")
    cursors = {one: (await read_town.get(one, limit=1))["next"] for one in lists}

    answers = {
        (one, other): (await read_town.client.get(one, params={"cursor": cursors[other]}))
        for one in lists
        for other in lists
    }

    for (one, other), answer in answers.items():
        assert answer.status_code == (200 if one == other else 400), (one, other)
    strange = answers["/materials", "/support-points"].json()
    assert strange["type"] == "/problems/invalid-cursor"
    assert "ilman hakuehtoa cursor" in strange["detail"]


async def test_an_identity_code_is_one_problem_in_a_body_and_in_a_question(town: Town) -> None:
    text = {"fi": "Tuki 131052-308T"}
    body = await create(town, "support-points", name=text)
    question = await town.client.get("/search", params={"q": "tuki 131052-308T"})

    for one, place in ((body, "/name/fi"), (question, "/q")):
        assert one.status_code == 422
        assert one.json()["type"] == "/problems/identity-code-in-text"
        (wrong,) = one.json()["errors"]
        assert (wrong["pointer"], wrong["code"]) == (place, "identity_code_in_text")


@pytest.mark.parametrize("clock", ["9:00", "9.00"])
async def test_hours_of_another_form_are_told_the_right_one(town: Town, clock: str) -> None:
    hours = week(([1], clock, "16:00"))

    made = await create(town, "support-points", hours=hours)
    changed = await send(town, "PUT", f"{WHO}/{town.ids['harju']}/opening-hours", hours, version=1)

    for answer in (made, changed):
        assert answer.status_code == 422
        (wrong,) = answer.json()["errors"]
        assert wrong["pointer"].endswith("/spans/0/from")
        assert wrong["detail"] == "Väärässä muodossa. Esimerkiksi 09:00."


async def test_an_unknown_field_of_a_write_is_told_the_known_ones(town: Town) -> None:
    path = f"{WHO}/{town.ids['harju']}"

    made = await create(town, "support-points", nimi="x")
    changed = await send(town, "PATCH", path, {"name": {"fi": "A", "de": "B"}}, version=1)

    assert made.json()["errors"][0]["detail"].startswith(
        "Tuntematon kenttä. Sallittu: accessibility, address, audiences,"
    )
    assert changed.json()["errors"] == [
        {
            "in": "body",
            "pointer": "/name/de",
            "code": "extra_forbidden",
            "detail": "Tuntematon kenttä. Sallittu: en, fi, sv.",
        }
    ]
