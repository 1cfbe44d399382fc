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


async def test_S30_chat_near_a_library_finds_the_chat(asked: httpx.AsyncClient) -> None:
    first = (await items(asked, "/search", q="chat"))[0]

    assert first["id"] == str(demo_id("channel:chat"))


async def test_S30_remote_appointment_places_are_there(asked: httpx.AsyncClient) -> None:
    found = await items(asked, "/support-points", remote_appointment_place="true")

    assert {KEYS[one["id"]] for one in found} >= {"radanvarsi", "laune", "sysma_kirjasto"}


async def test_residents_see_every_point_but_two(asked: httpx.AsyncClient) -> None:
    parts = "hours,services,openness,visits"
    found = await items(asked, "/support-points", include=parts, limit="100")
    points = [KEYS[one["id"]] for one in found if one["kind"] != "mobile"]

    assert set(KEYS.values()) - set(points) == {"karisto", "henkilosto"}
    assert {code for one in found for code in one["service_codes"]} == set(SERVICES)


@pytest.mark.parametrize(
    ("path", "count"),
    [("/mobile-units", 2), ("/remote-channels", 7), ("/materials", 14), ("/organisations", 20)],
)
async def test_lists_are_whole(asked: httpx.AsyncClient, path: str, count: int) -> None:
    assert len(await items(asked, path, limit="100")) == count


async def test_no_answer_names_an_officer(asked: httpx.AsyncClient) -> None:
    officers = [str(demo_id(f"person:officer-{number}")) for number in (1, 2, 3)]
    parts = "hours,services,openness,visits"
    pages = [
        await asked.get("/support-points", params={"include": parts, "limit": "100"}),
        await asked.get("/mobile-visits", params={"limit": "100"}),
        await asked.get("/mobile-units"),
    ]

    assert not [one for one in officers for page in pages if one in page.text]
