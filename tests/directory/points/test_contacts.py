"""What a contact looks like, whether it is typed or imported."""

import pytest

from directory.points.contacts import is_contact

LONGEST_LINK = "https://" + "a" * 492


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("phone", "+358 (0)3 123-456", "soita"),
        ("sms", "03 123 456", "3"),
        ("email", "neuvonta@example.fi", "neuvonta@example"),
        ("web", "https://example.fi", "example.fi"),
        ("web", LONGEST_LINK, LONGEST_LINK + "a"),
    ],
)
def test_a_contact_is_written_as_its_kind(kind: str, good: str, bad: str) -> None:
    assert is_contact(kind, good)
    assert not is_contact(kind, bad)
