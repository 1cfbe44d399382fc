"""What the door says when answers are old and services fail (api.md section 24)."""

import asyncio
import time

import httpx
import pytest
from fastapi import FastAPI

from common.errors import Overloaded
from gateway.circuits import State
from gateway.http import Answered, TooLate, Unreachable, asking
from gateway.management import management
from gateway.upstream import AT_ONCE, Turns, Upstream
from tests.gateway.fake_service import CLOCK, Fake, Place, fake_served

POINTS = "/v1/support-points"


def age(place: Place, seconds: float) -> None:
    """Let everything that is kept have been asked for so much earlier."""
    for entry in place.cache.entries.values():
        entry.asked_at -= seconds
        entry.fresh_until -= seconds


async def test_an_idle_gateway_learns_that_a_service_is_back(place: Place) -> None:
    directory = place.site.upstreams["directory"]
    directory.circuit.state = State.OPEN
    directory.circuit.opened_at = time.monotonic() - 6
    application = FastAPI()
    application.state.transactions, application.state.parts = _no_database, []
    operators = management(application, {"directory": directory})
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(operators), base_url="http://operators"
    ) as client:
        ready = (await client.get("/ready")).json()

    assert ready["parts"]["directory"] == "ok"
    assert [asked.target for asked in place.fake.asked] == ["/live", "/live"]


def _no_database() -> None:
    raise OSError


async def test_a_stale_answer_leaves_at_once_with_one_refresh_behind_it(
    client: httpx.AsyncClient, place: Place
) -> None:
    await client.get(POINTS)
    age(place, 70)
    place.fake.body = {"items": [1]}

    stale = [await client.get(POINTS) for _ in range(3)]
    await asyncio.sleep(0.1)
    fresh = await client.get(POINTS)

    assert stale[0].json() == {"items": []}
    assert stale[0].headers["cache-status"] == "digisilta; hit; ttl=-10"
    assert fresh.json() == {"items": [1]}
    assert len(place.fake.asked) == 2


async def test_a_purged_answer_is_asked_for_again_and_renewed_by_304(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.fake.headers |= {"ETag": '"abc"', "Cache-Tags": "list:support-points"}
    first = await client.get(POINTS)
    assert "cache-tags" not in first.headers

    place.cache.purge(["list:support-points"])
    second = await client.get(POINTS)
    third = await client.get(POINTS)

    assert place.fake.asked[1].headers["if-none-match"] == '"abc"'
    assert second.status_code == 200
    assert second.json() == {"items": []}
    assert second.headers["cache-status"] == "digisilta; fwd=stale; fwd-status=304; stored"
    assert third.headers["cache-status"].startswith("digisilta; hit")


async def test_while_nats_is_away_every_hit_is_checked(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.fake.headers |= {"ETag": '"abc"'}
    place.cache.trusted = False

    for _ in range(3):
        assert (await client.get(POINTS)).status_code == 200

    assert len(place.fake.asked) == 3
    assert place.fake.asked[2].headers["if-none-match"] == '"abc"'


async def test_an_answer_stands_in_when_the_service_fails(
    client: httpx.AsyncClient, place: Place
) -> None:
    await client.get(POINTS)
    place.cache.purge_everything()
    place.fake.status = 500

    answer = await client.get(POINTS)

    assert answer.status_code == 200
    assert answer.headers["cache-status"] == (
        "digisilta; fwd=stale; fwd-status=500; detail=stale-if-error"
    )


async def test_an_answer_stands_in_when_the_service_is_gone(
    client: httpx.AsyncClient, place: Place
) -> None:
    await client.get(POINTS)
    place.cache.purge_everything()
    place.site.upstreams["directory"].asks = Gone()

    answer = await client.get(POINTS)

    assert answer.status_code == 200
    assert "stale-if-error" in answer.headers["cache-status"]


async def test_an_answer_that_knows_the_clock_never_stands_in(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.fake.headers["Cache-Control"] = CLOCK
    await client.get("/v1/open-now")
    age(place, 61)
    place.site.upstreams["directory"].asks = Gone()

    answer = await client.get("/v1/open-now")

    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/service-unavailable"
    assert answer.headers["retry-after"] == "5"


async def test_what_was_hard_purged_does_not_stand_in(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.fake.headers["Cache-Tags"] = "point:1"
    await client.get(f"{POINTS}/1")
    place.site.upstreams["directory"].asks = Gone()

    place.cache.purge(["point:1"], hard=True)

    assert (await client.get(f"{POINTS}/1")).status_code == 503


class Gone:
    """A service that nobody reaches."""

    async def ask(self, *_: object, **__: object) -> Answered:
        raise Unreachable("gone")


class Late:
    """A service that nobody hears from in time."""

    def __init__(self) -> None:
        self.were_bulk: list[bool] = []

    async def ask(self, *_: object, is_bulk: bool = False) -> Answered:
        self.were_bulk.append(is_bulk)
        raise TooLate("no answer in time")


async def test_a_failing_service_is_left_alone_and_asked_again(
    client: httpx.AsyncClient, place: Place
) -> None:
    upstream = place.site.upstreams["directory"]
    place.fake.status = 502
    for _ in range(5):
        assert (await client.get("/v1/topics")).status_code == 502
    assert upstream.circuit.state == State.OPEN.value

    refused = await client.get("/v1/topics")
    asked = len(place.fake.asked)
    place.fake.status = 200
    upstream.circuit.opened_at -= 5
    answers = [await client.get("/v1/topics?" if n else "/v1/areas") for n in range(2)]

    assert refused.status_code == 503
    assert 1 <= int(refused.headers["retry-after"]) <= 5
    assert asked == 5
    assert [answer.status_code for answer in answers] == [200, 200]
    assert upstream.circuit.state is State.CLOSED


async def test_a_bug_in_one_operation_takes_no_other_away(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.fake.status = 500
    broken = [await client.get("/v1/topics") for _ in range(6)]
    place.fake.status = 200

    other = await client.get("/v1/areas")

    assert [answer.status_code for answer in broken] == [500] * 6
    assert other.status_code == 200
    assert place.site.upstreams["directory"].circuit.state is State.CLOSED


async def test_an_error_that_the_service_did_not_write_counts_against_it(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.fake.status, place.fake.headers = 500, {"Content-Type": "text/plain"}

    answers = [await client.get("/v1/topics") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [503] * 5
    assert place.site.upstreams["directory"].circuit.state is State.OPEN


async def test_a_slow_service_is_given_up_and_the_others_stay_fast(
    client: httpx.AsyncClient, place: Place
) -> None:
    path = place.socket.with_name("fast.sock")
    place.fake.delay = 30
    async with fake_served(Fake(), path), asking(f"unix://{path}") as asks:
        place.site.upstreams["metrics"].asks = asks
        begun = time.monotonic()
        slow = asyncio.ensure_future(client.get("/v1/topics"))
        await asyncio.sleep(0.1)
        other = await client.get("/v1/event-counts")
        took = time.monotonic() - begun
        refused = await slow

    assert other.status_code == 200
    assert took < 1
    assert refused.status_code == 503
    assert time.monotonic() - begun < 8


async def test_more_than_two_hundred_at_once_are_refused(
    client: httpx.AsyncClient, place: Place
) -> None:
    place.fake.delay = 3
    turns = place.site.upstreams["directory"].turns
    turns.free, turns.queue = asyncio.Semaphore(1), 1

    busy = asyncio.ensure_future(client.post(POINTS, json={}))
    await asyncio.sleep(0.1)
    waits = asyncio.ensure_future(client.post(POINTS, json={}))
    await asyncio.sleep(0.1)
    refused = await client.post(POINTS, json={})
    waited = await waits

    for answer in (refused, waited):
        assert answer.status_code == 503
        assert answer.json()["type"].endswith("#temporary-reduced-capacity")
        assert answer.headers["retry-after"] == "1"
    assert (await busy).status_code == 200


@pytest.mark.parametrize(
    ("asks", "path", "state"),
    [
        (Late(), "/v1/imports", State.CLOSED),
        (Late(), "/v1/imports/1/apply", State.CLOSED),
        (Gone(), "/v1/imports", State.OPEN),
        (Late(), POINTS, State.OPEN),
    ],
    ids=["import", "apply", "gone", "write"],
)
async def test_a_late_import_says_nothing_about_its_service(
    client: httpx.AsyncClient, place: Place, asks: Gone | Late, path: str, state: State
) -> None:
    upstream = place.site.upstreams["directory"]
    upstream.asks = asks

    answers = [await client.post(path, json={}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [503] * 5
    assert upstream.circuit.state is state
    if isinstance(asks, Late):
        assert set(asks.were_bulk) == {path != POINTS}


async def test_imports_take_no_turns_of_the_others(client: httpx.AsyncClient, place: Place) -> None:
    upstream = place.site.upstreams["directory"]
    place.fake.delay = 0.5
    async with asyncio.TaskGroup() as beside:
        imports = [beside.create_task(client.post("/v1/imports", json={})) for _ in range(12)]
        await asyncio.sleep(0.2)
        free = upstream.turns.free._value

    assert free == AT_ONCE
    assert [one.result().status_code for one in imports] == [200] * 12


async def test_a_trial_that_got_no_turn_or_was_given_up_is_not_lost(place: Place) -> None:
    upstream = Upstream("directory", place.asks)
    upstream.turns = Turns(1, 0)
    upstream.circuit.state = State.HALF_OPEN
    place.fake.delay = 0.3

    async with upstream.turns:
        with pytest.raises(Overloaded):
            await upstream.ask("GET", "/topics", {})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await upstream.ask("GET", "/topics", {})
    answers = [await upstream.ask("GET", "/topics", {}) for _ in range(2)]

    assert [answered.status for answered in answers] == [200, 200]
    assert upstream.circuit.state is State.CLOSED


async def test_what_is_gone_is_forgotten(client: httpx.AsyncClient, place: Place) -> None:
    await client.get(f"{POINTS}/1")
    place.cache.purge_everything()
    place.fake.status = 404
    place.fake.headers = {"Cache-Control": "no-store"}

    assert (await client.get(f"{POINTS}/1")).status_code == 404
    place.site.upstreams["directory"].asks = Gone()

    assert (await client.get(f"{POINTS}/1")).status_code == 503
