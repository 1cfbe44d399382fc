"""The nearest libraries of all Finland: acceptance item 5, and a search by brute force."""

import random

import httpx
import pytest

from tests.e2e.libraries import all_points, origin
from tests.e2e.library_file import Register

pytestmark = pytest.mark.shared
SEED = 2026


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
STAFFED = [("85910", 450), ("85565", 61_300)]
Near = list[tuple[str, int]]


def as_expected(found: Near, expected: Near) -> Near:
    """What was found, with the expected metres where the found ones are near enough (0.5 %)."""
    wanted = dict(expected)
    return [(place, _rounded(metres, wanted.get(place, metres))) for place, metres in found]


def _rounded(metres: int, wanted: int) -> int:
    return wanted if abs(metres - wanted) <= max(1, 0.005 * wanted) else metres


async def test_the_nearest_are_those_of_the_page(registrar: httpx.AsyncClient) -> None:
    drafts_too = {"record_state": "draft,published"}

    in_lahti = await nearest(registrar, LAHTI, limit="6", **drafts_too)
    in_vaarunkyla = await nearest(registrar, VAARUNKYLA, limit="5", **drafts_too)

    assert as_expected(in_lahti, FROM_LAHTI) == FROM_LAHTI
    assert as_expected(in_vaarunkyla, FROM_VAARUNKYLA) == FROM_VAARUNKYLA
    assert len(await nearest(registrar, LAHTI, radius_m="10000", **drafts_too)) == 9
    assert len(await nearest(registrar, LAHTI, radius_m="30000", **drafts_too)) == 14


async def test_the_nearest_with_guidance_is_that_of_the_page(traveller: httpx.AsyncClient) -> None:
    found = await nearest(traveller, VAARUNKYLA, service="service_guidance", limit="1")

    assert [place for place, _ in found] == ["86725"]


async def test_the_nearest_open_doors_are_those_of_the_page(traveller: httpx.AsyncClient) -> None:
    tuesday, sunday = "2026-05-05T18:30:00+03:00", "2026-05-24T12:00:00+03:00"

    on_tuesday = await nearest(traveller, LAHTI, open_at=tuesday, state="open", limit="3")
    staffed = await nearest(traveller, LAHTI, open_at=sunday, state="open", limit="2")
    serving_themselves = await nearest(
        traveller, LAHTI, open_at=sunday, state="self_service", limit="200"
    )

    assert [place for place, _ in on_tuesday] == ["85910", "85897", "85705"]
    assert as_expected(staffed, STAFFED) == STAFFED
    assert ("85520", 2326) in serving_themselves


async def test_100_random_nearest_tens_equal_brute_force(
    traveller: httpx.AsyncClient, register: Register
) -> None:
    points = await all_points(traveller)
    ours = {origin(point): point["id"] for point in points}
    chosen = random.Random(SEED)
    for _ in range(100):
        one = register.places[chosen.choice(sorted(ours))]
        lat = round(one.lat + chosen.uniform(-0.3, 0.3), 3)
        lon = round(one.lon + chosen.uniform(-0.6, 0.6), 3)

        found = await nearest(traveller, f"{lat},{lon}", limit="10")

        metres = {place: register.places[place].metres_from(lat, lon) for place in ours}
        order = sorted(ours, key=lambda place: (round(metres[place], 3), ours[place]))
        expected = [(place, round(metres[place])) for place in order[:10]]
        assert as_expected(found, expected) == expected
