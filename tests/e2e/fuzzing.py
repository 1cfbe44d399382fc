"""What schemathesis asks besides its own checks: `hooks` of schemathesis.toml. Ours are two.

A schema cannot say everything that a service refuses: that a code stands in an editable list, that
a span has a length, that a contact fits its kind. So a request that fits the schema may be refused
with 422, but only for one of the reasons below, and each of them is written in the contract's text.
"""

from typing import Any

import schemathesis

REASONS = {
    "not_in_list": "codes, municipalities, ids of other things: lists that are edited",
    "out_of_range": "dates outside 1990-2100, places outside the globe, an end before its start",
    "required": "one parameter or member that goes with another one: radius_m with near",
    "bad_format": "a day of the calendar, a contact of its kind, an Idempotency-Key after trimming",
    "control_character": "text is free of control characters",
    "duplicate": "a service stands once at a place",
    "not_a_table": "a file that cannot be read",
    "not_a_spreadsheet": "likewise",
    "not_gzip": "likewise",
    "no_header": "a file without its columns",
    "no_rows": "a file of a header alone",
    "too_short": "text is trimmed before it is measured",
    "bad_rule": "a rule of recurrence is one of several kinds",
    "duplicate_day": "a date stands once",
    "period_reversed": "a period ends after it begins",
    "reversed_span": "a span ends after it begins, or the next day",
    "too_long_span": "a span lasts at most a day",
    "start_missing": "every so many weeks, from a first one",
    "not_an_exception": "only exceptions fall through",
    "unknown": "ids of other things that are not there",
    "invalid": "two members that go with each other: a training or an adoption, two people",
    "year_out_of_range": "dates of hours are of 1900-2999",
}
SLUGS = {
    "idempotency-key-reused", "zero-length-span", "empty-period", "outside-finland",
    "swapped-coordinates", "municipality-conflict", "org-change-invalid", "visit-overlap",
    "outside-county", "import-has-errors", "not-publishable", "qualification-missing",
    "identity-code-in-text", "setting-out-of-range", "service-not-applicable", "person-inactive",
    "support-contact-missing", "dependency-cycle", "target-inactive", "contact-in-future",
    "no-free-allocation",
}  # fmt: skip
WHOLE = "wrong_type"
"""A whole number written as 3.0 fits the schema; we want 3."""


@schemathesis.check
def refused_with_a_reason(_: Any, response: Any, case: Any) -> None:
    """A request that fits the contract is refused for a reason that the contract cannot hold."""
    fits = case.meta is not None and case.meta.generation.mode.is_positive
    if not fits or response.status_code != 422:
        return
    problem = response.json()
    if problem["type"].rpartition("/")[2] in SLUGS:
        return
    unknown = {
        f"{wrong['code']} {wrong['pointer']}"
        for wrong in problem.get("errors", [])
        if wrong["code"] not in REASONS and not _is_whole(wrong, case.body)
    }
    assert not unknown, f"Refused with {sorted(unknown) or problem['type']}: is it in the contract?"


@schemathesis.check
def is_a_problem(_: Any, response: Any, case: Any) -> None:
    """Every refusal is a problem of ours, at the address that was asked, and kept by nobody."""
    if response.status_code < 400 or case.method == "HEAD":
        return
    problem = response.json()
    assert {"type", "title", "status", "detail", "instance", "trace_id"} <= problem.keys()
    assert problem["status"] == response.status_code
    assert response.headers["cache-control"] == ["no-store"]
    assert problem["instance"] == "/" or problem["instance"].startswith("/v1/")


def _is_whole(wrong: dict[str, Any], body: Any) -> bool:
    """Whether what is said to be of a wrong type is a whole number with a point."""
    if wrong["code"] != WHOLE or wrong["in"] != "body":
        return False
    for part in wrong["pointer"].split("/")[1:]:
        if isinstance(body, list) and part.isdigit():
            body = body[int(part)]
        elif isinstance(body, dict):
            body = body.get(part.replace("~1", "/").replace("~0", "~"))
    return isinstance(body, float) and body.is_integer()
