"""Whom a statement of hours is about: weekdays, dates, holidays."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from directory.hours.reading_dates import Dated
from directory.hours.reading_tokens import BOUNDARIES, SEPARATORS, WHOLE_WEEK, Kind, Token

_ALWAYS_ON = {
    "maundy_thursday": frozenset({4}),
    "good_friday": frozenset({5}),
    "easter_sunday": frozenset({7}),
    "easter_monday": frozenset({1}),
    "ascension_day": frozenset({4}),
    "whit_sunday": frozenset({7}),
    "midsummer_eve": frozenset({5}),
    "midsummer_day": frozenset({6}),
    "all_saints_day": frozenset({6}),
}
_APART = SEPARATORS | BOUNDARIES


@dataclass(frozen=True, slots=True)
class Subject:
    """What the words before (or after) the hours name; `beside` are holidays next to a date."""

    days: frozenset[int] = frozenset()
    dates: tuple[Dated, ...] = ()
    codes: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    unnamed: frozenset[str] = frozenset()
    misfit: bool = False  # a weekday beside a holiday that never falls on it
    occasion: bool = False

    @property
    def names_nothing(self) -> bool:
        """Whether it stands for what is left: `muulloin`."""
        return not (self.days or self.dates or self.codes or self.unnamed)

    @property
    def is_weekly(self) -> bool:
        """Whether only weekdays are named."""
        return bool(self.days) and not (self.dates or self.codes or self.unnamed)


def subject_of(tokens: Sequence[Token]) -> Subject:
    """One subject out of all that stands before the hours (separators included)."""
    pairs = [(left.kind, right.kind) for left, right in pairwise(tokens)]
    apart = [left in _APART or right in _APART for left, right in pairs]
    holiday_notes = _day_notes(tokens, apart)
    named = [token for token in tokens if token.kind is Kind.HOLIDAYS]
    return Subject(
        misfit=any(not _fits(tokens, at) for at in holiday_notes),
        days=_days(tokens, apart, holiday_notes),
        dates=_dates(tokens),
        codes=frozenset().union(*(token.names for token in named)),
        beside=_beside_dates(tokens, apart),
        unnamed=frozenset().union(*(token.names for token in tokens if token.kind is Kind.UNNAMED)),
        occasion=any(token.kind is Kind.OCCASION for token in tokens),
    )


def _neighbours(tokens: Sequence[Token], apart: list[bool], at: int) -> list[Kind]:
    kinds = []
    if at > 0 and not apart[at - 1]:
        kinds.append(tokens[at - 1].kind)
    if at < len(apart) and not apart[at]:
        kinds.append(tokens[at + 1].kind)
    return kinds


def _day_notes(tokens: Sequence[Token], apart: list[bool]) -> set[int]:
    """Weekdays that only remind: `juhannusaatto (pe)`, `2. pääsiäispäivä ma`."""
    return {
        at
        for at, token in enumerate(tokens)
        if token.kind is Kind.DAYS
        and len(token.days) == 1
        and Kind.HOLIDAYS in (near := _neighbours(tokens, apart, at))
        and Kind.DATES not in near
    }


def _fits(tokens: Sequence[Token], at: int) -> bool:
    """Whether the holiday before (or after) a weekday may fall on it."""
    around = (*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 2])
    names = next(token.names for token in around if token.kind is Kind.HOLIDAYS)
    return all(tokens[at].days <= _ALWAYS_ON.get(name, WHOLE_WEEK) for name in names)


def _days(tokens: Sequence[Token], apart: list[bool], notes: set[int]) -> frozenset[int]:
    """All weekdays; of two side by side one explains the other (`arkisin ma-to`)."""
    total: frozenset[int] = frozenset()
    group: frozenset[int] = frozenset()
    for at, token in enumerate(tokens):
        if token.kind is not Kind.DAYS or at in notes:
            continue
        explains = at > 0 and not apart[at - 1] and tokens[at - 1].kind is Kind.DAYS
        if explains and group & token.days:
            group &= token.days
        else:
            total |= group
            group = token.days
    return total | group


def _dates(tokens: Sequence[Token]) -> tuple[Dated, ...]:
    """All dates in order; `24.12. ja 25.12.2026` share their year."""
    year: int | None = None
    result: list[Dated] = []
    for dated in reversed([each for token in tokens for each in token.dates]):
        result.append(dated.with_year(year))
        year = result[-1].first[2] or result[-1].last[2]
    return tuple(reversed(result))


def _beside_dates(tokens: Sequence[Token], apart: list[bool]) -> frozenset[str]:
    """Holidays that stand next to a date, over other holidays and weekdays between."""
    found: set[str] = set()
    run: list[Token] = []
    for at, token in enumerate(tokens):
        run.append(token)
        if at == len(tokens) - 1 or apart[at]:
            if any(each.kind is Kind.DATES for each in run):
                found.update(*(each.names for each in run if each.kind is Kind.HOLIDAYS))
            run = []
    return frozenset(found)
