"""Finnish order as plain code points: å, ä, ö last, other accents as their letter."""

from unicodedata import combining, normalize

FINNISH = str.maketrans("åäö", "{|}")
"""The three characters behind z in ASCII (events.md 1.6)."""


LONGEST = 200
"""Characters of a key: one letter may become eighteen (U+FDFA)."""


def sort_key(name: str) -> str:
    """The key under which a name is stored and sorted, in Finnish and in Swedish order.

    Only printable characters: the key of the last item of a page stands in a cursor.
    """
    known = normalize("NFC", name).casefold().translate(FINNISH)
    apart = normalize("NFKD", known)
    return "".join(c for c in apart if not combining(c) and c.isprintable())[:LONGEST]
