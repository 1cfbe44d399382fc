"""The libraries of all Finland, brought in as a user brings them, and asked through the gateway.

Acceptance items 4, 5 and 13. The files stay where they are: nothing of them is in the repository.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import pytest_asyncio

from tests.e2e.library_file import HELSINKI, Register, at
from tests.e2e.running import Running, digisilta_up
from tests.services import eventually

pytestmark = pytest.mark.shared
EVERY_STATE = "open,by_appointment,remote_only,self_service,closed,unknown"
AT_ONCE = 3
SEED = 2026
PAIJAT_HAME = "016,081,098,111,142,316,398,560,576,781"
GOAL = 20.0
"""Seconds for both imports on a machine of two processors that does nothing else."""
LIMIT = 60.0
"""Seconds at which something is wrong on any machine."""


class Imported(NamedTuple):
    running: Running
    said: tuple[str, str]
    seconds: tuple[float, float]


class Files(NamedTuple):
    places: Path
    hours: Path


@pytest.fixture(scope="module")
def files(shared_data: Path) -> Files:
    folder = shared_data / "libraries"
    return Files(folder / "kirjastot.csv", next(folder.glob("aukiolot-*.csv.gz")))


@pytest.fixture(scope="module")
def register(files: Files) -> Register:
    return Register(files.places, files.hours)


def bring_in(running: Running, files: Files) -> Imported:
    said, seconds = [], []
    for words in (
        ("points", str(files.places), "--outside-county", "keep"),
        ("hours", str(files.hours)),
    ):
        begun = time.perf_counter()
        done = running.run("import", *words, "--source", "libraries")
        seconds.append(time.perf_counter() - begun)
        assert done.returncode == 0, done.stdout + done.stderr
        said.append(done.stdout)
    return Imported(running, (said[0], said[1]), (seconds[0], seconds[1]))


@pytest.fixture(scope="module")
def libraries(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    """A Digisilta without its demonstration, with all libraries and their hours."""
    with digisilta_up(tmp_path_factory.mktemp("libraries"), "--no-demo") as running:
        yield bring_in(running, files)


@pytest_asyncio.fixture
async def anyone(libraries: Imported) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{libraries.running.url}/v1", timeout=30) as client:
        yield client


@pytest_asyncio.fixture
async def admin(libraries: Imported) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"X-API-Key": libraries.running.key}
    url = f"{libraries.running.url}/v1"
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as client:
        yield client


async def every(client: httpx.AsyncClient, path: str, **asked: str) -> list[dict[str, Any]]:
    """The items of a list, page by page."""
    found: list[dict[str, Any]] = []
    params = {"limit": "200"} | asked
    while True:
        answer = await client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        if "next" not in page:
            return found
        params["cursor"] = page["next"]


async def all_points(client: httpx.AsyncClient, **asked: str) -> list[dict[str, Any]]:
    return await every(client, "/support-points", **asked)


def origin(point: dict[str, Any]) -> str:
    return str(point["provenance"]["origin_id"])


async def ids(client: httpx.AsyncClient, **asked: str) -> list[str]:
    return [origin(point) for point in await all_points(client, **asked)]


async def states(client: httpx.AsyncClient, moment: datetime, **asked: str) -> dict[str, str]:
    """How every door stands at a moment."""
    wanted = {"open_at": moment.isoformat(), "state": EVERY_STATE, "include": "openness"}
    points = await all_points(client, **wanted | asked)
    return {origin(point): point["openness"]["state"] for point in points}


def test_the_places_are_counted_as_the_page_says(libraries: Imported) -> None:
    said = libraries.said[0]

    assert "read 720, accepted 720, created 720" in said
    assert "skipped 0, error 0" in said
    assert "published 498" in said
    assert "drafts 222" in said
    assert "note no-service: 222" in said


def test_the_hours_are_counted_as_the_page_says(libraries: Imported) -> None:
    said = libraries.said[1]

    assert "read 137422, accepted 137284" in said
    assert "error 138" in said
    assert "error unknown-place: 137" in said
    assert "error zero-length-span: 1" in said
    assert "Lines 60820." in said
    assert "with spans 67085, closed 14869, unknown 71, without rows 55, created 82080" in said


def test_both_imports_are_quick(libraries: Imported, capsys: pytest.CaptureFixture[str]) -> None:
    places, hours = libraries.seconds

    with capsys.disabled():
        print(f"\nlibraries: places {places:.1f} s, hours {hours:.1f} s (goal {GOAL:.0f} s)")

    assert places + hours < LIMIT


TOLD_AT_FIRST = {
    "directory.point.created": 720,
    "directory.point.published": 498,
    "directory.point.updated": 720,
}


async def test_I4_the_same_files_again_change_nothing_and_tell_nobody(
    libraries: Imported, files: Files, admin: httpx.AsyncClient
) -> None:
    async def counts() -> dict[str, int]:
        told: Counter[str] = Counter()
        for one in await every(admin, "/event-counts"):
            told[one["event"]] += one["count"]
        return dict(told)

    async def all_counted() -> bool:
        return await counts() == TOLD_AT_FIRST

    await eventually(all_counted, within=40)
    await asyncio.sleep(1)
    before = await counts()

    again = await asyncio.to_thread(bring_in, libraries.running, files)

    assert "unchanged 720" in again.said[0]
    assert "created 0, updated 0" in again.said[0]
    assert "created 0, updated 0, unchanged 82080" in again.said[1]
    await asyncio.sleep(1)
    assert await counts() == before


async def test_a_place_is_found_by_the_id_of_its_source(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("/support-points/libraries:85910")

    assert answer.status_code == 200
    assert answer.json()["municipality_code"] == "398"
    assert origin(answer.json()) == "85910"


def random_moments(register: Register, count: int) -> list[datetime]:
    chosen = random.Random(SEED)
    days = (register.last - register.first).days + 1
    return [
        at(register.first + timedelta(days=chosen.randrange(days)), chosen.randrange(24 * 60))
        for _ in range(count)
    ]


async def in_turns(moments: list[datetime], check: Any) -> None:
    """A few at once: the service has one processor, and this reader the other."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(moment: datetime) -> None:
        async with gate:
            await check(moment)

    async with asyncio.TaskGroup() as group:
        for moment in moments:
            group.create_task(one(moment))


async def test_who_is_open_at_300_random_moments(
    anyone: httpx.AsyncClient, register: Register
) -> None:
    published = set(await ids(anyone))
    assert len(published) == 498

    async def equals(moment: datetime) -> None:
        expected = register.states(published, moment)
        for state in ("open", "self_service", "unknown"):
            found = await ids(anyone, open_at=moment.isoformat(), state=state)
            assert set(found) == {one for one in expected if expected[one] == state}, moment

    await in_turns(random_moments(register, 300), equals)


async def test_O2_who_is_open_at_the_edges_of_spans(
    anyone: httpx.AsyncClient, register: Register
) -> None:
    published = set(await ids(anyone))
    chosen = random.Random(SEED).sample(register.edges(), 14)
    minute = timedelta(minutes=1)
    moments = [edge + shift for edge in chosen for shift in (-minute, timedelta(0))]
    midnights = [at(date(2026, 5, 1), 0), at(date(2026, 5, 12), 0), at(date(2026, 5, 13), 0)]
    moments += midnights + [one - minute for one in midnights] + [at(date(2026, 8, 23), 0)]

    async def equals(moment: datetime) -> None:
        assert await states(anyone, moment) == register.states(published, moment), moment

    await in_turns(moments, equals)


MOMENTS = {
    "2026-05-01 09:00": (6, 410, 300, 4),
    "2026-05-04 12:00": (454, 166, 98, 2),
    "2026-05-05 09:59": (107, 435, 176, 2),
    "2026-05-05 10:00": (296, 298, 124, 2),
    "2026-05-05 18:59": (327, 283, 108, 2),
    "2026-05-05 19:00": (98, 388, 232, 2),
    "2026-05-14 12:00": (38, 407, 272, 3),
    "2026-05-23 12:00": (137, 407, 174, 2),
    "2026-05-24 12:00": (16, 435, 268, 1),
    "2026-06-18 16:00": (118, 390, 212, 0),
    "2026-06-19 11:00": (23, 401, 295, 1),
    "2026-06-20 08:00": (0, 371, 348, 1),
    "2026-07-15 17:30": (237, 301, 181, 1),
    "2026-08-22 23:59": (0, 0, 719, 1),
    "2026-08-23 10:00": (0, 0, 0, 720),
}
"""open, self-service, closed, unknown: of all 720, drafts included."""
PAIJAT_HAME_MOMENTS = {
    "2026-05-05 10:00": (5, 13, 1, 1),
    "2026-05-05 18:59": (9, 9, 1, 1),
    "2026-05-11 12:00": (12, 6, 0, 2),
    "2026-05-14 12:00": (0, 16, 3, 1),
}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def counted(found: dict[str, str]) -> tuple[int, ...]:
    told = Counter(found.values())
    return tuple(told[state] for state in ("open", "self_service", "closed", "unknown"))


@pytest.mark.parametrize(("moment", "expected"), MOMENTS.items(), ids=MOMENTS)
async def test_all_720_at_the_moments_of_the_page(
    admin: httpx.AsyncClient, moment: str, expected: tuple[int, ...]
) -> None:
    found = await states(admin, local(moment), record_state="draft,published")

    assert len(found) == 720
    assert counted(found) == expected


@pytest.mark.parametrize(
    ("moment", "expected"), PAIJAT_HAME_MOMENTS.items(), ids=PAIJAT_HAME_MOMENTS
)
async def test_the_20_of_paijat_hame(
    anyone: httpx.AsyncClient, moment: str, expected: tuple[int, ...]
) -> None:
    found = await states(anyone, local(moment), municipality=PAIJAT_HAME)

    assert counted(found) == expected


async def test_places_with_guidance_and_their_doors(
    anyone: httpx.AsyncClient, register: Register
) -> None:
    with_guidance = {one.id for one in register.places.values() if "Digituki" in one.words}
    assert len(with_guidance) == 123

    found = await states(anyone, tuesday := local("2026-05-05 10:00"))
    given = await ids(anyone, open_at=tuesday.isoformat(), service="service_guidance")

    assert counted({one: found[one] for one in with_guidance}) == (74, 44, 5, 0)
    assert set(given) & with_guidance == {one for one in with_guidance if found[one] == "open"}


async def nearest(client: httpx.AsyncClient, near: str, **asked: str) -> list[tuple[str, int]]:
    answer = await client.get("/support-points", params={"near": near} | asked)
    assert answer.status_code == 200, answer.text
    return [(origin(point), point["distance_m"]) for point in answer.json()["items"]]


LAHTI, VAARUNKYLA = "60.983,25.661", "61.504,25.684"
FROM_LAHTI = [
    ("85910", 450), ("85520", 2326), ("85897", 3108), ("85705", 3606), ("85115", 3944),
    ("85716", 5483),
]  # fmt: skip
FROM_VAARUNKYLA = [
    ("85927", 42), ("86026", 19377), ("85830", 26453), ("85314", 27342), ("86725", 27434),
]  # fmt: skip


def assert_near(found: list[tuple[str, int]], expected: list[tuple[str, int]]) -> None:
    assert [place for place, _ in found] == [place for place, _ in expected]
    for (_, metres), (_, wanted) in zip(found, expected, strict=True):
        assert abs(metres - wanted) <= max(1, 0.005 * wanted)


async def test_the_nearest_are_those_of_the_page(admin: httpx.AsyncClient) -> None:
    drafts_too = {"record_state": "draft,published"}

    assert_near(await nearest(admin, LAHTI, limit="6", **drafts_too), FROM_LAHTI)
    assert_near(await nearest(admin, VAARUNKYLA, limit="5", **drafts_too), FROM_VAARUNKYLA)
    assert len(await nearest(admin, LAHTI, radius_m="10000", **drafts_too)) == 9
    assert len(await nearest(admin, LAHTI, radius_m="30000", **drafts_too)) == 14


async def test_the_nearest_with_guidance_is_that_of_the_page(anyone: httpx.AsyncClient) -> None:
    found = await nearest(anyone, VAARUNKYLA, service="service_guidance", limit="1")

    assert [place for place, _ in found] == ["86725"]


async def test_the_nearest_open_doors_are_those_of_the_page(anyone: httpx.AsyncClient) -> None:
    tuesday, sunday = "2026-05-05T18:30:00+03:00", "2026-05-24T12:00:00+03:00"

    on_tuesday = await nearest(anyone, LAHTI, open_at=tuesday, state="open", limit="3")
    staffed = await nearest(anyone, LAHTI, open_at=sunday, state="open", limit="2")
    serving_themselves = await nearest(
        anyone, LAHTI, open_at=sunday, state="self_service", limit="200"
    )

    assert [place for place, _ in on_tuesday] == ["85910", "85897", "85705"]
    assert_near(staffed, [("85910", 450), ("85565", 61_300)])
    assert ("85520", 2326) in serving_themselves


async def test_100_random_nearest_tens_equal_brute_force(
    anyone: httpx.AsyncClient, register: Register
) -> None:
    points = await all_points(anyone)
    ours = {origin(point): point["id"] for point in points}
    chosen = random.Random(SEED)
    for _ in range(100):
        one = register.places[chosen.choice(sorted(ours))]
        lat = round(one.lat + chosen.uniform(-0.3, 0.3), 3)
        lon = round(one.lon + chosen.uniform(-0.6, 0.6), 3)

        found = await nearest(anyone, f"{lat},{lon}", limit="10")

        metres = {place: register.places[place].metres_from(lat, lon) for place in ours}
        order = sorted(ours, key=lambda place: (round(metres[place], 3), ours[place]))
        assert_near(found, [(place, round(metres[place])) for place in order[:10]])
