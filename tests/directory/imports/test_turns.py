"""A big file is read beside the service: other requests have their turn meanwhile."""

import asyncio
import gzip
import resource
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from directory.imports import running, turns
from directory.imports.turns import in_turns
from tests.directory.imports.sending import hours_csv, place, places_csv
from tests.directory.imports.test_api import names_of, send

WORDS = ("08:00;12:00;auki", "12:00;16:00;omatoimi")
MANY = [
    f"{origin};2026-{month:02}-{day:02};{word}"
    for origin in range(60)
    for month in (5, 6, 7)
    for day in range(1, 31)
    for word in WORDS
]


async def _ticking(client: httpx.AsyncClient, content: bytes, kind: str) -> Sequence[float]:
    """Seconds between the ticks of somebody else in the same loop while a file comes in."""
    gaps: list[float] = []

    async def tick() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.005)
            gaps.append(time.perf_counter() - last)
            last = time.perf_counter()

    async with asyncio.TaskGroup() as group:
        ticker = group.create_task(tick())
        answer = await send(client, content, format=kind, outside_county="keep")
        ticker.cancel()
    assert answer.status_code == 201, answer.text
    return gaps


def _of_children() -> float:
    """Seconds of the processor that ended children of this process have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def test_a_big_file_of_hours_is_read_in_a_process_of_its_own(
    client: httpx.AsyncClient,
) -> None:
    await send(client, places_csv([place(id=f"{number}") for number in range(60)]))
    before = _of_children()

    gaps = await _ticking(client, gzip.compress(hours_csv(*MANY)), "hours_csv")

    assert _of_children() > before
    assert len(gaps) > 20


async def test_a_small_file_is_read_without_a_process(client: httpx.AsyncClient) -> None:
    before = _of_children()

    await _ticking(client, places_csv([place()]), "csv")

    assert _of_children() == before


async def test_both_ways_say_the_same_of_a_file(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = {"kuvaus": "Opastusta.", "aukioloajat": "ma-pe 9-16"}
    rows = [place(id=f"{number}", **cells) for number in range(60)]
    await send(client, places_csv(rows))
    places = places_csv([*rows[5:], place(id="w", kunta="?", **cells)])
    hours = hours_csv(*["?;2026-05-01;;;kiinni"] * 250, *MANY)

    async def said() -> list[object]:
        files = ((places, "csv"), (hours, "hours_csv"))
        tried = [await send(client, file, format=kind, dry_run="true") for file, kind in files]
        return [(one.json()["counts"], one.json()["errors"]) for one in tried]

    monkeypatch.setattr(running, "SMALL", 10**9)
    here = await said()
    monkeypatch.setattr(running, "SMALL", 0)
    there = await said()

    assert there == here


async def test_a_long_loop_lets_others_have_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SLICE", -1.0)
    seen: list[str] = []

    async def other() -> None:
        for _ in range(3):
            seen.append("other")
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        group.create_task(other())
        async for item in in_turns("abc"):
            seen += [item]

    assert seen == ["a", "other", "b", "other", "c", "other"]


@pytest.mark.parametrize(
    ("kind", "content", "most"),
    [
        ("hours_csv", hours_csv(*["1;2026-05-01;;;kiinni"] * 500_001), "500 000"),
        ("csv", b"id;nimi;kunta\n" + b"1;Harju;Lahti\n" * 50_001, "50 000"),
    ],
    ids=["hours", "places"],
)
async def test_I8_more_rows_than_a_file_may_have_are_refused_before_anything_is_written(
    client: httpx.AsyncClient, kind: str, content: bytes, most: str
) -> None:
    answer = await send(client, content, format=kind)

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (422, "too_many_rows")
    assert most in error["detail"]
    assert await names_of(client) == []


@pytest.mark.shared
async def test_the_hours_of_all_libraries_leave_the_loop_to_others(
    client: httpx.AsyncClient, shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shared_data / "libraries"
    places = (folder / "kirjastot.csv").read_bytes()
    hours = next(folder.glob("aukiolot-*.csv.gz")).read_bytes()

    first = await _ticking(client, places, "csv")
    second = await _ticking(client, hours, "hours_csv")

    with capsys.disabled():
        print(f"\nlongest gaps: places {max(first):.3f} s, hours {max(second):.3f} s", end=" ")
    assert len(second) > 50
