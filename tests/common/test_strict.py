"""api.md section 4: what a stock FastAPI lets through or breaks on, and what ours answers."""

import json
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from tests.services import as_caller

CLERK = as_caller("parcels:write")
JSON = {"content-type": "application/json"}
BAD_JSON, WRONG = (400, "/problems/bad-json"), (422, "/problems/validation-error")

BODIES = [
    ('{"number": NaN}', *BAD_JSON, None),
    ('{"number": Infinity}', *BAD_JSON, None),
    ('{"number": -Infinity}', *BAD_JSON, None),
    ('{"number": 1e400}', *WRONG, "out_of_range"),
    ('{"line": "\\ud800"}', *WRONG, "bad_format"),
    ('{"text": "\\ud800"}', *WRONG, "bad_format"),
    ('{"line": "a\\u0000b"}', *WRONG, "control_character"),
    ('{"text": "a\\u0007b"}', *WRONG, "control_character"),
    ('{"text": "a\\u0085b"}', *WRONG, "control_character"),
    ('{"names": {"fi": "a\\u0000b"}}', *WRONG, "control_character"),
    ('{"whole": "3"}', *WRONG, "wrong_type"),
    ('{"whole": true}', *WRONG, "wrong_type"),
    ('{"whole": 3.0}', *WRONG, "wrong_type"),
    ('{"whole": 12345678901234567890}', *WRONG, "out_of_range"),
    ('{"whole": 2147483648}', *WRONG, "out_of_range"),
    ('{"whole": null}', *WRONG, "wrong_type"),
    ('{"number": "3.5"}', *WRONG, "wrong_type"),
    ('{"number": true}', *WRONG, "wrong_type"),
    ('{"flag": 1}', *WRONG, "wrong_type"),
    ('{"flag": "true"}', *WRONG, "wrong_type"),
    ('{"moment": 1700000000}', *WRONG, "bad_format"),
    ('{"moment": "1700000000"}', *WRONG, "bad_format"),
    ('{"moment": "2026-11-22"}', *WRONG, "bad_format"),
    ('{"moment": "2026-11-22T10:00:00"}', *WRONG, "bad_format"),
    ('{"moment": "2026-11-22T10:00:00.000000"}', *WRONG, "offset_missing"),
    ('{"moment": "9999-12-31T23:59:59-12:00"}', *WRONG, "out_of_range"),
    ('{"moment": "0001-01-01T00:00:00+02:00"}', *WRONG, "out_of_range"),
    ('{"day": 0}', *WRONG, "bad_format"),
    ('{"day": "0"}', *WRONG, "bad_format"),
    ('{"day": "2026-11-22T00:00:00"}', *WRONG, "bad_format"),
    ('{"day": "2026-11-31"}', *WRONG, "bad_format"),
    ('{"line": 5}', *WRONG, "wrong_type"),
    ('{"line": ""}', *WRONG, "too_short"),
    ('{"line": "   "}', *WRONG, "too_short"),
    (json.dumps({"line": "x" * 81}), *WRONG, "too_long"),
    (json.dumps({"text": "x" * 2001}), *WRONG, "too_long"),
    ('{"id": "398"}', *WRONG, "bad_format"),
    ('{"id": 398}', *WRONG, "wrong_type"),
    ('{"kind": "carpet"}', *WRONG, "not_in_list"),
    ('{"kind": 1}', *WRONG, "not_in_list"),
    ('{"lines": "a"}', *WRONG, "wrong_type"),
    ('{"lines": ["a", "b", "c", "d"]}', *WRONG, "too_long"),
    ('{"names": {"sv": "Namn"}}', *WRONG, "required"),
    ('{"names": "Nimi"}', *WRONG, "wrong_type"),
    ('{"whole": 1, "whole": 2}', *BAD_JSON, None),
    ('{"names": {"fi": "a", "fi": "b"}}', *BAD_JSON, None),
    ('{"unknown": 1}', *WRONG, "extra_forbidden"),
    ("[" * 100_000, *BAD_JSON, None),
    ('{"whole": ' + "1" * 5000 + "}", *BAD_JSON, None),
    ("{", *BAD_JSON, None),
    ("[]", *WRONG, "wrong_type"),
    ("null", *WRONG, "wrong_type"),
]


@pytest.mark.parametrize(("body", "status", "kind", "code"), BODIES, ids=lambda v: str(v)[:40])
async def test_a_body_that_is_not_what_the_contract_says_is_refused(
    outside: AsyncClient, body: str, status: int, kind: str, code: str | None
) -> None:
    sent = body if len(body) < 60_000 else body[:60_000]

    answer = await outside.post("/values", content=sent, headers=JSON)

    assert (answer.status_code, answer.json()["type"]) == (status, kind)
    assert [wrong["code"] for wrong in answer.json().get("errors", [])] == ([code] if code else [])


async def test_broken_utf_8_is_not_json(outside: AsyncClient) -> None:
    answer = await outside.post("/values", content=b'{"line": "\xff"}', headers=JSON)

    assert (answer.status_code, answer.json()["type"]) == BAD_JSON


async def test_what_the_contract_says_is_taken_and_comes_back_in_one_form(
    outside: AsyncClient,
) -> None:
    sent = {
        "whole": -(2**31),
        "number": 3,
        "flag": False,
        "moment": "2026-11-22T07:07:54+02:00",
        "day": "2026-11-22",
        "line": "  Digituki  ",
        "text": "two\tcolumns\nand two lines",
        "names": {"fi": "Digituki", "sv": None},
        "id": "0192F0C1-835D-77CA-BC2A-92B3C9F2F1AC",
        "kind": "box",
        "lines": [],
    }

    answer = await outside.post("/values", json=sent)

    assert answer.status_code == 200
    assert answer.json() == sent | {
        "number": 3.0,
        "moment": "2026-11-22T05:07:54Z",
        "line": "Digituki",
        "names": {"fi": "Digituki", "sv": None, "en": None},
        "id": "0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac",
    }


async def test_texts_are_kept_in_one_unicode_form(outside: AsyncClient) -> None:
    answer = await outside.post("/values", json={"line": "A\u0308iti"})

    assert answer.json()["line"] == "Äiti"


async def test_the_pointer_names_the_member_and_nothing_of_pydantic(outside: AsyncClient) -> None:
    sent = {"names": {"fi": 1}, "lines": ["a", 2], "a/b~c": 1, "whole": "x", "id": 1}

    answer = await outside.post("/values", json=sent)

    wrong = {(error["in"], error["pointer"]) for error in answer.json()["errors"]}
    pointers = ["/names/fi", "/lines/1", "/a~1b~0c", "/whole", "/id"]
    assert wrong == {("body", pointer) for pointer in pointers}


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", None])
async def test_json_that_is_not_called_json_is_refused(
    outside: AsyncClient, media: str | None
) -> None:
    headers = {"content-type": media} if media else {}

    answer = await outside.post("/values", content=b'{"whole": 1}', headers=headers)

    assert answer.status_code == 415
    assert answer.json()["type"] == "/problems/unsupported-media-type"


@pytest.mark.parametrize("media", ["application/json; charset=utf-8", "application/geo+json"])
async def test_other_names_of_json_are_taken(outside: AsyncClient, media: str) -> None:
    answer = await outside.post("/values", content=b"{}", headers={"content-type": media})

    assert answer.status_code == 200


async def test_a_patch_of_another_media_type_is_told_which_one_is_taken(
    outside: AsyncClient,
) -> None:
    answer = await outside.patch(
        "/parcels/0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac",
        content=b"{}",
        headers=CLERK | {"content-type": "text/plain"},
    )

    assert answer.status_code == 415
    assert "application/merge-patch+json" in answer.headers["accept-patch"]


@pytest.mark.parametrize("path", ["/parcels?labell=x", "/opening?x=1", "/crash?at="])
async def test_an_unknown_parameter_is_named_with_the_known_ones(
    outside: AsyncClient, path: str
) -> None:
    answer = await outside.get(path, headers={"accept-language": "en"})

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/unknown-parameter")
    if path.startswith("/parcels"):
        assert answer.json()["detail"] == (
            "There is no parameter labell. The parameters are: cursor, label, limit."
        )


async def test_a_parameter_that_comes_twice_is_refused(outside: AsyncClient) -> None:
    answer = await outside.get("/parcels?limit=1&limit=2")

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/repeated-parameter")
    assert answer.json()["errors"][0]["pointer"] == "/limit"


@pytest.mark.parametrize("size", [65_537, 5_000_000])
async def test_a_large_body_is_refused_when_it_is_declared(outside: AsyncClient, size: int) -> None:
    answer = await outside.post("/values", content=b"x" * size, headers=JSON)

    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body-too-large")


async def test_a_large_body_is_refused_when_it_comes_in_pieces(outside: AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b" " * 1000

    answer = await outside.post("/values", content=pieces(), headers=JSON)

    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body-too-large")


async def test_an_operation_may_take_more(outside: AsyncClient) -> None:
    parcels = [{"label": "x" * 70}] * 1500

    answer = await outside.post("/bulk", json=parcels)

    assert answer.status_code == 200
    assert (await outside.post("/bulk", json=parcels * 3)).status_code == 413


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"whole": 1,\n "line" 2}', "The body is not JSON from line 2, character 9 on."),
        (b'{"number": NaN}', "NaN is no JSON number."),
        (b'{"number": -Infinity}', "-Infinity is no JSON number."),
        (b'{"whole": 1, "whole": 2}', "A member stands twice."),
        (b'{"line": "\xff"}', "The body is not JSON in UTF-8, or it is nested too deep"),
    ],
)
async def test_a_body_that_is_not_json_is_told_where_and_why(
    outside: AsyncClient, body: bytes, detail: str
) -> None:
    answer = await outside.post("/values", content=body, headers=JSON | {"accept-language": "en"})

    assert answer.json()["detail"].startswith(detail)


async def test_another_media_type_is_told_the_right_ones(client: AsyncClient) -> None:
    path = (await client.post("/parcels", json={"label": "Kirja"}, headers=CLERK)).headers[
        "location"
    ]
    headers = CLERK | {"content-type": "text/plain", "accept-language": "en"}

    patch = await client.patch(path, content=b"{}", headers=headers)
    post = await client.post("/parcels", content=b"{}", headers=headers)

    assert (patch.status_code, post.status_code) == (415, 415)
    assert patch.json()["detail"] == (
        "The Content-Type must be application/json, application/merge-patch+json."
    )
    assert post.json()["detail"] == "The Content-Type must be application/json."


@pytest.mark.parametrize(
    ("sent", "detail"),
    [
        ({"labell": "A"}, "The field is not known. Allowed: label."),
        ({"label": "A", "note": "B"}, "The field is not known. Allowed: label."),
    ],
)
async def test_an_unknown_member_is_told_the_known_ones(
    client: AsyncClient, sent: dict[str, str], detail: str
) -> None:
    answer = await client.post("/parcels", json=sent, headers=CLERK | {"accept-language": "en"})

    assert detail in [wrong["detail"] for wrong in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("sent", "detail"),
    [
        ({"names": {"de": "x"}}, "The field is not known. Allowed: en, fi, sv."),
        ({"id": "7"}, "It has a wrong form. For example 0199e0a0-6c1d-7000-8000-000000000001."),
        ({"day": "2026-11-31"}, "It has a wrong form. For example 2026-11-22."),
        ({"kind": "carpet"}, "It is not in the list. Allowed: letter, box."),
        ({"id": 7}, "It is of a wrong type. The type must be string."),
        ({"names": []}, "It is of a wrong type. The type must be object."),
        ({"flag": 1}, "It is of a wrong type. The type must be boolean."),
        ({"whole": "3"}, "It is of a wrong type. The type must be integer."),
        ({"number": "3"}, "It is of a wrong type. The type must be number."),
        ({"lines": {}}, "It is of a wrong type. The type must be array."),
        ({"line": ""}, "It is too short. At least 1."),
        ({"lines": ["a", "b", "c", "d"]}, "It is too long. At most 3."),
    ],
)
async def test_a_member_is_told_what_the_contract_allows(
    outside: AsyncClient, sent: dict[str, object], detail: str
) -> None:
    answer = await outside.post("/values", json=sent, headers={"accept-language": "en"})

    assert detail in [wrong["detail"] for wrong in answer.json()["errors"]]


async def test_what_takes_no_parameters_says_so(outside: AsyncClient) -> None:
    answer = await outside.get("/opening?x=1", headers={"accept-language": "sv"})

    assert answer.status_code == 400
    assert answer.json()["detail"] == "Parametern x finns inte. Denna adress har inga parametrar."
