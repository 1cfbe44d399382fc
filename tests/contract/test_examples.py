"""Every body of the public contract has an example, which its schema and its service take."""

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import TypeAdapter, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from common.contract import routes_of
from common.service import described
from gateway.contract import shipped
from tests.contract.promises import SERVICES

PUBLIC: dict[str, Any] = json.loads(shipped())
DOCUMENT = "urn:digisilta"
REGISTRY: Registry[Any] = Registry().with_resource(DOCUMENT, DRAFT202012.create_resource(PUBLIC))
BINARY = ("gzip", "octet-stream", "pdf", "spreadsheetml.sheet", "wordprocessingml.document")
"""Ends of media types that no text in a contract can show."""


class Body(NamedTuple):
    path: str
    method: str
    where: str
    media: str
    content: dict[str, Any]

    @property
    def examples(self) -> list[Any]:
        several = self.content.get("examples", {})
        one = [self.content["example"]] if "example" in self.content else []
        return one + [example["value"] for example in several.values()]

    def wrong_with(self, example: Any) -> list[str]:
        """What its schema has against an example."""
        text = json.dumps(self.content["schema"]).replace('"#/', f'"{DOCUMENT}#/')
        checker = Draft202012Validator(
            json.loads(text), registry=REGISTRY, format_checker=FormatChecker()
        )
        return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(example)]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.where} {self.media.rpartition('/')[2]}"


def bodies(document: dict[str, Any] = PUBLIC) -> Iterator[Body]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts = {"in": operation.get("requestBody", {})}
            parts |= {code: one for code, one in operation["responses"].items() if code[0] == "2"}
            for where, part in parts.items():
                for media, content in part.get("content", {}).items():
                    yield Body(path, method, where, media, content)


BODIES = list(bodies())


@pytest.mark.parametrize("body", BODIES, ids=str)
def test_every_body_has_an_example_that_fits_its_schema(body: Body) -> None:
    assert body.examples or body.media.endswith(BINARY)
    assert [wrong for one in body.examples for wrong in body.wrong_with(one)] == []


def test_an_example_that_does_not_fit_is_seen() -> None:
    body = next(one for one in BODIES if one.where == "in" and "json" in one.media)

    assert body.wrong_with({"colour": "blue"})


def test_every_operation_that_answers_with_a_body_shows_it() -> None:
    shown = {(body.path, body.method) for body in BODIES if body.where != "in"}
    silent = {
        (path, method)
        for path, operations in PUBLIC["paths"].items()
        for method, operation in operations.items()
        if (path, method) not in shown and "204" not in operation["responses"]
    }

    assert silent == set()


def routes_with_bodies() -> dict[tuple[str, str], APIRoute]:
    apps = [described(name, import_module(f"{name}.api").ROUTERS) for name in SERVICES]
    return {
        (route.path_format, method.lower()): route
        for app in apps
        for route in routes_of(app)
        for method in route.methods or ()
        if route.body_field is not None
    }


ROUTES = routes_with_bodies()
SENT = [
    body
    for body in BODIES
    if body.where == "in" and (body.path.removeprefix("/v1"), body.method) in ROUTES
]


@pytest.mark.parametrize("body", SENT, ids=str)
def test_the_service_takes_the_example_that_the_contract_shows(body: Body) -> None:
    field = ROUTES[body.path.removeprefix("/v1"), body.method].body_field
    assert field is not None
    shape: TypeAdapter[Any] = TypeAdapter(field.field_info.annotation or Any)

    for example in body.examples:
        try:
            shape.validate_json(json.dumps(example))
        except ValidationError as wrong:
            pytest.fail(str([(one["loc"], one["msg"]) for one in wrong.errors()]))


UNBOUNDED = {
    "string": {"maxLength", "pattern", "enum", "const"},
    "array": {"maxItems"},
    "integer": {"maximum", "exclusiveMaximum", "enum", "const"},
}


def unbounded(part: Any, where: str = "") -> Iterator[str]:
    """Places of schemas that say nothing of how much there may be."""
    if isinstance(part, dict):
        said = part.get("type")
        kinds = {said} if isinstance(said, str) else set(said or ()) & UNBOUNDED.keys()
        if any(not part.keys() & UNBOUNDED.get(kind, part.keys()) for kind in kinds):
            yield where
    pairs = part.items() if isinstance(part, dict) else enumerate(part)
    for key, inner in pairs:
        if isinstance(inner, dict | list) and key not in ("example", "examples"):
            yield from unbounded(inner, f"{where}/{key}")


def test_every_text_list_and_whole_number_is_bounded() -> None:
    assert list(unbounded(PUBLIC)) == []


def test_what_is_not_bounded_is_seen() -> None:
    schemas = {"a": {"type": "string"}, "b": [{"type": ["array", "null"]}], "c": {"type": "null"}}

    assert list(unbounded(schemas)) == ["/a", "/b/0"]
