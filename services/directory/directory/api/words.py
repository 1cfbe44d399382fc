"""Free text in a question: scanned, never stored, never logged (rules W1, W11)."""

from datetime import date

from common.errors import Refusal, Said, ValidationFailed, Wrong
from common.text import has_identity_code
from directory.model.catalogue import Catalogue
from directory.model.searching import dictionary_of, index_of, places_of
from directory.search.understand import BadQuery, Understood, clean, understand

WORDS_SCANNED = Said(
    "Älä kirjoita henkilötunnusta.", "Skriv inte personbeteckning.", "Write no identity code."
)


class BadWords(Refusal):
    """Control characters, or too long (rule W1): a bad request."""


def judged(q: str) -> str:
    """The text, when it may be searched for. Raises BadWords, ValidationFailed."""
    try:
        clean(q)
    except BadQuery as wrong:
        raise BadWords from wrong
    if has_identity_code(q):
        raise ValidationFailed(errors=[Wrong("query", "/q", "identity_code", WORDS_SCANNED)])
    return q


def read(catalogue: Catalogue, q: str, today: date) -> Understood:
    """What the dictionary makes of a text. Raises BadWords, ValidationFailed."""
    vocabulary = index_of(catalogue, today).vocabulary
    return understand(judged(q), dictionary_of(catalogue), places_of(catalogue), vocabulary)
