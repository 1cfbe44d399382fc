"""Query strings read by one model, and the parameters that they document."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

import pytest
import pytest_asyncio
from fastapi import FastAPI
from httpx import AsyncClient
from pydantic import Field

from common.identity import Anyone
from common.query import CommaList, Query, Whole, YesOrNo, asked
from common.service import framed
from common.settings import ServiceSettings
from common.shapes import Line, Shape
from common.strict import router
from tests.services import NOWHERE, PUBLIC_KEYS, client_of


class ShelvesQuery(Query):
    """What one may ask of shelves."""

    room: Line
    kinds: Annotated[tuple[Line, ...], CommaList(r"[a-z]{1,10}", most=3)] = ()
    colour: Literal["red", "green"] = "red"
    size: Annotated[str, Field(pattern="^(?:small|large)$")] = "small"
    height: Annotated[Whole, Field(ge=1, le=9)] | None = None
    full: Annotated[YesOrNo, Field(description="Only full ones.")] = False


class Shelves(Shape):
    room: Line
    kinds: Annotated[list[Line], Field(max_length=3)]
    height: Whole | None
    full: bool


shelves = router("/shelves", "shelves")


@shelves.get("", response_model=Shelves)
async def list_shelves(
    _: Anyone, query: Annotated[ShelvesQuery, asked(ShelvesQuery)]
) -> dict[str, Any]:
    return query.model_dump(exclude={"colour", "size"})


@pytest.fixture(scope="module")
def app() -> FastAPI:
    told = {"database_url": "x", "nats_url": NOWHERE, "caller_keys": PUBLIC_KEYS}

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    return framed("shop", lifespan, ServiceSettings.model_validate(told), [shelves])


@pytest_asyncio.fixture
async def shop(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with client_of(app, "shop") as client:
        yield client


async def test_a_query_is_read_by_its_model(shop: AsyncClient) -> None:
    asked_ = "room=A&kinds=b,c&height=3&full=true"
    answer = await shop.get(f"/shelves?{asked_}")

    assert answer.status_code == 200
    assert answer.json() == {
        "room": "A",
        "kinds": ["b", "c"],
        "height": 3,
        "full": True,
    }


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("", "/room", "required"),
        ("room=A&kinds=B", "/kinds", "bad_format"),
        ("room=A&kinds=", "/kinds", "bad_format"),
        ("room=A&kinds=a,b,c,d", "/kinds", "bad_format"),
        ("room=A&height=10", "/height", "out_of_range"),
        ("room=A&height=3.0", "/height", "bad_format"),
        ("room=A&height=%203", "/height", "bad_format"),
        ("room=A&full=yes", "/full", "bad_format"),
        ("room=A&full=1", "/full", "bad_format"),
        ("room=%00", "/room", "control_character"),
    ],
)
async def test_what_is_wrong_with_a_query_is_told_by_its_name(
    shop: AsyncClient, query: str, pointer: str, code: str
) -> None:
    answer = await shop.get(f"/shelves?{query}")

    assert answer.status_code == 422
    errors = {(wrong["in"], wrong["pointer"], wrong["code"]) for wrong in answer.json()["errors"]}
    assert errors == {("query", pointer, code)}


@pytest.mark.parametrize(
    ("query", "language", "right"),
    [
        ("height=10", "fi", "Ei sallitulla välillä. Sallittu: 1–9."),
        ("height=-3000000000", "en", "It is out of range. Allowed: 1–9."),
        ("height=100000000000000000000", "sv", "Fel format. Tillåtet: 1–9."),
        ("colour=blue", "en", "It is not in the list. Allowed: red, green."),
        ("size=huge", "en", "It is not in the list. Allowed: small, large."),
        ("kinds=B", "en", "It has a wrong form."),
        ("full=maybe", "en", "It has a wrong form. For example true / false."),
    ],
)
async def test_a_refusal_says_what_would_be_right(
    shop: AsyncClient, query: str, language: str, right: str
) -> None:
    answer = await shop.get(f"/shelves?room=A&{query}", headers={"Accept-Language": language})

    assert [wrong["detail"] for wrong in answer.json()["errors"]] == [right]


@pytest.mark.parametrize(
    ("query", "kind"),
    [("room=A&x=1", "unknown-parameter"), ("room=A&room=B", "repeated-parameter")],
)
async def test_the_names_are_those_of_the_model(shop: AsyncClient, query: str, kind: str) -> None:
    answer = await shop.get(f"/shelves?{query}")

    assert (answer.status_code, answer.json()["type"]) == (400, f"/problems/{kind}")


def test_the_contract_documents_the_model(app: FastAPI) -> None:
    parameters = app.openapi()["paths"]["/shelves"]["get"]["parameters"]
    told = {one["name"]: (one["required"], one["schema"]) for one in parameters}

    assert told["room"] == (True, {"type": "string", "minLength": 1, "maxLength": 80})
    assert told["kinds"][1]["pattern"] == "^[a-z]{1,10}(,[a-z]{1,10}){0,2}$"
    assert (told["height"][1]["minimum"], told["height"][1]["maximum"]) == (1, 9)
    assert told["height"][1]["format"] == "int32"
    assert told["full"] == (False, {"type": "boolean", "default": False})
    assert {one["name"] for one in parameters if one.get("x-comma-list")} == {"kinds"}
    assert told["kinds"][1]["type"] == "string"
