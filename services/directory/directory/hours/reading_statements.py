"""Statements about the same subject, laid side by side: agreeing, adding, contradicting (T6)."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

from directory.hours.shape import Span, State

Times = tuple[tuple[int, int], ...]
Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Statements(Generic[Key]):
    """Per subject its times; none means closed. The first statement of a subject stays."""

    by_subject: dict[Key, Times] = field(default_factory=dict)
    contradicts: bool = False
    opens_after_closes: bool = False

    def say(self, subject: Key, times: Times, *, adds: bool = False) -> None:
        """One more statement; `adds` when times that do not overlap are more hours."""
        good = tuple(sorted(each for each in times if each[0] < each[1]))
        if len(good) < len(times):
            self.opens_after_closes = True
            if not good:
                return
        before = self.by_subject.get(subject)
        if before is None:
            self.by_subject[subject] = self._free_of_overlaps(good)
        elif before != good:
            self._more(subject, before, good, adds=adds)

    def pause(self, subject: Key, pause: tuple[int, int]) -> bool:
        """Cuts a break out of the times; False when they do not hold it."""
        times = self.by_subject.get(subject, ())
        cut = [each for each in times if each[0] < pause[0] < pause[1] < each[1]]
        if not cut:
            return False
        start, end = cut[0]
        others = [each for each in times if each != cut[0]]
        self.by_subject[subject] = tuple(sorted([*others, (start, pause[0]), (pause[1], end)]))
        return True

    def _more(self, subject: Key, before: Times, times: Times, *, adds: bool) -> None:
        both = tuple(sorted({*before, *times}))
        if adds and before and times and not _overlap(both):
            self.by_subject[subject] = both
        else:
            self.contradicts = True

    def _free_of_overlaps(self, times: Times) -> Times:
        if not _overlap(times):
            return times
        self.contradicts = True
        return times[:1]


def _overlap(times: Times) -> bool:
    return any(left[1] > right[0] for left, right in pairwise(times))


def spans_by_day(said: Mapping[int, Times]) -> tuple[Span, ...]:
    """Open spans of weekdays, those with the same times made one."""
    days: dict[tuple[int, int], set[int]] = {}
    for day, times in said.items():
        for time in times:
            days.setdefault(time, set()).add(day)
    return tuple(span for time, on in days.items() for span in spans_of((time,), frozenset(on)))


def spans_of(times: Times, weekdays: frozenset[int] = frozenset()) -> tuple[Span, ...]:
    """Open spans on some weekdays; no weekdays means every day."""
    return tuple(Span(weekdays, start, end, state=State.OPEN) for start, end in times)
