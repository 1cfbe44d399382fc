"""What a text should be looked at for (7.2)."""

import pytest

from mentoring.text_warnings import warnings_for, without_codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Chat ei aukea.", []),
        ("021052-9149", ["possible_identity_code"]),
        ("120325-1234", ["possible_identity_code"]),
        ("010190-999K", ["possible_identity_code"]),
        ("040-1234567", ["contact_detail_in_text"]),
        ("+358 40 123 4567", ["contact_detail_in_text"]),
        ("03 819 11", ["contact_detail_in_text"]),
        ("kirjoita maija@example.fi", ["contact_detail_in_text"]),
        ("1234567-8", []),
        ("INC000123456", []),
        ("2026-11-22T06:00:03Z", []),
        ("0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac", []),
        ("kello 09.30, 22.11.2026", []),
    ],
)
def test_a_text_is_warned_of(text: str, codes: list[str]) -> None:
    assert [one.code for one in warnings_for([text])] == codes


def test_each_warning_comes_once_for_all_texts() -> None:
    found = warnings_for(["120325-1234", None, "120325-1234, a@b.fi", "040-1234567"])

    assert [one.code for one in found] == ["possible_identity_code", "contact_detail_in_text"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Asiakas 031052Y9214 ja 021052–9148.", "Asiakas [poistettu] ja [poistettu]."),
        ("0310\u200b52Y9214", "[poistettu]"),
        ("Tiketti 120325-1234 – suljettu", "Tiketti 120325-1234 – suljettu"),
    ],
)
def test_what_cannot_be_refused_loses_its_codes(text: str, kept: str) -> None:
    assert without_codes(text) == kept
