"""Reads that are asked often answer as FastAPI would (performance.md 3.4)."""

import random
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from common.parameters import KNOWN_NAMES
from common.strict import StrictRequest, StrictRoute
from directory.api import ROUTERS
from directory.api.plain import PlainRoute, ReadBefore, Table, apart
from tests.directory.town import LAHTI, Town
from tests.services import NO_TOKEN, as_caller

PARAMETERS: dict[str, list[str]] = {
    "near": [LAHTI, "61.2,26.0", "nowhere", "91,0"],
    "radius_m": ["500", "20000", "0", "x"],
    "service": ["service_guidance", "device_network,kela_point", "magic", ""],
    "municipality": ["398", "Heinola,576", "Atlantis", "111 Lahti"],
    "need": ["device_use", "magic"],
    "open_at": ["now", "2026-05-05T10:00:00Z", "later"],
    "limit": ["1", "3", "201", "2.0"],
    "q": ["digituki", "kirjasto lahti", "131052-308T", "x\u0007"],
    "include": ["openness", "hours,services", "all"],
    "sort": ["name", "-updated_at", "distance", "size"],
    "cursor": ["x", "WzEsIm5hbWUiXQ"],
    "unknown": ["1"],
}
PATHS = ["/support-points", "/open-now", "/match", "/search", "/mobile-visits", "/mobile-units",
         "/remote-channels", "/materials", "/organisations", "/topics", "/holidays"]  # fmt: skip
THINGS = ["/support-points", "/mobile-visits", "/mobile-units", "/remote-channels", "/materials",
          "/organisations"]  # fmt: skip
BEHIND = ["", "", "", "/openness", "/opening-hours", "/hours", "/"]
WRONG_IDS = ["nobody", "", " ", "{id}", "town:harju", "00000000-0000-0000-0000-000000000009"]
MUST_ASK = {"/search": "?q=tuki", "/holidays": "?year=2026"}
CALLERS: list[dict[str, str]] = [
    {},
    {},
    as_caller("directory:read", kind="staff"),
    as_caller("directory:read", kind="partner"),
    NO_TOKEN,
]


def question(chance: random.Random) -> tuple[str, dict[str, Any], dict[str, str]]:
    names = chance.sample(sorted(PARAMETERS), chance.randint(0, 3))
    params = {name: chance.choice(PARAMETERS[name]) for name in names}
    headers = chance.choice(CALLERS) | {"accept-language": chance.choice(["fi", "sv", "en"])}
    return chance.choice(PATHS), params, headers | {"x-request-id": "12345678"}


async def ids_of(town: Town) -> dict[str, list[str]]:
    """What may be asked of each noun by id."""
    lists = {path: await town.get(path, limit=200) for path in THINGS}
    return {path: [one["id"] for one in told["items"]] for path, told in lists.items()}


def one_thing(chance: random.Random, ids: dict[str, list[str]]) -> str:
    path = chance.choice(THINGS)
    id_ = chance.choice(ids[path])
    told = chance.choice([id_, id_, id_, id_.upper(), id_.replace("-", ""), *WRONG_IDS])
    return f"{path}/{told}{chance.choice(BEHIND)}"


def told(answer: httpx.Response) -> tuple[Any, ...]:
    """An answer without what is new every time."""
    body = answer.json() if answer.content else None
    if isinstance(body, dict):
        body.pop("trace_id", None)
    return answer.status_code, sorted(answer.headers.items()), body


async def test_answers_are_the_same_with_and_without_the_solver(
    read_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, statuses, asked = random.Random(4), set(), 0
    ids = await ids_of(read_town)

    async def by_fastapi(route: PlainRoute, scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal asked
        asked += 1
        await StrictRoute.handle(route, scope, receive, send)

    async def passed_on(table: Table, scope: Scope, receive: Receive, send: Send) -> None:
        await table.app(scope, receive, send)

    for number in range(450):
        path, params, headers = question(chance)
        if number >= 300:
            path = one_thing(chance, ids)
            params = {name: params[name] for name in params if chance.random() < 0.3}
        plain = await read_town.client.get(path, params=params, headers=headers)
        with monkeypatch.context() as patched:
            patched.setattr(PlainRoute, "handle", by_fastapi)
            patched.setattr(Table, "__call__", passed_on)
            other = await read_town.client.get(path, params=params, headers=headers)
        assert told(plain)[0::2] == told(other)[0::2], (path, params)
        lengths = [sorted(dict(told(one)[1]).items()) for one in (plain, other)]
        if plain.status_code < 400:
            assert lengths[0] == lengths[1], (path, params)
        statuses.add(plain.status_code)
    assert statuses >= {200, 400, 401, 404, 422}
    assert asked >= 300


PLACES = [
    LAHTI, "61.2,26.0", "61.2%2C26.0", "61.2+,26.0", "", "nowhere", "91,0", "25.6,60.9",
    f"{LAHTI}&near=61.2,26.0", f"{LAHTI}&ne%61r=61.2,26.0", f"{LAHTI}&limit=1",
]  # fmt: skip
REST = ["", "&radius_m=20000&limit=3", "&unknown=1", "&radius_m=x", "&limit=2&limit=2"]


@pytest.mark.parametrize("path", ["/support-points", "/open-now", "/match"])
async def test_what_was_asked_of_one_place_is_asked_alike_of_another(
    read_town: Town, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """The rest of a query is read once; the answers are those of who reads it every time."""

    async def read_anew(query: ReadBefore, request: StrictRequest) -> Any:
        request.scope[KNOWN_NAMES] = False
        return await query.call(request)

    for rest in REST:
        asked = [f"{path}?near={place}{rest}" for place in PLACES * 2]
        asked += [f"{path}?limit=2&near={place}{rest}" for place in PLACES]
        often = [told(await read_town.client.get(one)) for one in asked]
        with monkeypatch.context() as patched:
            patched.setattr(ReadBefore, "read", read_anew)
            patched.setattr(ReadBefore, "knows", lambda *_: False)
            anew = [told(await read_town.client.get(one)) for one in asked]
        for one, first, second in zip(asked, often, anew, strict=True):
            assert (first[0], first[2]) == (second[0], second[2]), one
        assert {one[0] for one in often} & {200, 400, 422}


def test_a_query_without_its_place() -> None:
    asked = [b"near=1,2&limit=3", b"limit=3&near=1%2C2", b"limit=3", b"farnear=1", b"near=1&near=2"]

    assert [apart(one) for one in asked] == [
        ((b"", b"limit=3"), "1,2"),
        ((b"limit=3&", b""), "1,2"),
        None,
        None,
        None,
    ]


async def test_what_is_often_asked_does_not_reach_fastapi(
    read_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(route: PlainRoute, scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError(route.path)

    monkeypatch.setattr(PlainRoute, "handle", never)
    ids = await ids_of(read_town)
    things = [f"{path}/{ids[path][0]}" for path in THINGS]
    things += [f"/support-points/{ids['/support-points'][0]}{more}" for more in BEHIND[3:5]]
    asked = [*(path + MUST_ASK.get(path, "") for path in PATHS), *things]
    answers = [await read_town.client.get(path) for path in asked]

    assert [answer.status_code for answer in answers] == [200] * len(answers)


def test_the_lists_are_plain() -> None:
    plain = {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, PlainRoute) and route.steps is not None
    }

    assert set(PATHS) <= plain


async def test_head_and_304_are_answered_as_always(read_town: Town) -> None:
    whole = await read_town.client.get("/support-points")
    head = await read_town.client.head("/support-points")
    same = await read_town.client.get(
        "/support-points", headers={"if-none-match": whole.headers["etag"]}
    )

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert (same.status_code, same.content) == (304, b"")
    assert (await read_town.client.request("DELETE", "/support-points")).status_code == 405
