"""api.md section 11: the OpenAPI document of the smallest service."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from openapi_spec_validator import OpenAPIV31SpecValidator

from common.contract import ALWAYS
from common.identity import Anyone
from common.service import described, events_of
from common.strict import router

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def document(closed_office: FastAPI) -> dict[str, Any]:
    made: dict[str, Any] = closed_office.openapi()
    return made


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_operation_says_who_may_call_and_how_it_may_refuse(document: dict[str, Any]) -> None:
    for _, method, operation in operations(document):
        assert operation["x-access"]["who"]
        assert operation["operationId"]
        assert operation["tags"]
        for status in ALWAYS:
            reference = operation["responses"][str(status)]["$ref"]
            assert reference == f"#/components/responses/Problem{status}"
        assert ("409" in operation["responses"]) is (method != "get")


def test_access_is_what_the_route_enforces(document: dict[str, Any]) -> None:
    public, staff = document["paths"]["/parcels"]["get"], document["paths"]["/parcels"]["post"]

    assert public["x-access"] == {"who": "anyone"}
    assert public["security"] == [{}, {"ApiKey": []}]
    assert staff["x-access"] == {"who": "parcels:write", "grants": "a parcel of the own office"}
    assert staff["security"] == [{"ApiKey": []}]


def test_headers_that_a_request_may_or_must_have(document: dict[str, Any]) -> None:
    def headers(path: str, method: str) -> dict[str, bool]:
        parameters = document["paths"][path][method]["parameters"]
        return {one["name"]: one["required"] for one in parameters if one["in"] == "header"}

    assert headers("/parcels", "post") == {"Idempotency-Key": False}
    assert headers("/parcels/{parcel_id}", "patch") == {"If-Match": True}
    assert headers("/parcels/{parcel_id}", "get") == {}


def test_a_parameter_that_is_not_sent_is_not_null(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/parcels"]["get"]["parameters"]

    limit, cursor, label = (one["schema"] for one in parameters)

    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 200, 50)
    assert (cursor["type"], cursor["pattern"]) == ("string", "^[A-Za-z0-9_-]{1,2000}$")
    assert (label["type"], label["maxLength"]) == ("string", 80)
    assert "anyOf" not in str(parameters)


def test_no_schema_is_of_fastapi_and_none_has_a_default_of_null(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    assert not {"HTTPValidationError", "ValidationError"} & set(schemas)
    assert "default" not in str(schemas["ParcelChange"])
    assert schemas["ParcelChange"].get("required", []) == []
    assert schemas["Page_Parcel_"]["required"] == ["items"]
    assert set(schemas["Parcel"]["required"]) == {"id", "label", "note", "version"}


def places(part: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from places(one, f"{where}/{number}")
    if isinstance(part, dict):
        yield where, part
        for name, one in part.items():
            yield from places(one, f"{where}/{name}")


def test_every_text_array_and_number_is_bounded(document: dict[str, Any]) -> None:
    for where, part in places(document):
        if part.get("type") == "string":
            assert {"maxLength", "pattern", "enum", "const"} & set(part), where
        if part.get("type") == "array":
            assert "maxItems" in part, where
        if part.get("type") == "integer":
            assert "format" in part, where
            assert {"maximum", "exclusiveMaximum"} & set(part), where


def test_a_route_without_a_caller_has_no_contract() -> None:
    lost = router("/lost", "lost")

    @lost.get("")
    async def lose() -> None: ...

    with pytest.raises(LookupError, match="lose does not say who may call it"):
        described("office", [lost]).openapi()


def test_the_document_is_made_once(closed_office: FastAPI) -> None:
    assert closed_office.openapi() is closed_office.openapi()


def test_a_service_tells_the_events_of_its_own_package() -> None:
    assert events_of("nobody") == []


def test_two_routers_make_one_document() -> None:
    found = router("/found", "found")

    @found.get("")
    async def find(_: Anyone) -> None: ...

    assert list(described("office", [found]).openapi()["paths"]) == ["/found"]
