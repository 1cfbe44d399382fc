"""domain.md 7.2 and scenario S16: no identity code is ever stored, logged or sent back."""

import hashlib
import logging
import time
from datetime import date

import pytest
from httpx import AsyncClient
from hypothesis import given, settings
from hypothesis import strategies as st

from common.text import CHECK, has_identity_code, identity_codes, overriding
from tests.services import as_caller

LEAD = as_caller(roles=["lead"])
MENTOR = as_caller(roles=["mentor"])
OVERRIDE = {"x-identity-code-override": "not_an_identity_code"}
VECTORS = [
    "011090+9076", "021052-9148", "031052Y9214", "041060X9282", "051071W935S", "061084V9420",
    "071099U949R", "081001A956A", "091005B9637", "101010C970C", "111015D977J", "121020E984P",
    "131024F991L",
]  # fmt: skip
CERTAIN = [
    *VECTORS,
    "soitti 031052Y9214, chat ei aukea",
    "031052y9214",
    "021052–9148",
    "02.10.52-9148",
    "131024 F 991l",
    "021052\u00a0-\u00a09148",
    "0210\u200b52-9148",
    "021052-\u202c9148",
    "021052\u200e-9148",
    "\u2067021052-9148\u2069",
    "021052-\ufe0f9148",
    "021052\u22129148",
    "０２１０５２-９１４８",
    "Tiketti 120325-9110",
]
POSSIBLE = ["021052-9149", "Tiketti 120325-1234", "010190-999K", "010190Y999K"]
NOTHING = [
    "310252-9148",
    "290201-9148",
    "1234567-8",
    "040-1234567",
    "2026-11-22T05:07:54Z",
    "0192f0c2-1a4e-718b-ac8d-b65b879772ca",
    "INC000123456",
    "x021052-9148",
    "021052-91480",
    "ä021052-9148",
    "",
]


@pytest.mark.parametrize("text", CERTAIN)
def test_S16_a_code_is_found_however_it_is_written(text: str) -> None:
    assert has_identity_code(text)


@pytest.mark.parametrize("text", POSSIBLE)
def test_S16_a_wrong_check_character_is_a_slip_or_a_ticket_number(text: str) -> None:
    assert [found.certain for found in identity_codes(text)] == [False]


@pytest.mark.parametrize("text", NOTHING)
def test_S16_other_numbers_are_no_codes(text: str) -> None:
    assert list(identity_codes(text)) == []


@st.composite
def codes(draw: st.DrawFn) -> str:
    born = draw(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
    digits = f"{born:%d%m%y}{draw(st.integers(2, 999)):03}"
    signs = "-YXWVU" if born.year < 2000 else "ABCDEF"
    sign = draw(st.sampled_from(signs))
    return f"{digits[:6]}{sign}{digits[6:]}{CHECK[int(digits) % 31]}"


@settings(max_examples=200, deadline=None)
@given(codes(), st.sampled_from(["{}", "a {} b", "({}),", "hetu:{}.", "\n{}\n", "{}-", "”{}”"]))
def test_S16_every_code_is_found_in_every_surrounding(code: str, around: str) -> None:
    assert has_identity_code(around.format(code))
    assert has_identity_code(around.format(code.lower()))


@pytest.mark.parametrize("code", [CERTAIN[13], "021052–9148", "131024 F 991l", *VECTORS])
async def test_S16_a_text_with_a_code_is_refused_and_never_repeated(
    outside: AsyncClient, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = await outside.post("/values", json={"names": {"fi": f"Nimi {code}"}})

    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/problems/identity-code-in-text")
    assert [(wrong["in"], wrong["pointer"]) for wrong in problem["errors"]] == [
        ("body", "/names/fi")
    ]
    assert code not in answer.text
    assert code not in caplog.text


@pytest.mark.parametrize("text", [*POSSIBLE, "Y-tunnus 1234567-8", "Soita 040-1234567"])
async def test_S16_what_is_no_certain_code_is_taken(outside: AsyncClient, text: str) -> None:
    answer = await outside.post("/values", json={"text": text})

    assert (answer.status_code, answer.json()) == (200, {"text": text})


async def test_S16_a_lead_says_that_a_number_is_right_by_chance(
    outside: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    sent = {"text": "Tiketti 120325-9110"}

    with caplog.at_level(logging.INFO):
        refused = await outside.post("/values", json=sent, headers=LEAD)
        taken = await outside.post("/values", json=sent, headers=LEAD | OVERRIDE)
        later = await outside.post("/values", json=sent, headers=LEAD)

    assert [answer.status_code for answer in (refused, taken, later)] == [422, 200, 422]
    assert hashlib.sha256(b"120325-9110").hexdigest() in caplog.text
    assert "120325-9110" not in caplog.text


@pytest.mark.parametrize(
    "headers",
    [
        MENTOR | OVERRIDE,
        OVERRIDE,
        as_caller(kind="partner") | OVERRIDE,
        LEAD | {"x-identity-code-override": "because I say so"},
    ],
)
async def test_S16_nobody_else_may(outside: AsyncClient, headers: dict[str, str]) -> None:
    answer = await outside.post("/values", json={"text": "Hei"}, headers=headers)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/role-required")
    assert not overriding.get()


def test_a_hostile_text_takes_no_time() -> None:
    begun = time.perf_counter()

    for text in ("1" * 10_000, "010101" * 1700, "0101 01-" * 1250, "01.01.01 - 1" * 800):
        list(identity_codes(text))

    assert time.perf_counter() - begun < 0.5
