"""Which statement speaks for a day (O4, O6)."""

from collections.abc import Iterator

from directory.hours import holidays
from directory.hours.day_plan import DayPlan, day_plan, stretches_of
from directory.hours.recurrence import weekday_of
from directory.hours.seasons import ALWAYS, Calendar, DatedPeriod, closest_first
from directory.hours.shape import Day, Hours, Period, Source, SourceKind


class Book:
    """The hours of one thing, ready to be asked day by day. Grows by patterns, not by dates."""

    __slots__ = (
        "_by_code",
        "_calendar",
        "_days",
        "_normals",
        "_one_day",
        "_patterns",
        "silent_after",
        "silent_before",
    )

    def __init__(self, hours: Hours) -> None:
        """Sort the statements into the layers of O6."""
        periods = closest_first(hours.periods)
        self._one_day: dict[int, list[DatedPeriod]] = {}
        for one in periods:
            if one.is_exception and one.first == one.last:
                self._one_day.setdefault(one.first, []).append(one)
        self._days = {day.toordinal(): said for day, said in hours.days.items()}
        self._by_code = {
            code: rule for rule in reversed(hours.holiday_rules) for code in rule.holidays
        }
        self._normals = [one for one in periods if not one.is_exception]
        self._calendar = Calendar(
            one for one in periods if not one.is_exception or one.first != one.last
        )
        self._patterns: dict[object, DayPlan] = {}
        self.silent_before, self.silent_after = self._silence(periods)

    def plan(self, ordinal: int) -> DayPlan:
        """What is said of a date: the first layer of O6 that speaks."""
        for one in self._one_day.get(ordinal, ()):
            if plan := one.owned(ordinal):
                return plan
        if said := self._days.get(ordinal):
            return self._by_day(said, ordinal)
        if self._by_code and (plan := self._by_holiday(ordinal)):
            return plan
        return self._calendar.plan(ordinal)

    def normal_on(self, ordinal: int) -> Iterator[Period]:
        """The normal periods in force on a date."""
        return (one.period for one in self._normals if one.covers(ordinal))

    def _by_day(self, said: Day, ordinal: int) -> DayPlan:
        stated = stretches_of(said.spans, weekday_of(ordinal))
        key = (said.source, said.state, stated)
        if (plan := self._patterns.get(key)) is None:
            source = Source(SourceKind.DAY, said.source)
            whole_day = () if said.state is None else (said.state,)
            plan = self._patterns[key] = day_plan(source, whole_day, stated)
        return plan

    def _by_holiday(self, ordinal: int) -> DayPlan | None:
        code = next((c for c in holidays.codes_on(ordinal) if c in self._by_code), None)
        if code is None:
            return None
        key = (code, weekday_of(ordinal))
        if (plan := self._patterns.get(key)) is None:
            rule = self._by_code[code]
            source = Source(SourceKind.HOLIDAY, code, holidays.BY_CODE[code].name)
            whole_day = () if rule.state is None else (rule.state,)
            plan = day_plan(source, whole_day, stretches_of(rule.spans, key[1]))
            self._patterns[key] = plan
        return plan

    def _silence(self, dated: list[DatedPeriod]) -> tuple[int, int]:
        """The ordinals before and after which nothing is said of any day."""
        if self._by_code:
            return 0, ALWAYS
        firsts = [one.first for one in dated] + list(self._days)
        lasts = [one.last for one in dated] + list(self._days)
        return min(firsts, default=ALWAYS), max(lasts, default=0)


def book_of(hours: Hours) -> Book:
    """The hours sorted for asking; made once and kept beside them."""
    book = hours._book
    if not isinstance(book, Book):
        book = Book(hours)
        object.__setattr__(hours, "_book", book)
    return book
