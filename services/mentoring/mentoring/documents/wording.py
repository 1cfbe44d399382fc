"""The words of a printed document in Finnish, Swedish and English, and how numbers are written."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files

from mentoring.documents.content import Language, Names

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


@cache
def _table(name: str) -> Mapping[str, Mapping[str, str]]:
    """The rows of a table beside this module by their code."""
    text = files("mentoring.documents").joinpath(name).read_text("utf-8")
    head, *rows = (line.split("\t") for line in text.splitlines())
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


def say(code: str, language: Language, **about: str) -> str:
    """A word or sentence of the document; a code that is not ours says itself."""
    row = _table("labels.tsv").get(code)
    return row[language].format(**about) if row else code.rpartition(".")[2].replace("_", " ")


def named(names: Names, language: Language) -> str:
    """A name in the language, or else in Finnish."""
    return names.get(language) or names.get("fi") or ""


def metric_name(code: str, language: Language) -> str:
    row = _table("metrics.tsv").get(code)
    return row[language] if row else code.replace("_", " ")


def metric_number(code: str, value: str, language: Language) -> str:
    """A decimal text with its unit, as the language writes numbers."""
    row = _table("metrics.tsv").get(code)
    unit = f"{NO_BREAK}{row['unit']}" if row and row["unit"] else ""
    return number(value, language) + unit


def number(value: str, language: Language) -> str:
    """1 234,5 in Finnish and Swedish, 1,234.5 in English; what is no number stays as it is."""
    try:
        exact = Decimal(value)
    except InvalidOperation:
        return value
    if not exact.is_finite():
        return value
    written = f"{exact:,f}".replace("-", MINUS)
    if language == Language.EN:
        return written
    return written.replace(",", NO_BREAK).replace(".", ",")


def day(at: date, language: Language) -> str:
    return f"{at:%d/%m/%Y}" if language == Language.EN else f"{at.day}.{at.month}.{at.year}"
