"""Where the words of a text are, and how they look without accents (rules W1, W2)."""

import re
import unicodedata
from collections.abc import Iterator

# letters and digits with single hyphens, dots, apostrophes inside; `Suomi.fi:ssä` ends at the colon
_LETTER = r"(?:[^\W_]|[\u0300-\u036f\u00ad])"
_TOKEN = re.compile(
    rf"({_LETTER}+(?:[-.'’‐‑–]{_LETTER}+)*)(?::(?:[a-zåäö]{{1,4}})(?![^\W_]))?", re.IGNORECASE
)
_SIMPLE = re.compile("[a-zåäö ]*")
_JOINTS = re.compile(r"[-.']")
_ONE_WAY = str.maketrans({"‐": "-", "‑": "-", "–": "-", "’": "'", "\u00ad": None})
FOLD = {ord("å"): "a", ord("ä"): "a", ord("ö"): "o", ord("é"): "e", ord("ü"): "u"}


def listed(text: str) -> tuple[str, ...]:
    """Words written in one line with spaces between."""
    return tuple(text.split())


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word as the index writes it, with its place (start, end) in the text as given."""
    for found in _TOKEN.finditer(text):
        word = plain(found[1])
        if word:
            yield word, found.start(1), found.end(1)


def words(text: str) -> list[str]:
    """The words of a text, joined words (`suomi.fi-valtuudet`) kept whole."""
    if _SIMPLE.fullmatch(text):
        return text.split()
    return [word for word, _, _ in tokens(text)]


def plain(text: str) -> str:
    """NFC, casefolded, one kind of hyphen and apostrophe, no soft hyphens."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFC", text).casefold().translate(_ONE_WAY)
    return unicodedata.normalize("NFC", folded)


def parts(word: str) -> list[str]:
    """The parts of a word with hyphens or dots; nothing when it has none."""
    if word.isalpha():
        return []
    found = [part for part in _JOINTS.split(word) if part]
    return found if len(found) > 1 else []


def fold(word: str) -> str:
    """The word without å ä ö."""
    return word if word.isascii() else word.translate(FOLD)
