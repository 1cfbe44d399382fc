"""Merge patches (RFC 7396): what is sent is merged with what is there, then judged."""

from typing import Any

import pytest

from tests.directory.town import Town, phone
from tests.directory.writing import EDITOR, HOURS, create, send

ADDRESS = {
    "municipality_code": "398",
    "street": {"fi": "Mallikatu 1"},
    "postal_code": "15110",
}


async def patched(town: Town, noun: str, sent: Any, **made: Any) -> Any:
    """The answer to a patch of a new thing."""
    path = (await create(town, noun, **made)).headers["location"]
    return await send(town, "PATCH", path, sent, version=1)


async def good(town: Town, noun: str, sent: Any, **made: Any) -> dict[str, Any]:
    answer = await patched(town, noun, sent, **made)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"name": {"sv": "Ny"}}, {"fi": "Uusi", "sv": "Ny", "en": None}),
        ({"name": {"sv": None}}, {"fi": "Uusi", "sv": None, "en": None}),
        ({"name": {"fi": "Toinen"}}, {"fi": "Toinen", "sv": "Gammal", "en": None}),
        ({"name": {}}, {"fi": "Uusi", "sv": "Gammal", "en": None}),
    ],
)
@pytest.mark.parametrize("noun", ["support-points", "mobile-units", "remote-channels"])
async def test_one_language_of_a_name_is_changed(
    town: Town, noun: str, sent: Any, expected: dict[str, Any]
) -> None:
    body = await good(town, noun, sent, name={"fi": "Uusi", "sv": "Gammal"})

    assert body["name"] == expected


async def test_a_text_that_was_not_there_is_made_whole_or_refused(town: Town) -> None:
    made = await good(town, "support-points", {"summary": {"fi": "Tukea"}})
    refused = await patched(town, "support-points", {"summary": {"sv": "Stöd"}})

    assert made["summary"] == {"fi": "Tukea", "sv": None, "en": None}
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/summary/fi", "required")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"street": {"sv": "Väg 1"}}, {"street": {"fi": "Mallikatu 1", "sv": "Väg 1", "en": None}}),
        ({"street": None}, {"street": None}),
        ({"postal_code": "15100"}, {"postal_code": "15100", "municipality_code": "398"}),
        ({"municipality_code": "111"}, {"municipality_code": "111", "postal_code": "15110"}),
    ],
)  # fmt: skip
async def test_one_member_of_an_address_is_changed(
    town: Town, sent: Any, expected: dict[str, Any]
) -> None:
    body = await good(town, "support-points", {"address": sent}, address=ADDRESS)

    assert {name: body["address"][name] for name in expected} == expected
    assert body["municipality_code"] == expected.get("municipality_code", "398")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"accuracy_m": 50}, (60.98, 25.66, "entered", 50)),
        ({"lat": 61.0}, (61.0, 25.66, "entered", None)),
        ({"coordinate_source": "geocoded"}, (60.98, 25.66, "geocoded", None)),
        ({"srid": 3067, "north": 6_762_000, "east": 428_000}, (60.99, 25.67, "entered", None)),
    ],
)  # fmt: skip
async def test_one_member_of_a_location_is_changed(
    town: Town, sent: Any, expected: tuple[Any, ...]
) -> None:
    body = await good(town, "support-points", {"location": sent})

    found = body["location"]
    assert found["lat"] == pytest.approx(expected[0], abs=0.01)
    assert found["lon"] == pytest.approx(expected[1], abs=0.01)
    assert (found["coordinate_source"], found["accuracy_m"]) == expected[2:]


async def test_what_comes_of_a_location_is_judged(town: Town) -> None:
    for sent, slug in (
        ({"lat": 25.66, "lon": 60.98}, "swapped-coordinates"),
        ({"lon": 2.35}, "outside-finland"),
        ({"north": 6_762_000}, "validation-error"),
    ):
        answer = await patched(town, "support-points", {"location": sent})
        assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{slug}")


async def test_null_removes_and_lists_are_replaced_whole(town: Town) -> None:
    known = {"wheelchair": "yes", "rollator": "no"}
    removed = {"location": None, "summary": None, "accessibility": {"wheelchair": None}}

    body = await good(
        town,
        "support-points",
        removed | {"contacts": [phone("09 1234")]},
        accessibility=known,
        summary={"fi": "Tukea"},
    )

    assert (body["location"], body["summary"]) == (None, None)
    assert (body["accessibility"]["wheelchair"], body["accessibility"]["rollator"]) == (
        "unknown",
        "no",
    )
    assert [one["value"] for one in body["contacts"]] == ["09 1234"]
    assert body["contacts"][0]["label"] is None


async def test_O26_hours_are_replaced_whole(town: Town) -> None:
    note = {"fi": "Soita ensin"}
    closed = {"periods": [{"kind": "normal", "state": "closed"}]}

    body = await good(town, "support-points", {"hours": closed}, hours=HOURS | {"note": note})

    assert body["hours"]["note"] is None
    assert [one["state"] for one in body["hours"]["periods"]] == ["closed"]


async def test_the_contact_of_a_material_is_changed_in_part_and_judged_whole(town: Town) -> None:
    email = {"kind": "email", "value": "opas@example.fi"}

    body = await good(town, "materials", {"order_contact": {"public": False}}, order_contact=email)
    refused = await patched(
        town, "materials", {"order_contact": {"kind": "phone"}}, order_contact=email
    )

    assert (body["order_contact"]["value"], body["order_contact"]["public"]) == (
        "opas@example.fi",
        False,
    )
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"]) == (422, "/order_contact/value")


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        ({"name": {"sv": ""}}, "/name/sv", "too_short"),
        ({"name": {"sv": "n" * 101}}, "/name/sv", "too_long"),
        ({"name": {"fi": None}}, "/name/fi", "wrong_type"),
        ({"name": {"de": "Neu"}}, "/name/de", "extra_forbidden"),
        ({"name": "Uusi"}, "/name", "wrong_type"),
        ({"name": None}, "/name", "wrong_type"),
        ({"address": {"postal_code": "1511"}}, "/address/postal_code", "bad_format"),
        ({"kind": None}, "/kind", None),
        ({"version": 4}, "/version", "extra_forbidden"),
    ],
)
async def test_a_bad_member_is_named(town: Town, sent: Any, pointer: str, code: str | None) -> None:
    answer = await patched(town, "support-points", sent)

    errors = answer.json()["errors"]
    assert answer.status_code == 422
    assert [one["pointer"] for one in errors][:1] == [pointer]
    assert code in (None, errors[0]["code"])


@pytest.mark.parametrize("body", [[], "text", None, 3])
async def test_a_patch_is_an_object(town: Town, body: Any) -> None:
    path = (await create(town, "support-points")).headers["location"]

    answer = await town.client.patch(
        path,
        json=body,
        headers={"content-type": "application/merge-patch+json"} | EDITOR | {"if-match": "*"},
    )

    assert answer.status_code == 422


async def test_the_contract_says_that_some_members_are_enough(read_town: Town) -> None:
    document = read_town.app.openapi()
    operation = document["paths"]["/support-points/{point_id}"]["patch"]
    schemas = document["components"]["schemas"]

    sent = operation["requestBody"]["content"]["application/merge-patch+json"]["schema"]
    change = schemas[sent["$ref"].rpartition("/")[2]]
    name = schemas[change["properties"]["name"]["$ref"].rpartition("/")[2]]
    assert "required" not in change
    assert "required" not in name
    assert name["properties"]["fi"]["maxLength"] == 100
    assert "fi" in schemas["Name"]["required"]
