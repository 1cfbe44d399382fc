"""The documentation tells the fields of a body, and what each parameter may be."""

import json
import re

import pytest

from gateway.contract import shipped
from gateway.fields import kind_of, shape_of, shapes_inside, values_of
from gateway.meanings import CODES, explain
from gateway.pages import Pages

CONTRACT = json.loads(shipped())
SCHEMAS = CONTRACT["components"]["schemas"]


def documentation() -> str:
    page = Pages(CONTRACT).find("/docs", b"language=en", None)
    assert page is not None
    return page.body.decode()


def test_a_field_tells_its_type_whether_it_is_required_its_values_and_its_meaning() -> None:
    shape = shape_of("NewSupportPoint", SCHEMAS)

    assert shape is not None
    fields = {one.name: one for one in shape.fields}
    assert fields["kind"].required
    assert "municipality" in fields["kind"].values
    assert fields["services"].kind == "list of PointService"
    assert fields["services"].shape == "PointService"
    assert fields["target_groups"].meaning == "Codes of /v1/target-groups."
    assert not fields["hours"].required


def test_what_is_only_told_has_words_and_examples_but_no_limits() -> None:
    told = shape_of("ImportRow", SCHEMAS, limits=False)
    sent = shape_of("ImportRow", SCHEMAS)

    assert told is not None
    assert sent is not None
    assert {one.name: one.values for one in told.fields}["outcome"].startswith("created, updated")
    assert "maxItems" not in "".join(one.values for one in told.fields)
    assert "maxItems" in "".join(one.values for one in sent.fields)


def test_nested_shapes_are_told_however_deep() -> None:
    inside = shapes_inside("NewSupportPoint", SCHEMAS)

    assert {"PointService", "NewHours", "NewPeriod", "Span", "NewAddress", "NewContact"} <= set(
        inside
    )
    assert "PointKind" not in inside


def test_the_page_shows_the_fields_of_a_body_and_leads_to_those_inside() -> None:
    page = documentation()

    assert '<code id="shape-newsupportpoint">NewSupportPoint</code>' in page
    assert '<a href="#shape-pointservice">list of PointService</a>' in page
    assert '<h3 id="shape-span"><code>Span</code></h3>' in page


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"pattern": "^(?:a|b_c)(,(?:a|b_c)){0,1}$", "maxLength": 2000}, "a, b_c"),
        ({"enum": ["yes", "no"], "default": "no"}, "yes, no; default no"),
        ({"type": "integer", "minimum": 1.0, "maximum": 200.0}, "minimum 1, maximum 200"),
        ({"type": "integer", "maximum": 2000000.0}, "maximum 2000000"),
        ({"type": "number", "minimum": 59.5}, "minimum 59.5"),
        ({"anyOf": [{"const": "now"}, {"type": "null"}]}, "now"),
        ({"type": "array", "items": {"examples": ["fi"]}}, "e.g. fi"),
    ],
)
def test_values_are_words_or_limits(schema: dict[str, object], told: str) -> None:
    assert values_of(schema) == told


def test_a_type_is_in_words() -> None:
    day = {"type": "string", "format": "date"}

    assert kind_of({"anyOf": [day, {"type": "null"}]}) == "string (date)"
    assert kind_of({"type": "string", "pattern": "^a(,a)*$"}) == "string (with commas)"
    assert kind_of({"type": "array", "items": {"$ref": "#/components/schemas/X"}}) == "list of X"


def test_every_public_parameter_has_a_meaning() -> None:
    silent = [
        f"{operation['operationId']} {one['name']}"
        for operations in CONTRACT["paths"].values()
        for operation in operations.values()
        for one in operation.get("parameters", [])
        if "name" in one and not one.get("description")
    ]

    assert silent == []


def test_the_code_lists_named_are_there() -> None:
    assert {f"/v1/{path}" for path in CODES.values()} <= set(CONTRACT["paths"])


def test_each_code_list_shows_a_word_of_its_own() -> None:
    lists = [f"/v1/{path}" for name, path in CODES.items() if name != "municipality"]

    words = [
        CONTRACT["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["example"]
        for path in lists
    ]
    assert len({json.dumps(one["items"][0]) for one in words}) == len(lists)


def test_the_key_of_a_repeated_post_says_how_it_is_written() -> None:
    create = CONTRACT["paths"]["/v1/support-points"]["post"]

    key = next(one for one in create["parameters"] if one["name"] == "Idempotency-Key")
    assert "8 to 200 visible ASCII characters" in key["description"]


@pytest.mark.parametrize(
    "reference",
    ["(D6)", "(O21, O23)", "(section 3.6)", "(rule V6)", "(rules O2, O5)", "Rules D1, D2."],
)
def test_a_reference_to_our_own_pages_is_left_out(reference: str) -> None:
    document = {"info": {"description": f"It is so {reference}"}, "paths": {}}

    assert explain(document)["info"]["description"] == "It is so"


def test_the_public_contract_has_no_reference_to_our_own_pages() -> None:
    text = shipped().decode()

    assert re.findall(r"\b(?:[Rr]ules?|[Ss]ections?) [A-Z]?\d[\d.]*|\([A-Z]\d{1,2}\b", text) == []
    assert "(RFC 7396)" in text
