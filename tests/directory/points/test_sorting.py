"""Finnish order, which PostgreSQL's wheel does not know (events.md 1.6)."""

import random

import pytest

from directory.sorting import LONGEST, sort_key

ORDER = [
    "Asikkala",
    "Éva",
    "Hartola",
    "Hämeenlinna",
    "Lahti",
    "Orimattila",
    "Šakki",
    "Sastamala",
    "Sysmä",
    "Zoo",
    "Åbo",
    "Åland",
    "Äha",
    "Ähtäri",
    "Ässä",
    "äänekoski",
    "Öja",
]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ähtäri", "|ht|ri"),
        ("Päijät-Häme", "p|ij|t-h|me"),
        ("Šakki", "sakki"),
        ("Åland", "{land"),
        ("a\u0308iti", "|iti"),
        ("Vihti\u00adnummi", "vihtinummi"),
    ],
)
def test_keys(name: str, key: str) -> None:
    assert sort_key(name) == key


def test_order() -> None:
    shuffled = random.Random(1).sample(ORDER, len(ORDER))

    assert sorted(shuffled, key=sort_key) == ORDER


def test_a_key_fits_its_column_and_a_cursor() -> None:
    for name in ("\ufdfa" * 100, "ß" * 100, "a\tb\nc\u200b"):
        key = sort_key(name)
        assert len(key) <= LONGEST
        assert key.isprintable()
