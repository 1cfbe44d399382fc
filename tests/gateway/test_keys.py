"""The format of API keys (api.md section 15)."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import keys

PEPPER = b"p" * 32
FIRST = "dgs_test_Example001_0123456789ABCDEFGHIJKLMNOPQRSTUV3SAqe5"
VECTORS = [
    (FIRST, "Example001", "6ec8e7a326fbac3756cdec81e0a3a27ef035b7d17b14e1475ac22035648268fc"),
    (
        "dgs_test_Example002_abcdefghijklmnopqrstuvwxyz0123454NlGjY",
        "Example002",
        "a35c2ee46537fe9f69986303d4344ad88a723abb5bbec72639f90aa392b0a135",
    ),
    (
        "dgs_test_Example004_0000000000000000000000000000011200GlMY",
        "Example004",
        "cfa44c23f6e529c938b876f9f17a1b11301441ca971bc4d409c9752395931845",
    ),
]


@pytest.mark.parametrize(("key", "key_id", "hashed"), VECTORS)
def test_the_vectors_are_read_and_hashed(key: str, key_id: str, hashed: str) -> None:
    assert keys.key_id(key) == key_id
    assert keys.fingerprint(key, PEPPER).hex() == hashed


@pytest.mark.parametrize(
    "wrong",
    [
        "dgs_test_Example001_0123456789ABCDEFGHIJKLMNOPQRSTUW3SAqe5",
        "dgs_live_Example001_0123456789ABCDEFGHIJKLMNOPQRSTUV3SAqe5",
        FIRST[:-1],
        FIRST + "\n",
        FIRST.replace("dgs", "DGS"),
        "",
    ],
)
def test_what_is_no_key_is_refused(wrong: str) -> None:
    assert keys.key_id(wrong) is None


@settings(max_examples=300, deadline=None)
@given(st.integers(20, len(FIRST) - 1), st.sampled_from(string.ascii_letters + string.digits))
def test_one_wrong_character_is_noticed(place: int, character: str) -> None:
    typed = FIRST[:place] + character + FIRST[place + 1 :]

    assert (keys.key_id(typed) is not None) == (typed == FIRST)


def test_a_new_key_is_of_its_deployment_and_no_example() -> None:
    made, text = keys.new_key("live")

    assert len(text) == 58
    assert keys.usable_id(text, "live") == made
    assert keys.usable_id(text, "test") is None


def test_keys_of_documents_are_never_accepted() -> None:
    assert keys.usable_id(FIRST, "test") is None
