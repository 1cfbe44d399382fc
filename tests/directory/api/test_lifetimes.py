"""How long an answer may be kept (api.md 8; performance.md 3.5)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from common import db
from common.clock import standing_at
from directory.mobile.qualifications import Qualification
from tests.directory.town import LAHTI, OFFICER, Town, helsinki

SHORT = "public, max-age={}"
LONG = "public, max-age=60, stale-while-revalidate=60, stale-if-error={}"
CLOSING = helsinki(5, 5, 16)
NOW = {"open_at": "now"}


async def kept(town: Town, path: str, at: datetime, **params: Any) -> str:
    with standing_at(at):
        answer = await town.client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    said: str = answer.headers["cache-control"]
    return said


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/support-points", NOW | {"near": LAHTI, "radius_m": 500}),
        ("/support-points", NOW | {"kind": "county"}),
        ("/support-points", NOW | {"service": "service_guidance", "kind": "kela"}),
        ("/support-points", {"include": "openness", "kind": "county"}),
        ("/support-points", {"include": "openness", "service": "web_guidance,kela_point"}),
        ("/support-points/{harju}", {"include": "openness"}),
        ("/support-points/{harju}/openness", {}),
        ("/support-points/{harju}/openness", {"service": "service_guidance"}),
        ("/open-now", {"near": LAHTI}),
        ("/open-now", {}),
        ("/match", {"near": LAHTI, "need": "using_service"}),
        ("/search", {"q": "Harjun digitukipiste"}),
    ],
)
async def test_a_second_before_closing_an_answer_lives_a_second(
    read_town: Town, path: str, params: dict[str, Any]
) -> None:
    path = path.format(harju=read_town.ids["harju"])

    assert await kept(read_town, path, CLOSING - timedelta(seconds=1), **params) == SHORT.format(1)
    assert await kept(read_town, path, CLOSING - timedelta(milliseconds=700), **params) == (
        SHORT.format(0)
    )


async def test_geojson_says_how_doors_stand_and_lives_no_longer(read_town: Town) -> None:
    with standing_at(CLOSING - timedelta(seconds=9)):
        answer = await read_town.client.get(
            "/support-points",
            params={"kind": "county"},
            headers={"accept": "application/geo+json"},
        )

    assert answer.headers["cache-control"] == SHORT.format(9)


async def test_a_closed_nearer_point_that_opens_shortens_the_answer(read_town: Town) -> None:
    """Padasjoki opens at eleven; it is not in the answer, and it will be."""
    asked = NOW | {"near": "61.350,25.280", "radius_m": 70000, "limit": 1}
    at = helsinki(5, 5, 11) - timedelta(seconds=20)

    assert await kept(read_town, "/support-points", at, **asked) == SHORT.format(20)
    assert await kept(read_town, "/support-points", at, **asked | {"radius_m": 50}) == (
        SHORT.format(20)
    )
    far = asked | {"near": "60.805,25.730", "radius_m": 500}
    assert await kept(read_town, "/support-points", at, **far) == SHORT.format(60)


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/support-points", {}),
        ("/support-points", {"near": LAHTI, "include": "hours,services"}),
        ("/support-points", {"open_at": "2026-05-05T11:00:00Z"}),
        ("/support-points/{harju}", {}),
        ("/mobile-units", {}),
        ("/mobile-units/{bus}", {}),
        ("/mobile-visits", {}),
        ("/mobile-visits.ics", {}),
        ("/remote-channels", {}),
        ("/materials", {}),
    ],
)
async def test_an_answer_without_now_lives_a_minute_and_no_longer_than_its_day(
    read_town: Town, path: str, params: dict[str, Any]
) -> None:
    """Freshness, and who is qualified, change at midnight (rules F3, Q7): no outage outlives it."""
    path = path.format(**{name: str(id_) for name, id_ in read_town.ids.items()})
    midnight = helsinki(5, 6)

    assert await kept(read_town, path, helsinki(5, 5, 13), **params) == LONG.format(11 * 3600)
    assert await kept(read_town, path, midnight - timedelta(seconds=90), **params) == (
        SHORT.format(60)
    )
    assert await kept(read_town, path, midnight - timedelta(seconds=3), **params) == SHORT.format(3)


async def test_a_list_of_units_ends_with_a_visit(read_town: Town) -> None:
    """The bus stands elsewhere from noon on."""
    at = helsinki(5, 5, 12) - timedelta(seconds=30)

    for path in ("/mobile-units", "/support-points", "/mobile-visits"):
        assert await kept(read_town, path, at) == SHORT.format(30)


async def test_dated_hours_end_at_midnight(read_town: Town) -> None:
    path = f"/support-points/{read_town.ids['harju']}/opening-hours"

    assert await kept(read_town, path, helsinki(5, 6) - timedelta(seconds=2)) == SHORT.format(2)
    assert await kept(read_town, path, helsinki(5, 5, 9)) == SHORT.format(60)


async def test_midnight_changes_freshness(read_town: Town) -> None:
    """Kela was checked on 1 December 2025: due from the 138th day, stale from the 184th."""
    path = f"/support-points/{read_town.ids['kela']}"
    for day, expected in (
        (helsinki(4, 18, 0) - timedelta(seconds=1), "fresh"),
        (helsinki(4, 18), "due"),
        (helsinki(6, 3) - timedelta(seconds=1), "due"),
        (helsinki(6, 3), "stale"),
    ):
        with standing_at(day):
            assert (await read_town.get(path))["freshness"] == expected
            listed = await read_town.get("/support-points", kind="kela", freshness=expected)
            assert listed["items"][0]["freshness"] == expected


async def test_Q7_a_right_ends_at_midnight_though_no_event_came(read_town: Town) -> None:
    for path in ("/support-points?kind=county", "/support-points?kind=county&include=services"):
        for at, expected in (
            (helsinki(1, 1, year=2027) - timedelta(seconds=1), True),
            (helsinki(1, 1, year=2027), False),
        ):
            with standing_at(at):
                answer = await read_town.client.get(path)
            assert ("assisted_authorisation" in answer.text) is expected, (path, at)


async def test_Q5_a_right_that_is_taken_is_gone_from_what_was_written_before(town: Town) -> None:
    paths = ("/support-points?kind=county", "/support-points?kind=county&include=services")
    before = [(await town.client.get(path)).text for path in paths]
    async with db.connected(town.url) as transactions, transactions.begin() as session:
        taken = update(Qualification).where(Qualification.person_id == OFFICER)
        await session.execute(taken.values(state="suspended"))

    after = [(await town.client.get(path)).text for path in paths]

    assert all("assisted_authorisation" in text for text in before)
    assert not any("assisted_authorisation" in text for text in after)
