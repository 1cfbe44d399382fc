"""The libraries of all Finland, brought in as a user brings them, and asked through the gateway.

Acceptance items 4 and 13. The files stay where they are: nothing of them is in the repository.
"""

import asyncio
import random
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

import httpx
import pytest

from tests.e2e.libraries import Files, Imported, bring_in, every, ids, origin, states
from tests.e2e.library_file import HELSINKI, Register, at
from tests.services import eventually

pytestmark = pytest.mark.shared
AT_ONCE = 3
SEED = 2026
PAIJAT_HAME = "016,081,098,111,142,316,398,560,576,781"
GOAL = 20.0
"""Seconds for both imports on a machine of two processors that does nothing else."""
READING = 0.72
"""Seconds, there, for reading both files in plain Python."""


def test_the_places_are_counted_as_the_page_says(libraries: Imported) -> None:
    said = libraries.said[0]

    assert "Rows 720: good 720, passed over 0, with errors 0." in said
    assert "Points: created 720, updated 0, left unchanged 0; published 498, suspended 0." in said
    assert "222 are drafts" in said
    assert "note no-service: 222." in said


def test_the_hours_are_counted_as_the_page_says(libraries: Imported) -> None:
    said = libraries.said[1]

    assert "Rows 137422: good 137284, passed over 0, with errors 138." in said
    assert "error unknown-place: 137." in said
    assert "error zero-length-span: 1." in said
    assert "Line 60820." in said
    assert "with times 67085, closed 14869, said to be unknown 71" in said
    assert "without a row and so unknown 55." in said
    assert "Days: added 82080, changed 0, left unchanged 0." in said


@pytest.fixture(scope="session", autouse=True)
def read_before(files: Files) -> float:
    """Seconds for reading both files before they are imported."""
    return seconds_to_read(files)


def test_both_imports_are_quick_beside_merely_reading_the_files(
    read_before: float, libraries: Imported, files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    places, hours = libraries.seconds
    reading = max(read_before, seconds_to_read(files))

    with capsys.disabled():
        ratio = (places + hours) / reading
        print(f"\nlibraries: places {places:.1f} s, hours {hours:.1f} s, {ratio:.1f} × reading")

    assert (places + hours) / reading < GOAL / READING


def seconds_to_read(files: Files) -> float:
    """The yardstick: places and hours, into objects and no further. The median of three."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        Register(files.places, files.hours)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


TOLD_AT_FIRST = {
    "directory.point.created": 720,
    "directory.point.published": 498,
    "directory.point.updated": 720,
}


async def test_I4_the_same_files_again_change_nothing_and_tell_nobody(
    libraries: Imported, files: Files, registrar: httpx.AsyncClient
) -> None:
    async def counts() -> dict[str, int]:
        told: Counter[str] = Counter()
        for one in await every(registrar, "/event-counts"):
            told[one["event"]] += one["count"]
        return dict(told)

    async def all_counted() -> bool:
        return await counts() == TOLD_AT_FIRST

    await eventually(all_counted, within=40)
    await asyncio.sleep(1)
    before = await counts()

    again = await asyncio.to_thread(bring_in, libraries.running, files)

    assert "Points: created 0, updated 0, left unchanged 720; published 0" in again.said[0]
    assert "Points: 0 got new hours, 720 stayed as they were." in again.said[1]
    assert "Days: added 0, changed 0, left unchanged 82080." in again.said[1]
    await asyncio.sleep(1)
    assert await counts() == before


async def test_a_place_is_found_by_the_id_of_its_source(traveller: httpx.AsyncClient) -> None:
    answer = await traveller.get("/support-points/libraries:85910")

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


async def unequal(
    moments: list[datetime], equal: Callable[[datetime], Awaitable[bool]]
) -> list[datetime]:
    """Moments at which it is not so. Few at once: the service has a processor, and we another."""
    gate = asyncio.Semaphore(AT_ONCE)
    found: list[datetime] = []

    async def one(moment: datetime) -> None:
        async with gate:
            if not await equal(moment):
                found.append(moment)

    async with asyncio.TaskGroup() as group:
        for moment in moments:
            group.create_task(one(moment))
    return found


async def test_who_is_open_at_300_random_moments(
    traveller: httpx.AsyncClient, register: Register
) -> None:
    published = set(await ids(traveller))
    assert len(published) == 498

    async def equal(moment: datetime) -> bool:
        expected = register.states(published, moment)
        found = {
            state: set(await ids(traveller, open_at=moment.isoformat(), state=state))
            for state in ("open", "self_service", "unknown")
        }
        return found == {
            state: {one for one in expected if expected[one] == state} for state in found
        }

    assert await unequal(random_moments(register, 300), equal) == []


async def test_O2_who_is_open_at_the_edges_of_spans(
    traveller: httpx.AsyncClient, register: Register
) -> None:
    published = set(await ids(traveller))
    chosen = random.Random(SEED).sample(register.edges(), 14)
    minute = timedelta(minutes=1)
    moments = [edge + shift for edge in chosen for shift in (-minute, timedelta(0))]
    midnights = [at(date(2026, 5, 1), 0), at(date(2026, 5, 12), 0), at(date(2026, 5, 13), 0)]
    moments += midnights + [one - minute for one in midnights] + [at(date(2026, 8, 23), 0)]

    async def equal(moment: datetime) -> bool:
        return await states(traveller, moment) == register.states(published, moment)

    assert await unequal(moments, equal) == []


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
    registrar: httpx.AsyncClient, moment: str, expected: tuple[int, ...]
) -> None:
    found = await states(registrar, local(moment), record_state="draft,published")

    assert len(found) == 720
    assert counted(found) == expected


@pytest.mark.parametrize(
    ("moment", "expected"), PAIJAT_HAME_MOMENTS.items(), ids=PAIJAT_HAME_MOMENTS
)
async def test_the_20_of_paijat_hame(
    traveller: httpx.AsyncClient, moment: str, expected: tuple[int, ...]
) -> None:
    found = await states(traveller, local(moment), municipality=PAIJAT_HAME)

    assert counted(found) == expected


async def test_places_with_guidance_and_their_doors(
    traveller: httpx.AsyncClient, register: Register
) -> None:
    with_guidance = {one.id for one in register.places.values() if "Digituki" in one.words}
    assert len(with_guidance) == 123

    found = await states(traveller, tuesday := local("2026-05-05 10:00"))
    given = await ids(traveller, open_at=tuesday.isoformat(), service="service_guidance")

    assert counted({one: found[one] for one in with_guidance}) == (74, 44, 5, 0)
    assert set(given) & with_guidance == {one for one in with_guidance if found[one] == "open"}
