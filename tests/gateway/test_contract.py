"""The public contract is cut from those of the services."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from gateway.app import contracts
from gateway.contract import NotInTheServices, cut
from gateway.exposed import Exposed

ROWS = [Exposed("GET", "/needs", "mentoring"), Exposed("GET", "/points", "directory")]
REF = "#/components/schemas/"


def service(path: str, name: str, **schemas: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"{REF}Page"}}}
    operation = {
        "operationId": name,
        "tags": [name],
        "responses": {"200": {"description": "well", "content": content}},
    }
    return {
        "openapi": "3.1.0",
        "paths": {path: {"get": operation}, "/inside": {"get": operation}},
        "components": {"schemas": schemas | {"Unused": {"type": "string"}}},
        "tags": [{"name": name, "description": f"All {name}"}],
    }


def page(of: str) -> dict[str, Any]:
    return {"type": "object", "properties": {"items": {"items": {"$ref": REF + of}}}}


def services() -> dict[str, dict[str, Any]]:
    thing, other = {"type": "string"}, {"type": "integer"}
    return {
        "mentoring": service("/needs", "needs", Page=page("Thing"), Thing=thing),
        "directory": service("/points", "points", Page=page("Thing"), Thing=other),
    }


def test_only_what_is_exposed_stands_in_it_below_v1() -> None:
    made = cut(ROWS, services())

    assert set(made["paths"]) == {"/v1/needs", "/v1/points"}
    assert made["tags"] == [
        {"name": "needs", "description": "All needs"},
        {"name": "points", "description": "All points"},
    ]
    assert "Unused" not in made["components"]["schemas"]


def test_names_that_clash_are_told_apart_with_all_that_refers_to_them() -> None:
    made = cut(ROWS, services())

    schemas = made["components"]["schemas"]
    assert set(schemas) == {
        "MentoringPage", "MentoringThing", "DirectoryPage", "DirectoryThing",
    }  # fmt: skip
    items = schemas["MentoringPage"]["properties"]["items"]["items"]
    assert items == {"$ref": f"{REF}MentoringThing"}


def test_what_is_the_same_is_shared() -> None:
    both = services()
    both["directory"]["components"] = both["mentoring"]["components"]

    assert set(cut(ROWS, both)["components"]["schemas"]) == {"Page", "Thing"}


def test_an_exposed_operation_that_no_service_has_is_named() -> None:
    rows = [*ROWS, Exposed("POST", "/needs", "mentoring"), Exposed("GET", "/x", "metrics")]

    with pytest.raises(NotInTheServices, match=r"POST /needs \(mentoring\), GET /x \(metrics\)"):
        cut(rows, services())

    assert cut(rows, services(), partly=True) == cut(ROWS, services())


def test_two_operations_of_one_id_are_refused() -> None:
    both = services()
    both["directory"]["paths"]["/points"]["get"]["operationId"] = "needs"

    with pytest.raises(ValueError, match="GET /v1/points and GET /v1/needs are both needs"):
        cut(ROWS, both)


def test_our_own_document_is_valid_and_can_be_cut() -> None:
    own = contracts()["openapi"]
    rows = [Exposed("GET", "/me", "gateway"), Exposed("GET", "/openapi.json", "gateway")]

    made = cut(rows, {"gateway": own})

    validate(made)
    assert made["paths"]["/v1/me"]["get"]["x-access"] == {"who": "anyone"}


def test_the_command_cuts_a_folder_and_names_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "gateway").mkdir()
    own = json.dumps(contracts()["openapi"])
    (tmp_path / "gateway" / "openapi.json").write_text(own)
    argv = [sys.executable, "-m", "gateway", "openapi", "--from", str(tmp_path)]

    whole = subprocess.run(argv, capture_output=True, text=True, check=False)
    partly = subprocess.run([*argv, "--partly"], capture_output=True, text=True, check=True)

    assert whole.returncode == 1
    assert "GET /support-points (directory)" in whole.stderr
    assert set(json.loads(partly.stdout)["paths"]) == {"/v1/me", "/v1/openapi.json"}
