"""What residents find in the demonstration: search vectors, guidance, lists (directory.md 8.3)."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio

from common import db
from common.clock import standing_at
from directory.demo.ids import demo_id
from directory.demo.loading import SPOTS, load
from directory.points.availability import SERVICES
from tests.services import MigratedDatabase, client_for

SUNDAY = date(2026, 11, 22)
TUESDAY = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
"""Half past ten in Helsinki."""
LAHTI = {"near": "60.983,25.660"}
KEYS = {str(demo_id(f"point:{spot.key}")): spot.key for spot in SPOTS}
VECTORS = [
    ("digituki Lahdessa", {"harju", "palvelutori"}),
    ("digitukipisteessä Hollolaan", {"hollola"}),
    ("Orimattilasta", {"orimattila", "orimattila_sote", "orimattila_kirjasto"}),
    ("Padasjoella apua puhelimen käyttöön", {"padasjoki"}),
    ("puolesta-asiointi", {"harju"}),
    ("suomi.fi-valtuudet", {"harju"}),
    ("videovastaanotolle", {"sysma_kirjasto"}),
    ("kelan pisteet", {"kela_lahti", "kela_heinola"}),
    ("wifi tulostus", {"satama", "heinola_kirjasto"}),
    ("digtuki lahti", {"harju", "palvelutori"}),
    ("kirjsto heinola", {"heinola_kirjasto"}),
    ("sysma", {"sysma", "sysma_kirjasto", "sysma_tupa"}),
    ("datorhjälp Lahtis", {"harju", "palvelutori", "digikaverit"}),
]


@pytest_asyncio.fixture(scope="module")
async def asked(migrated_database: MigratedDatabase) -> AsyncIterator[httpx.AsyncClient]:
    """The service on the demonstration, on a Tuesday morning."""
    url = await migrated_database("directory", "directory_demo")
    with standing_at(TUESDAY):
        async with db.connected(url) as transactions, transactions.begin() as session:
            await load(session, SUNDAY)
        async with client_for("directory", url) as client:
            yield client


async def items(asked: httpx.AsyncClient, path: str, **query: str) -> list[dict[str, Any]]:
    answer = await asked.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def named(found: list[dict[str, Any]]) -> list[str]:
    """The keys of points, the kinds of all else."""
    return [KEYS.get(one["id"], one["kind"]) for one in found]


@pytest.mark.parametrize(("q", "among"), VECTORS, ids=[q for q, _ in VECTORS])
async def test_a_search_vector_is_answered(
    asked: httpx.AsyncClient, q: str, among: set[str]
) -> None:
    keys = [key_of(one) for one in await items(asked, "/search", q=q)]

    assert among & set(keys[:3])


@pytest.mark.parametrize("q", ["digihjälp i Lahtis", "help with online banking", "oppimispaja"])
async def test_what_is_for_professionals_alone_is_found_by_them_alone(
    asked: httpx.AsyncClient, q: str
) -> None:
    staff = {"oppimispaja", str(demo_id("channel:paakayttajatuki"))}

    residents = await items(asked, "/search", q=q, limit="100")
    professionals = await items(asked, "/search", q=q, limit="100", audience="professional")

    assert not staff & {key_of(one) for one in residents}
    assert staff & {key_of(one) for one in professionals}


async def test_help_of_the_own_municipality_stands_before_another_places(
    asked: httpx.AsyncClient,
) -> None:
    found = await items(asked, "/search", q="verkkopankki apua Heinolassa")

    assert found[0]["municipality_code"] == "111"
    assert "concept:service_guidance" in found[0]["matched"]


def key_of(hit: dict[str, Any]) -> str:
    return KEYS.get(str(hit["id"]), str(hit["id"]))


async def test_search_finds_the_next_visit_in_sysma(asked: httpx.AsyncClient) -> None:
    found = (await items(asked, "/search", q="Sysmässä avustettu valtuutus"))[:3]

    visits = [(await asked.get(f"/mobile-visits/{one['id']}")).json() for one in found]

    assert {one["municipality_code"] for one in visits} == {"781"}
    assert all(one["assisted_authorisation"]["available"] for one in visits)
    assert "2026-12-08" in {one["date"] for one in visits}


async def test_G_guidance_sends_to_open_points_near_by(asked: httpx.AsyncClient) -> None:
    found = await items(asked, "/match", need="using_service", **LAHTI)

    assert named(found) == ["harju", "palvelutori", "satama", "kela_lahti", "channel"]


async def test_G_who_cannot_identify_finds_assisted_authorisation(
    asked: httpx.AsyncClient,
) -> None:
    first = (await items(asked, "/match", need="using_service", can_identify="no", **LAHTI))[0]

    assert (KEYS[first["id"]], first["service"]) == ("harju", "assisted_authorisation")


async def test_Q3_a_point_whose_officer_lost_the_right_does_not_show_the_service(
    asked: httpx.AsyncClient,
) -> None:
    point = (await asked.get("/support-points/demonstration:heinola_sote")).json()

    assert "transacting_together" in point["service_codes"]
    assert "assisted_authorisation" not in point["service_codes"]


async def test_S30_1_chat_near_a_library_finds_open_points_and_the_chat(
    asked: httpx.AsyncClient,
) -> None:
    found = await items(
        asked, "/match", q="chat", near="60.983,25.661", at="2026-11-24T10:00:00+02:00"
    )

    chat = found.pop()
    assert named(found) == ["harju", "palvelutori", "satama", "kela_lahti"]
    assert all(one["openness"]["available"] and one["distance_m"] < 1_000 for one in found)
    assert (chat["id"], chat["url"]) == (
        str(demo_id("channel:chat")),
        "https://example.fi/chat",
    )
    assert (chat["openness"]["state"], chat["openness"]["until"]) == (
        "open",
        "2026-11-24T13:00:00Z",
    )
    assert chat["reasons"]


async def test_S30_1_the_chat_is_found_by_its_name(asked: httpx.AsyncClient) -> None:
    first = (await items(asked, "/search", q="chat"))[0]

    assert first["id"] == str(demo_id("channel:chat"))


async def test_S30_2_places_for_remote_appointments_tell_the_level_of_support(
    asked: httpx.AsyncClient,
) -> None:
    found = await items(
        asked,
        "/support-points",
        remote_appointment_place="true",
        open_on="2026-11-24",
        include="services",
    )

    levels = {
        (KEYS[one["id"]], service["service_code"]): set(service["levels"])
        for one in found
        for service in one["services"]
    }
    assert {key for key, _ in levels} >= {"radanvarsi", "laune", "sysma_kirjasto"}
    assert [where for where, told in levels.items() if not told] == []
    assert levels["laune", "transacting_together"] == {
        "resident/needs_assistance",
        "resident/in_person_client",
        "resident/remote_user",
    }
    assert "resident/needs_assistance" not in levels["sysma_kirjasto", "device_network"]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, ["oppimispaja", "channel"]),
        ({"level": "in_person_learner"}, ["oppimispaja", "channel"]),
        ({"need": "device_use", "can_call_or_chat": "yes"}, ["oppimispaja", "channel"]),
        ({"practise": "yes"}, ["oppimispaja", "material"]),
    ],
)
async def test_professionals_find_what_is_for_them(
    asked: httpx.AsyncClient, told: dict[str, str], found: list[str]
) -> None:
    listed = await items(asked, "/match", audience="professional", **told)

    assert set(found) <= set(named(listed))


async def test_residents_are_not_sent_where_professionals_learn(asked: httpx.AsyncClient) -> None:
    found = await items(asked, "/match", limit="20", near="60.977,25.657")

    assert "harju" in named(found)
    assert "oppimispaja" not in named(found)


async def test_professionals_are_sent_to_training_on_site_and_to_key_users(
    asked: httpx.AsyncClient,
) -> None:
    answer = await asked.get("/match", params={"audience": "professional", **LAHTI})

    found = answer.json()
    assert found["own_unit"]["kind"] == "own_unit"
    assert [KEYS.get(one["id"], one["name"]["fi"]) for one in found["items"][:2]] == [
        "oppimispaja",
        "Pääkäyttäjätuki",
    ]


async def test_Q4_answers_say_that_and_when_but_never_who_how_many_or_until_when(
    asked: httpx.AsyncClient,
) -> None:
    visits = await items(asked, "/mobile-visits", service="assisted_authorisation")

    assert visits
    assert {frozenset(one["assisted_authorisation"]) for one in visits} == {
        frozenset({"available", "by_appointment", "next_date"})
    }
    point = (await asked.get("/support-points/demonstration:harju?include=services")).text
    assert "qualified" not in point
    assert "2028-12-31" not in point  # the end of the officers' right


async def test_Q9_the_link_to_information_is_shown_with_the_service(
    asked: httpx.AsyncClient,
) -> None:
    answer = await asked.get("/support-points/demonstration:harju", params={"include": "services"})

    links = {one["service_code"]: one["info_url"] for one in answer.json()["services"]}
    assert links.pop("assisted_authorisation") == "https://dvv.fi/valtuudet-hva"
    assert set(links.values()) == {None}


async def test_residents_see_every_point_but_two(asked: httpx.AsyncClient) -> None:
    parts = "hours,services,openness,visits"
    found = await items(asked, "/support-points", include=parts, limit="100")
    points = [KEYS[one["id"]] for one in found if one["kind"] != "mobile"]

    assert set(KEYS.values()) - set(points) == {"karisto", "henkilosto"}
    assert {code for one in found for code in one["service_codes"]} == set(SERVICES)


@pytest.mark.parametrize(
    ("path", "count"),
    [("/mobile-units", 2), ("/remote-channels", 8), ("/materials", 14), ("/organisations", 20)],
)
async def test_lists_are_whole(asked: httpx.AsyncClient, path: str, count: int) -> None:
    assert len(await items(asked, path, limit="100")) == count


async def test_Q4_no_answer_names_an_officer(asked: httpx.AsyncClient) -> None:
    officers = [str(demo_id(f"person:officer-{number}")) for number in (1, 2, 3)]
    parts = "hours,services,openness,visits"
    pages = [
        await asked.get("/support-points", params={"include": parts, "limit": "100"}),
        await asked.get("/mobile-visits", params={"limit": "100"}),
        await asked.get("/mobile-units"),
    ]

    assert not [one for one in officers for page in pages if one in page.text]
