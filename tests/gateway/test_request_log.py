"""One line for each request, with nothing personal in it."""

import json
import logging

import httpx
import pytest
from prometheus_client import REGISTRY

from common.frame import SECONDS
from gateway.request_log import BOUNDS
from tests.gateway.conftest import KeyTable
from tests.gateway.fake_service import Place

POINTS = "/v1/support-points"


@pytest.fixture(autouse=True)
def told() -> None:
    logging.getLogger("request").setLevel(logging.INFO)


async def test_a_line_says_what_happened_and_to_whom_but_not_where_from(
    client: httpx.AsyncClient, place: Place, key_table: KeyTable
) -> None:
    key = key_table.add()
    await client.get(f"{POINTS}?municipality=398", headers={"X-API-Key": key})
    await client.get(f"{POINTS}?municipality=398", headers={"X-API-Key": key})
    await client.get("/v1/nothing-like-it?secret=1")

    place.site.log.flush()

    lines = [json.loads(line) for line in place.log.getvalue().splitlines()]
    assert [line["route"] for line in lines] == [POINTS, POINTS, "unknown"]
    assert [line["status"] for line in lines] == [200, 200, 404]
    assert [line["cache"] for line in lines] == ["miss", "hit", ""]
    assert lines[1]["key_id"] == key.split("_")[2]
    assert lines[1]["audience"] == "partner"
    assert lines[2]["key_id"] is None
    assert key not in place.log.getvalue()
    assert "127.0.0.1" not in place.log.getvalue()
    assert "398" not in place.log.getvalue()


async def test_times_are_gathered_as_the_histogram_would(
    client: httpx.AsyncClient, place: Place
) -> None:
    where = {"service": "gateway", "route": POINTS, "method": "GET", "status_class": "2xx"}
    name = "http_server_request_duration_seconds"
    place.site.log.flush()
    before = REGISTRY.get_sample_value(f"{name}_count", where) or 0

    for _ in range(3):
        await client.get(POINTS)
    place.site.log.flush()

    assert REGISTRY.get_sample_value(f"{name}_count", where) == before + 3
    assert (REGISTRY.get_sample_value(f"{name}_sum", where) or 0) > 0
    assert SECONDS.labels(*where.values())._upper_bounds == BOUNDS


async def test_hits_are_counted(client: httpx.AsyncClient, place: Place) -> None:
    place.site.log.flush()
    before = REGISTRY.get_sample_value("gateway_cache_total", {"result": "hit"}) or 0

    for _ in range(4):
        await client.get(POINTS)
    place.site.log.flush()

    assert REGISTRY.get_sample_value("gateway_cache_total", {"result": "hit"}) == before + 3
