"""Free text in a question: scanned, never stored, never logged (rules W1, W11)."""

import re
from datetime import date

from common.errors import IdentityCodeInText, Refusal, Wrong, right, say
from common.text import has_identity_code
from directory.model.catalogue import Catalogue
from directory.model.searching import index_of
from directory.search.understand import LONGEST_QUERY, BadQuery, Understood, refuse_illegal


class BadWords(Refusal):
    """Control characters, or too long (rule W1): a bad request."""


BOUNDS = {"too_long": f"1–{LONGEST_QUERY}"}
"""What would be right, by what is wrong: characters."""
WITHOUT_DIGITS = re.compile(r"[A-Za-zÅÄÖåäö .,'-]*")
"""A text of these letters holds no identity code, however it is read."""


def judged(q: str) -> str:
    """The text, when it may be searched for. Raises BadWords, IdentityCodeInText."""
    try:
        refuse_illegal(q)
    except BadQuery as wrong:
        said = right(say(wrong.code), BOUNDS.get(wrong.code, ""))
        raise BadWords(said, errors=[Wrong("query", "/q", wrong.code, said)]) from wrong
    if not WITHOUT_DIGITS.fullmatch(q) and has_identity_code(q):
        code = "identity_code_in_text"
        raise IdentityCodeInText(say(code), errors=[Wrong("query", "/q", code, say(code))])
    return q


def read(catalogue: Catalogue, q: str, today: date) -> Understood:
    """What the dictionary makes of a text. Raises BadWords, IdentityCodeInText."""
    return index_of(catalogue, today).understand(judged(q))
