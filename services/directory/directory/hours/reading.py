"""What a text in Finnish or Swedish says about opening hours, for a person to confirm (3.6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directory.hours.reading_clauses import clauses_of
from directory.hours.reading_exceptions import read_exceptions
from directory.hours.reading_holidays import read_holidays
from directory.hours.reading_scan import tokens_of
from directory.hours.reading_walk import Clause
from directory.hours.reading_week import read_week
from directory.hours.shape import Group, HolidayRule, Hours, Period, PeriodKind, Span, State

FLAGS = (
    "alternate_weeks",
    "nth_weekday",
    "season",
    "year_missing",
    "elsewhere",
    "several_places",
    "on_agreement",
    "double_holiday",
    "contradiction",
    "sunday_or_holiday",
    "opens_after_closes",
)


@dataclass(frozen=True)
class Reading:
    """A proposal. `week` has all seven days (1 = Monday; no spans = closed), or is None: unknown.

    `unnamed_holidays` are rules that the text gives for holidays without a name (`pyhinä`,
    `aattoina`): they count only when a person says so (T5). `flags` are of FLAGS, `rest` the
    parts of the text that were not used. `groups` is the week as a period holds it, with even
    and odd weeks apart.
    """

    week: Mapping[int, tuple[Span, ...]] | None
    exceptions: tuple[Period, ...] = ()
    holiday_rules: tuple[HolidayRule, ...] = ()
    flags: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    unnamed_holidays: tuple[HolidayRule, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether something in the text was not read for certain (T1)."""
        return bool(self.flags or self.rest)

    def hours(self, *, with_unnamed_holidays: bool = False) -> Hours:
        """The proposal as opening hours; a week that is not known gives no normal period (O4)."""
        rules = self.holiday_rules
        if with_unnamed_holidays:
            rules += self.unnamed_holidays
        return Hours(periods=(*self._normal(), *self.exceptions), holiday_rules=rules)

    def _normal(self) -> tuple[Period, ...]:
        """None when nothing of the week is sure: what is not understood closes no door (T1)."""
        if self.week is None or (not self.groups and any(self.week.values())):
            return ()
        state = None if self.groups else State.CLOSED
        return (Period(id=None, kind=PeriodKind.NORMAL, state=state, groups=self.groups),)


LOOK_ALIKES = {0x130: "I", 0x131: "i", 0x17F: "s"}
"""İ, ı and ſ: to a pattern without case they are an i and an s, in lower case they are not."""


def read_hours(text: str, *, today: date) -> Reading:
    """Reads hours such as `ma-pe 9-16, la 10-14, su ja pyhinä suljettu` (T1-T8).

    `today` is the Helsinki date: a date without a year is proposed as the next such date.
    """
    text = text.translate(LOOK_ALIKES)
    found = clauses_of(text, tokens_of(text))
    week = read_week(found.clauses)
    exceptions = read_exceptions(found.clauses, week.week, today)
    holidays = read_holidays(found.clauses, today, sunday_unclear="sunday_or_holiday" in week.flags)
    unused = [*week.unused, *exceptions.unused, *holidays.unused]
    flags = {*found.flags, *week.flags, *exceptions.flags, *holidays.flags}
    return Reading(
        week=week.week,
        exceptions=exceptions.periods,
        holiday_rules=holidays.named,
        flags=tuple(flag for flag in FLAGS if flag in flags),
        rest=_texts(text, [*found.rest, *_places(unused)]),
        unnamed_holidays=holidays.unnamed,
        groups=week.groups,
    )


def _places(clauses: Iterable[Clause]) -> list[tuple[int, int]]:
    return [(clause.start, clause.end) for clause in clauses]


def _texts(text: str, places: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The parts of a text, those made one between which no word stands."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and not any(mark.isalnum() for mark in text[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(text[start:end].strip(" \t\n.,;:()[]") for start, end in joined)
