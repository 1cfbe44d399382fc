"""Words looked for in texts of rows, whatever collations the database has."""

from typing import Any

from sqlalchemy import ColumnElement, func

BEYOND_ASCII = range(0xC0, 0x530)
"""Latin, Greek and Cyrillic letters: of a plain database, `lower` knows those of ASCII alone."""
CAPITALS = "".join(
    letter
    for letter in map(chr, BEYOND_ASCII)
    if letter != letter.lower() and len(letter.lower()) == 1
)
SMALL = "".join(map(str.lower, CAPITALS))


def says(text: Any, words: str) -> ColumnElement[bool]:
    """Whether a text holds these words: Ä and ä are one letter, % and _ are themselves."""
    said: ColumnElement[bool] = func.lower(func.translate(text, CAPITALS, SMALL))
    return said.contains(words.lower(), autoescape=True)
