"""Which problems are told of which operation."""

import json

import pytest

from gateway.contract import shipped
from gateway.possible import EVERYWHERE, problems_everywhere, problems_of

CONTRACT = json.loads(shipped())


def slugs(method: str, path: str) -> set[str]:
    operation = CONTRACT["paths"][f"/v1{path}"][method]
    told = problems_of(CONTRACT, f"/v1{path}", method, operation)
    return {slug for some in told.values() for slug in some}


@pytest.mark.parametrize(
    "path", sorted(path for path in CONTRACT["paths"] if "get" in CONTRACT["paths"][path])
)
def test_a_read_has_no_problem_of_bodies_keys_or_versions(path: str) -> None:
    told = slugs("get", path.removeprefix("/v1"))

    assert not told & {
        "bad-json", "body-too-large", "unsupported-media-type", "identity-code-in-text",
        "idempotency-key-missing", "idempotency-key-reused", "request-in-progress", "conflict",
        "duplicate", "not-in-this-state", "version-mismatch", "precondition-required",
        "municipality-not-allowed", "method-not-allowed",
    }  # fmt: skip


def test_what_takes_nothing_has_no_problem_of_its_own() -> None:
    assert slugs("get", "/areas") == set()
    assert slugs("get", "/holidays") == {"repeated-parameter", "validation-error"}


def test_a_list_has_pages_and_a_thing_can_be_gone() -> None:
    assert "invalid-cursor" in slugs("get", "/support-points")
    assert {"not-found", "archived"} <= slugs("get", "/support-points/{point_id}")
    assert not {"not-found", "archived"} & slugs("get", "/support-points")


def test_a_write_has_the_problems_of_what_it_takes() -> None:
    publish = slugs("post", "/support-points/{point_id}/publish")
    create = slugs("post", "/support-points")

    assert {"precondition-required", "not-in-this-state", "missing-scope"} <= publish
    assert not {"body-too-large", "identity-code-in-text", "duplicate"} & publish
    assert {"body-too-large", "identity-code-in-text", "duplicate", "bad-json"} <= create
    assert "precondition-required" not in create


def test_hours_without_a_text_hold_no_identity_code() -> None:
    taken = slugs("post", "/support-points/{point_id}/archive")

    assert "body-too-large" in taken
    assert "identity-code-in-text" not in taken


def test_what_any_request_may_meet_is_told_of_all() -> None:
    told = problems_everywhere(CONTRACT)

    assert {slug for some in told.values() for slug in some} == set(EVERYWHERE)
    assert "head-too-large" in told["431"]
