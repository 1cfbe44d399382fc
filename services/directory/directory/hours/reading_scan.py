"""From a text about opening hours to its pieces (T2-T4)."""

import re
from dataclasses import replace

from directory.hours.phrases import COMPOUND, PHRASES, compound_names
from directory.hours.reading_dates import DASH, Dated, dates_at, single_at
from directory.hours.reading_tokens import Kind, Token

_CLOCK = r"(?:(?:klo|kl|kello)\.?:?\s*)?"
_TIMES = re.compile(
    rf"{_CLOCK}(\d{{1,2}})(?:[.:](\d\d)|,(\d\d)(?=\s*{DASH}))?\s*(?:{DASH}|\.\.\.?|…)\s*"
    rf"{_CLOCK}(\d{{1,2}})(?:[.:](\d\d)|,(00|15|30|45)(?![\d.:]|\s*{DASH}))?(?![\d]|[.:]\d)"
    r"(?:\s?h(?![^\W\d_]))?",
    re.IGNORECASE,
)
_ROUND_THE_CLOCK = re.compile(
    r"24\s?h(?![^\W\d_])|ympäri\s+vuorokauden|dygnet\s+runt", re.IGNORECASE
)
_LONE_CLOCK = re.compile(r"(?:klo|kl|kello)\.?:?\s*\d{1,2}(?:[.:]\d\d)?", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.-]{1,64}@[\w.-]+|[\w-]{1,64}\.(?:fi|net|com|org|ax)\b\S*",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*|\u2029")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_DASH = re.compile(DASH)
_MARKS = {
    "\n": Kind.LINE,
    "|": Kind.LINE,
    ";": Kind.STOP,
    ".": Kind.STOP,
    "!": Kind.STOP,
    "?": Kind.STOP,
    ",": Kind.COMMA,
    "/": Kind.SLASH,
    "&": Kind.JOIN,
    "+": Kind.JOIN,
    ":": Kind.COLON,
    "(": Kind.OPENS,
    "[": Kind.OPENS,
    ")": Kind.SHUTS,
    "]": Kind.SHUTS,
}
_FROM_DAY = re.compile(r"sta$", re.IGNORECASE)
_TO_DAY = re.compile(r"(?:hin|oon)$", re.IGNORECASE)
LAST_MINUTE = 1440


def tokens_of(text: str) -> list[Token]:
    """The pieces of a text, with ranges of weekdays made one (`ma-pe`, `må/ma-fre/pe`)."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace() and text[at] not in "\n\u2028\u2029":
            at += 1
            continue
        token = _token_at(text, at)
        found.append(token)
        at = token.end
    return _said_once(_with_day_ranges(text, _said_once(found)))


def _token_at(text: str, at: int) -> Token:
    return _mark_or_number(text, at) or _phrase(text, at) or _plain(text, at)


def _mark_or_number(text: str, at: int) -> Token | None:
    if blank := _BLANK_LINE.match(text, at):
        return Token(Kind.BLANK, at, blank.end())
    if address := _ADDRESS.match(text, at):
        return Token(Kind.ELSEWHERE, at, address.end(), flag="elsewhere")
    if clock := _ROUND_THE_CLOCK.match(text, at):
        return Token(Kind.TIMES, at, clock.end(), times=(0, LAST_MINUTE))
    return _dates(at, dates_at(text, at)) or _number(text, at)


def _number(text: str, at: int) -> Token | None:
    return (
        _times(text, at)
        or _lone_clock(text, at)
        or _ordinal(text, at)
        or _dates(at, single_at(text, at))
    )


def _dates(at: int, found: tuple[tuple[Dated, ...], int] | None) -> Token | None:
    if found is None:
        return None
    return Token(Kind.DATES, at, found[1], dates=found[0])


def _times(text: str, at: int) -> Token | None:
    match = _TIMES.match(text, at)
    if not match:
        return None
    hour, minute, comma, to_hour, to_minute, to_comma = match.groups()
    start, end = _minutes(hour, minute or comma), _minutes(to_hour, to_minute or to_comma)
    if start is None or end is None:
        return None
    return Token(Kind.TIMES, at, match.end(), times=(start, end or LAST_MINUTE))


def _minutes(hour: str, minute: str | None) -> int | None:
    total = int(hour) * 60 + int(minute or 0)
    return total if int(minute or 0) < 60 and total <= LAST_MINUTE else None


def _lone_clock(text: str, at: int) -> Token | None:
    """One time of day alone, `klo 16`: it says something that is not read."""
    match = _LONE_CLOCK.match(text, at)
    return Token(Kind.WORD, at, match.end()) if match else None


def _ordinal(text: str, at: int) -> Token | None:
    """`1. lauantai` before `1.` can be taken for a number."""
    return _phrase(text, at) if text[at].isdecimal() else None


def _phrase(text: str, at: int) -> Token | None:
    if compound := COMPOUND.match(text, at):
        names = compound_names(compound)
        kind = Kind.WORD if "" in names else Kind.HOLIDAYS
        return Token(kind, at, compound.end(), names=names)
    for phrase in PHRASES:
        if match := phrase.pattern.match(text, at):
            return Token(
                phrase.kind,
                at,
                match.end(),
                days=phrase.days,
                names=phrase.names,
                flag=phrase.flag,
                parity=phrase.parity,
            )
    return None


def _plain(text: str, at: int) -> Token:
    if _DASH.match(text, at):
        return Token(Kind.TO, at, at + 1)
    if word := _WORD.match(text, at):
        return Token(Kind.WORD, at, word.end())
    return Token(_MARKS.get(text[at], Kind.NOISE), at, at + 1)


def _said_once(tokens: list[Token]) -> list[Token]:
    """`må/ma`, `suljettu/stängt`: the same said twice."""
    result: list[Token] = []
    for token in tokens:
        if _repeats(result, token):
            result.pop()
            before = result.pop()
            token = replace(before, end=token.end)
        result.append(token)
    return result


def _repeats(result: list[Token], token: Token) -> bool:
    return (
        len(result) > 1
        and token.kind in {Kind.DAYS, Kind.CLOSED}
        and result[-1].kind is Kind.SLASH
        and (result[-2].kind, result[-2].days) == (token.kind, token.days)
    )


def _with_day_ranges(text: str, tokens: list[Token]) -> list[Token]:
    """`ma - pe`, `måndag till fredag`, `maanantaista perjantaihin`."""
    result: list[Token] = []
    for token in tokens:
        before = _first_of_range(text, result, token)
        if before is not None:
            while result[-1] is not before:
                result.pop()
            result.pop()
            token = Token(Kind.DAYS, before.start, token.end, days=_from_to(before, token))
        result.append(token)
    return result


def _first_of_range(text: str, result: list[Token], token: Token) -> Token | None:
    if token.kind is not Kind.DAYS or len(token.days) != 1 or not result:
        return None
    if result[-1].kind is Kind.TO and len(result) > 1 and _is_day(result[-2]):
        return result[-2]
    inflected = _is_day(result[-1]) and _FROM_DAY.search(text[result[-1].start : result[-1].end])
    if inflected and _TO_DAY.search(text[token.start : token.end]):
        return result[-1]
    return None


def _is_day(token: Token) -> bool:
    return token.kind is Kind.DAYS and len(token.days) == 1


def _from_to(first: Token, last: Token) -> frozenset[int]:
    (start,), (end,) = first.days, last.days
    return frozenset((start - 1 + step) % 7 + 1 for step in range((end - start) % 7 + 1))
