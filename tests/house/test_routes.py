"""Every route says who may call it, and takes only what it says (api.md sections 4 and 13)."""

from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel

from common.contract import callers_of, routes_of
from common.service import described
from common.shapes import Shape
from common.strict import StrictRoute

SERVICES = ("directory", "mentoring", "metrics")
LOOSE = (int, float, bool, date, datetime)
LONGEST_PLAIN = 80
CHECKED = ("Strict", "BeforeValidator", "AfterValidator")


def routes() -> list[tuple[str, APIRoute]]:
    apps: dict[str, FastAPI] = {
        name: described(name, import_module(f"{name}.api").ROUTERS) for name in SERVICES
    }
    return [(name, route) for name, app in apps.items() for route in routes_of(app)]


ROUTES = routes()


def ids(one: Any) -> str:
    return f"{min(one.methods or {''})} {one.path}" if isinstance(one, APIRoute) else str(one)


@pytest.mark.parametrize(("service", "route"), ROUTES, ids=ids)
def test_every_route_says_who_may_call_it(service: str, route: APIRoute) -> None:
    assert any(True for _ in callers_of(route.dependant)), (
        "Add a Caller parameter: holding(...) or, for the public, Anyone."
    )


@pytest.mark.parametrize(("service", "route"), ROUTES, ids=ids)
def test_every_route_is_strict(service: str, route: APIRoute) -> None:
    assert isinstance(route, StrictRoute)


def test_a_route_without_a_caller_is_seen() -> None:
    app = FastAPI()

    @app.get("/open-door")
    async def open_door() -> dict[str, str]:
        return {}

    (route,) = (one for one in app.routes if getattr(one, "path", "") == "/open-door")
    assert isinstance(route, APIRoute)
    assert not any(True for _ in callers_of(route.dependant))


def shapes_in() -> list[type[Shape]]:
    """The shapes that bodies are read into, and those inside them."""
    found: dict[type[Shape], None] = {}
    for _, route in ROUTES:
        if route.body_field is not None:
            for shape in _inside(route.body_field.field_info.annotation):
                found[shape] = None
    return list(found)


def _inside(annotation: Any) -> Iterator[type[Shape]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        assert issubclass(annotation, Shape), f"{annotation} is no Shape"
        yield annotation
        for field in annotation.model_fields.values():
            yield from _inside(field.annotation)
        return
    for part in get_args(annotation):
        yield from _inside(part)


def loose(shape: type[BaseModel]) -> list[str]:
    """Members of a bare type: pydantic would read "3" as 3 and 1700000000 as a moment."""
    return [
        name
        for name, field in shape.model_fields.items()
        if any(kind in LOOSE for kind in _bare(field.annotation, field.metadata))
    ]


def _bare(annotation: Any, metadata: Any = ()) -> Iterator[type]:
    origin = get_origin(annotation)
    if origin is Annotated:
        base, *more = get_args(annotation)
        yield from _bare(base, (*metadata, *more))
    elif origin in (Union, UnionType) or origin is list:
        for part in get_args(annotation):
            yield from _bare(part)
    elif isinstance(annotation, type) and not any(
        type(one).__name__ in CHECKED or getattr(one, "strict", None) for one in metadata
    ):
        yield annotation


def long_plain(shape: type[BaseModel]) -> list[str]:
    """Texts of more than 80 characters that nobody scans, but for links and file kinds."""
    return [
        name
        for name, field in shape.model_fields.items()
        if field.annotation is str
        and not any("without_identity_code" in str(one) for one in field.metadata)
        and not any(getattr(one, "pattern", None) for one in field.metadata)
        and (_longest(field.metadata) is None or (_longest(field.metadata) or 0) > LONGEST_PLAIN)
        and name not in SHORT_BY_KIND
    ]


SHORT_BY_KIND = {"value"}
"""A contact's value has the form of its kind: a number, an address, a link."""


def _longest(metadata: Any) -> int | None:
    return next((one.max_length for one in metadata if getattr(one, "max_length", None)), None)


@pytest.mark.parametrize("shape", shapes_in(), ids=lambda shape: shape.__name__)
def test_shapes_that_come_in_are_strict(shape: type[Shape]) -> None:
    assert loose(shape) == []
    assert shape.model_config["extra"] == "forbid"
    assert shape.model_config["frozen"]


@pytest.mark.parametrize("shape", shapes_in(), ids=lambda shape: shape.__name__)
def test_free_text_is_scanned_for_identity_codes(shape: type[Shape]) -> None:
    assert long_plain(shape) == []


def test_loose_members_are_seen() -> None:
    class Loose(Shape):
        number: int
        day: date | None
        text: str

    assert loose(Loose) == ["number", "day"]
    assert long_plain(Loose) == ["text"]
