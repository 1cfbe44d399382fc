"""Nothing is removed from the released contract without a deprecation (api.md section 11)."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from gateway.contract import shipped
from tests.contract.breaking import breaks
from tests.contract.release import main, released

PUBLIC: dict[str, Any] = json.loads(shipped())
Document = dict[str, Any]
Change = Callable[[Document], Any]


def test_the_public_contract_keeps_what_was_released() -> None:
    assert breaks(released(), PUBLIC) == [], "python -m tests.contract.release --help"


POINT = {
    "type": "object",
    "required": ["id", "kind"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "kind": {"type": "string", "enum": ["county", "kela"]},
        "levels": {"type": "array", "items": {"$ref": "#/components/schemas/Level"}},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "old": {"type": "string", "deprecated": True},
        "parent": {"$ref": "#/components/schemas/Point"},
    },
}
NEW_POINT = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "kind": {"$ref": "#/components/schemas/Kind"},
        "name": {"type": "string", "minLength": 1, "maxLength": 80},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "levels": {"type": "array", "items": {"$ref": "#/components/schemas/Range"}},
    },
}
TELLS_POINT = {
    "headers": {"ETag": {"schema": {"type": "string"}}},
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Point"}}},
}
LIST: Document = {
    "security": [{}, {"ApiKey": []}],
    "parameters": [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 200}},
        {"name": "kind", "in": "query", "schema": {"type": "string", "pattern": "^(?:a|b)(,x)*$"}},
        {"name": "q", "in": "query", "schema": {"type": "string"}},
        {"name": "page", "in": "query", "deprecated": True, "schema": {"type": "integer"}},
    ],
    "responses": {"200": TELLS_POINT, "404": {"$ref": "#/components/responses/Problem404"}},
}
CREATE: Document = {
    "requestBody": {
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/NewPoint"}},
            "text/csv": {"schema": {"type": "string"}},
        }
    },
    "responses": {"201": TELLS_POINT},
}
SMALL: Document = {
    "paths": {
        "/points": {"get": LIST, "post": CREATE},
        "/sites": {"get": {"deprecated": True, "responses": {}}},
    },
    "components": {
        "responses": {"Problem404": {"content": {"application/problem+json": {}}}},
        "schemas": {
            "Kind": {"type": "string", "enum": ["county", "kela"]},
            "Level": {"type": "object", "required": ["code"], "properties": {"code": {}}},
            "NewPoint": NEW_POINT,
            "Point": POINT,
            "Range": {"type": "integer", "minimum": 0, "format": "int32"},
        },
    },
}


def get_of(document: Document) -> Document:
    found: Document = document["paths"]["/points"]["get"]
    return found


def post_of(document: Document) -> Document:
    found: Document = document["paths"]["/points"]["post"]
    return found


def shape(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def parameter(document: Document, number: int) -> Document:
    found: Document = get_of(document)["parameters"][number]
    return found


AGAIN = {"type": "string"}
NEEDED = {"name": "county", "in": "query", "required": True, "schema": AGAIN}
BROKEN: dict[str, Change] = {
    "GET /points is gone": lambda it: it["paths"]["/points"].pop("get"),
    "POST /points is gone": lambda it: it["paths"].update({"/points": {"get": LIST}}),
    "GET /points newly needs a key": lambda it: get_of(it).update(security=[{"ApiKey": []}]),
    "GET /points query q is gone": lambda it: get_of(it)["parameters"].pop(2),
    "GET /points query q is newly required": lambda it: parameter(it, 2).update(required=True),
    "GET /points query county is newly required": lambda it: get_of(it)["parameters"].append(
        NEEDED
    ),
    "GET /points query limit has a lower maximum": lambda it: parameter(it, 0)["schema"].update(
        maximum=100
    ),
    "GET /points query limit has a higher minimum": lambda it: parameter(it, 0)["schema"].update(
        minimum=1
    ),
    "GET /points query limit is no longer taken as integer": lambda it: parameter(it, 0)[
        "schema"
    ].update(type="boolean"),
    "GET /points query kind no longer takes b": lambda it: parameter(it, 1)["schema"].update(
        pattern="^(?:a|c)(,x)*$"
    ),
    "GET /points query q takes only some codes": lambda it: parameter(it, 2)["schema"].update(
        enum=["a"]
    ),
    "GET /points query q has another pattern": lambda it: parameter(it, 2)["schema"].update(
        pattern="^a"
    ),
    "GET /points query q has another format": lambda it: parameter(it, 2)["schema"].update(
        format="date"
    ),
    "GET /points 404 is gone": lambda it: get_of(it)["responses"].pop("404"),
    "GET /points 404 application/problem+json is gone": lambda it: it["components"]["responses"][
        "Problem404"
    ].update(content={}),
    "GET /points 200 header ETag is gone": lambda it: get_of(it)["responses"]["200"].update(
        headers={}
    ),
    "GET /points 200/kind is gone": lambda it: shape(it, "Point")["properties"].pop("kind"),
    "GET /points 200/kind is no longer always told": lambda it: shape(it, "Point").update(
        required=["id"]
    ),
    "GET /points 200/levels/*/code is no longer always told": lambda it: shape(it, "Level").update(
        required=[]
    ),
    "GET /points 200/id has another format": lambda it: shape(it, "Point")["properties"]["id"].pop(
        "format"
    ),
    "GET /points 200/id is newly told as integer": lambda it: shape(it, "Point")["properties"][
        "id"
    ].update(type="integer"),
    "GET /points 200/id is newly told as null": lambda it: shape(it, "Point")["properties"].update(
        id={"anyOf": [AGAIN, {"type": "null"}]}
    ),
    "POST /points newly requires a body": lambda it: post_of(it)["requestBody"].update(
        required=True
    ),
    "POST /points body text/csv is gone": lambda it: post_of(it)["requestBody"]["content"].pop(
        "text/csv"
    ),
    "POST /points body/name is gone": lambda it: shape(it, "NewPoint")["properties"].pop("name"),
    "POST /points body/name is newly required": lambda it: shape(it, "NewPoint").update(
        required=["kind", "name"]
    ),
    "POST /points body/name has a lower maxLength": lambda it: shape(it, "NewPoint")["properties"][
        "name"
    ].update(maxLength=79),
    "POST /points body/kind no longer takes kela": lambda it: shape(it, "Kind").update(
        enum=["county"]
    ),
    "POST /points body/note is no longer taken as null": lambda it: shape(it, "NewPoint")[
        "properties"
    ].update(note=AGAIN),
    "POST /points body/levels/* has a higher minimum": lambda it: shape(it, "Range").update(
        minimum=1
    ),
}


@pytest.mark.parametrize("said", BROKEN)
def test_what_a_client_would_miss_is_seen(said: str) -> None:
    current = deepcopy(SMALL)
    BROKEN[said](current)

    found = breaks(SMALL, current)

    assert [one for one in found if one.startswith(said)], found


ALLOWED: dict[str, Change] = {
    "nothing": lambda it: it,
    "a new operation": lambda it: it["paths"].update({"/new": {"get": LIST}}),
    "a new status": lambda it: get_of(it)["responses"].update({"410": {}}),
    "a new parameter": lambda it: get_of(it)["parameters"].append(NEEDED | {"required": False}),
    "a new member of an answer": lambda it: shape(it, "Point")["properties"].update(new=AGAIN),
    "a member that is told always from now on": lambda it: shape(it, "Point")["required"].append(
        "levels"
    ),
    "a new code in an answer": lambda it: shape(it, "Point")["properties"]["kind"]["enum"].append(
        "third"
    ),
    "fewer codes in an answer": lambda it: shape(it, "Point")["properties"]["kind"].update(
        enum=["county"]
    ),
    "a new member of a request": lambda it: shape(it, "NewPoint")["properties"].update(new=AGAIN),
    "a member of a request that may be left out": lambda it: shape(it, "NewPoint").update(
        required=[]
    ),
    "a new code in a request": lambda it: shape(it, "Kind")["enum"].append("third"),
    "a new code in a list of codes": lambda it: parameter(it, 1)["schema"].update(
        pattern="^(?:a|b|c)(,x)*$"
    ),
    "a wider bound": lambda it: parameter(it, 0)["schema"].update(maximum=400),
    "a wider number": lambda it: shape(it, "Range").update(format="int64"),
    "the deprecated operation": lambda it: it["paths"].pop("/sites"),
    "the deprecated parameter": lambda it: get_of(it)["parameters"].pop(3),
    "the deprecated member": lambda it: shape(it, "Point")["properties"].pop("old"),
}


@pytest.mark.parametrize("change", ALLOWED)
def test_what_no_client_misses_may_change(change: str) -> None:
    current = deepcopy(SMALL)
    ALLOWED[change](current)

    assert breaks(SMALL, current) == []


def test_losses_of_the_real_contract_are_seen_behind_its_references() -> None:
    current = deepcopy(PUBLIC)
    del current["paths"]["/v1/match"]
    del shape(current, "SupportPoint")["properties"]["name"]
    shape(current, "NewSupportPoint")["required"].append("summary")

    found = breaks(PUBLIC, current)

    assert "GET /v1/match is gone" in found
    assert [one for one in found if one.endswith("/name is gone")]
    assert [one for one in found if one.endswith("body/summary is newly required")]


def test_a_release_that_breaks_the_last_one_is_refused_unless_it_is_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "released" / "openapi.json"
    assert main([], path) == 0
    more = deepcopy(PUBLIC)
    more["paths"]["/v1/lost"] = {"get": {"responses": {}}}
    path.write_text(json.dumps(more))

    refused = main([], path)
    still = released(path)
    meant = main(["--breaking"], path)

    assert (refused, still, meant) == (1, more, 0)
    assert released(path) == PUBLIC
    assert "GET /v1/lost is gone" in capsys.readouterr().out
