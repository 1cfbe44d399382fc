"""Periods over the calendar: which cover a date, in what order, and what they say (O7-O10)."""

from bisect import bisect_right
from collections.abc import Iterable
from uuid import UUID

from directory.hours.day_plan import NOTHING, DayPlan, day_plan, stretches_of
from directory.hours.recurrence import holds, weekday_of
from directory.hours.shape import Period, PeriodKind, Source, SourceKind
from directory.hours.spans import Stretch

ALWAYS = 10_000_000
"""An ordinal after every date: the end of a period without one."""


class DatedPeriod:
    """A period ready to be asked, its dates as ordinals."""

    __slots__ = (
        "_plans",
        "first",
        "is_exception",
        "last",
        "period",
        "plain",
        "source",
        "whole_day",
    )

    def __init__(self, period: Period) -> None:
        """Count its dates, once."""
        self.period = period
        self.first = period.valid_from.toordinal() if period.valid_from else 0
        self.last = period.valid_to.toordinal() if period.valid_to else ALWAYS
        self.is_exception = period.kind is PeriodKind.EXCEPTION
        self.source = Source(SourceKind(period.kind), period.id, period.label)
        self.whole_day = () if period.state is None else (period.state,)
        self.plain = not any(group.rules for group in period.groups)
        self._plans: dict[int, DayPlan] = {}

    def covers(self, ordinal: int) -> bool:
        """Whether a date lies between the first and the last day, both included."""
        return self.first <= ordinal <= self.last

    def pattern(self, ordinal: int) -> int:
        """A small number: dates with the same one have the same spans (O10)."""
        weekday = weekday_of(ordinal)
        if self.plain:
            return weekday
        bits = 0
        for place, group in enumerate(self.period.groups):
            bits |= all(holds(rule, ordinal, self.first) for rule in group.rules) << place
        return bits * 8 + weekday

    def stretches(self, pattern: int) -> tuple[Stretch, ...]:
        """The spans of the dates with a pattern."""
        bits, weekday = (-1, pattern) if self.plain else divmod(pattern, 8)
        return tuple(
            stretch
            for place, group in enumerate(self.period.groups)
            if bits >> place & 1
            for stretch in stretches_of(group.spans, weekday)
        )

    def owned(self, ordinal: int) -> DayPlan | None:
        """What an exception says of a date that it covers.

        It owns the day also without a span, unless it lets such a day fall through (O7).
        """
        pattern = self.pattern(ordinal)
        if (plan := self._plans.get(pattern)) is None:
            plan = day_plan(self.source, self.whole_day, self.stretches(pattern))
            self._plans[pattern] = plan
        silent = self.period.fallthrough and not plan.stated and not plan.whole_day
        return None if silent else plan


class Season:
    """Dates that the same periods cover, the closest exception first."""

    __slots__ = ("_exceptions", "_normals", "_plain", "_sums", "_week")

    def __init__(self, covering: Iterable[DatedPeriod]) -> None:
        """Part the exceptions from the normal periods."""
        periods = list(covering)
        self._exceptions = [one for one in periods if one.is_exception]
        self._normals = [one for one in periods if not one.is_exception]
        self._plain = all(one.plain for one in periods)
        self._week: dict[int, DayPlan] = {}
        self._sums: dict[tuple[int, ...], DayPlan] = {}

    def plan(self, ordinal: int) -> DayPlan:
        """What the periods say of a date: the first exception that speaks, else the normal ones.

        Without rules of recurrence a season has seven different days.
        """
        if plan := self._week.get(ordinal % 7):
            return plan
        spoken = (plan for one in self._exceptions if (plan := one.owned(ordinal)))
        plan = next(spoken, None) or self._sum(ordinal)
        if self._plain:
            self._week[ordinal % 7] = plan
        return plan

    def _sum(self, ordinal: int) -> DayPlan:
        """O9: normal periods of the same day add up."""
        if not self._normals:
            return NOTHING
        patterns = tuple(one.pattern(ordinal) for one in self._normals)
        if (plan := self._sums.get(patterns)) is None:
            stated = [
                one.stretches(pattern) for one, pattern in zip(self._normals, patterns, strict=True)
            ]
            speaker = next((n for n, spans in enumerate(stated) if spans), 0)
            whole_day = tuple(state for one in self._normals for state in one.whole_day)
            spans = tuple(span for spans in stated for span in spans)
            plan = day_plan(self._normals[speaker].source, whole_day, spans)
            self._sums[patterns] = plan
        return plan


class Calendar:
    """Periods as one season after another."""

    __slots__ = ("_edges", "_periods", "_seasons")

    def __init__(self, periods: Iterable[DatedPeriod]) -> None:
        """Cut the calendar where a period begins or has ended."""
        self._periods = list(periods)
        edges = {0}
        for one in self._periods:
            edges |= {one.first, one.last + 1}
        self._edges = sorted(edges)
        self._seasons: dict[int, Season] = {}

    def plan(self, ordinal: int) -> DayPlan:
        """What the periods say of a date."""
        place = bisect_right(self._edges, ordinal)
        if (season := self._seasons.get(place)) is None:
            season = Season(one for one in self._periods if one.covers(ordinal))
            self._seasons[place] = season
        return season.plan(ordinal)


def closest_first(periods: Iterable[Period]) -> list[DatedPeriod]:
    """O8: the shortest, then the higher priority, then the newest."""
    placed = sorted(enumerate(periods), key=lambda one: _closeness(one[1], one[0]))
    return [DatedPeriod(period) for _, period in placed]


def _closeness(period: Period, place: int) -> tuple[int, int, int, int]:
    length = ALWAYS
    if period.valid_from and period.valid_to:
        length = (period.valid_to - period.valid_from).days
    return length, -period.priority, -_age(period.id), -place


def _age(period_id: str | None) -> int:
    """The millisecond when a UUIDv7 was made; other ids tell nothing, so their place decides."""
    try:
        made = UUID(period_id or "")
    except ValueError:
        return 0
    return made.int >> 80 if made.version == 7 else 0
