"""The committed contracts are those of the code, and they keep the conventions of the house."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from common.errors import LISTED, refusals
from gateway.contract import cut, shipped
from gateway.exposed import EXPOSED, Exposed
from gateway.pages import Pages
from tests.contract.promises import ROOT, SERVICES, TELLERS, documents

ALWAYS = (400, 401, 403, 404, 405, 406, 413, 414, 415, 422, 429, 431, 500, 503)
OF_ONE, WITH_VERSION = (410,), (409, 412, 428)
PUBLIC: dict[str, Any] = json.loads(shipped())
SCHEMA = json.loads((ROOT / "tests/contract/asyncapi/3.0.0-without-$id.json").read_text())


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, listed in document["paths"].items():
        for method, operation in listed.items():
            yield path, method, operation


@pytest.mark.parametrize("service", TELLERS)
@pytest.mark.parametrize("kind", ["openapi", "asyncapi"])
def test_the_committed_documents_are_fresh(service: str, kind: str) -> None:
    committed = json.loads((ROOT / f"services/{service}/{kind}.json").read_text())

    assert committed == json.loads(json.dumps(documents(service)[kind])), "make contracts"


def test_the_public_contract_is_cut_from_the_services() -> None:
    committed = {
        name: json.loads((ROOT / f"services/{name}/openapi.json").read_text())
        for name in (*SERVICES, "gateway")
    }

    assert cut(EXPOSED, committed) == PUBLIC, "make contracts"


def test_an_exposed_route_that_no_service_has_is_seen() -> None:
    nowhere = Exposed("GET", "/nowhere", "directory")
    committed = {
        name: json.loads((ROOT / f"services/{name}/openapi.json").read_text())
        for name in (*SERVICES, "gateway")
    }

    with pytest.raises(LookupError, match="GET /nowhere"):
        cut([*EXPOSED, nowhere], committed)


def test_every_public_path_is_an_exposed_row() -> None:
    rows = {(row.method.lower(), f"/v1{row.path}") for row in EXPOSED}

    assert {(method, path) for path, method, _ in operations(PUBLIC)} == rows


def test_one_first_segment_has_one_owner() -> None:
    owners: dict[str, set[str]] = {}
    for row in EXPOSED:
        owners.setdefault(row.path.split("/")[1], set()).add(row.service)

    assert {segment: names for segment, names in owners.items() if len(names) > 1} == {}


def test_the_public_contract_is_valid_openapi_3_1() -> None:
    broken = PUBLIC | {"info": {"title": "without a version"}}

    assert PUBLIC["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(PUBLIC).iter_errors()] == []
    assert list(OpenAPIV31SpecValidator(broken).iter_errors())


@pytest.mark.parametrize("service", TELLERS)
def test_the_events_are_valid_asyncapi_3(service: str) -> None:
    document = json.loads((ROOT / f"services/{service}/asyncapi.json").read_text())

    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(document)] == []
    document["operations"]["bogus"] = {"action": "shout"}
    assert list(Draft7Validator(SCHEMA).iter_errors(document))


@pytest.mark.parametrize(
    ("path", "method", "operation"),
    list(operations(PUBLIC)),
    ids=[f"{method} {path}" for path, method, _ in operations(PUBLIC)],
)
def test_every_operation_keeps_the_conventions(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert operation["x-access"]["who"]
    assert operation["operationId"]
    assert operation["summary"]
    assert operation["description"] not in ("", operation["summary"])
    assert len(operation["tags"]) == 1
    assert any(code.startswith("2") for code in operation["responses"])
    assert missing_statuses(path, method, operation) == set()
    if operation["x-access"]["who"] == "anyone":
        assert {} in operation["security"]


def missing_statuses(path: str, method: str, operation: dict[str, Any]) -> set[str]:
    """Those that any operation may answer, and those of things, of lists and of writes."""
    wanted = {*ALWAYS, *(OF_ONE if "{" in path else ()), *(WITH_VERSION if method != "get" else ())}
    return {str(status) for status in wanted} - set(operation["responses"])


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, _, operation in operations(PUBLIC)]

    assert len(set(ids)) == len(ids)


OF_MENTORING = {
    "action-incomplete", "adoption-exists", "answers-missing", "contact-in-future",
    "contact-load", "current-state-missing", "dependency-cycle", "dialogue-missing",
    "duplicates-unanswered", "engagement-exists", "evidence-missing", "go-live-in-future",
    "goals-missing", "items-missing", "items-open", "lead-exists", "link-open",
    "mapping-missing", "mapping-too-old", "merge-cycle", "merge-target-closed",
    "no-free-allocation", "not-quick-help",
    "observation-promoted", "open-work", "own-proposal", "person-inactive",
    "pilot-skipped", "plan-closed", "plan-exists", "plan-not-agreed", "quarter-plan-exists",
    "quarter-started", "quarter-unfinished", "report-back-missing", "responsible-invalid",
    "revisit-too-late", "service-not-applicable", "setting-out-of-range",
    "suggestions-missing", "suggestions-unanswered", "support-contact-missing",
    "target-inactive", "target-met", "training-missing", "unit-ended", "version-frozen",
}  # fmt: skip
"""Those of domain.md 6.1 whose processes are there."""


def test_every_slug_of_a_refusal_is_listed_once_with_three_titles() -> None:
    for service in TELLERS:
        import_module(f"{service}.app")
    import_module("gateway.heads")

    ours = [kind for kind in refusals() if not kind.__module__.startswith("tests.")]
    own = {kind.slug: kind for kind in ours if kind.slug not in LISTED}

    assert {slug: kind.title for slug, kind in own.items() if not all(kind.title)} == {}
    assert set(own) == {
        "not-publishable", "archived", "qualification-missing", "visit-overlap", "outside-finland",
        "swapped-coordinates", "outside-county", "municipality-conflict", "empty-period",
        "zero-length-span", "too-many-days", "import-has-errors", "org-change-invalid",
        *OF_MENTORING,
        "tls-required", "head-too-large", "request-too-slow", "http-version-not-supported",
    }  # fmt: skip


def test_every_problem_of_a_service_has_a_page() -> None:
    own = {slug for service in SERVICES for slug in documents(service)["openapi"]["x-problems"]}

    assert "archived" in own
    for slug in own:
        page = Pages(PUBLIC).find(f"/problems/{slug}", b"language=en", None)
        assert page is not None


def test_no_document_names_a_machine() -> None:
    for path in [*(ROOT / "services").glob("*/*api.json"), Path(__file__)]:
        assert "/root/" not in path.read_text().replace('"/root/"', "")
