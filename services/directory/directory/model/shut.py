"""Until when nothing can be had at a spot, as far as somebody has asked. Moments are seconds."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from math import inf

import numpy as np
from numpy.typing import NDArray

from directory.guidance.days import (
    LATER,
    LATER_TODAY,
    NOW,
    TOMORROW,
    WITHIN_A_WEEK,
    Days,
    is_now,
    start_after,
)
from directory.guidance.offers import Times
from directory.guidance.question import Question

STEP = timedelta(minutes=15)
STEPS = 1_022
"""How finely a wait is told apart, and the longest that is."""
A_DAY = timedelta(days=1)
POINTS = np.array((LATER_TODAY, TOMORROW, WITHIN_A_WEEK, LATER), dtype=np.int64)
Whole = NDArray[np.int64]
TimesOf = Callable[[datetime, int], Times]


class Shut:
    """For each row from when until when it is shut: no offer of it can be had in between."""

    def __init__(self, rows: int) -> None:
        self._from = np.full(rows, inf)
        self._to = np.full(rows, -inf)

    def soonest(self, rows: Whole, days: Days) -> tuple[Whole, Whole]:
        """The most time points that the rows can have (G7), and the steps to wait at least.

        0 steps: perhaps it can be had now. n + 1 steps: not before n steps are over.
        """
        at, to = days.at.timestamp(), self._to[rows]
        points, waits = np.full(len(rows), NOW), np.zeros(len(rows), dtype=np.int64)
        shut = np.flatnonzero((self._from[rows] <= at) & (at < to))
        if len(shut):
            ends = (days.tomorrow_from, days.tomorrow_to, days.week_to)
            later = np.array([end.timestamp() for end in ends]).searchsorted(to[shut], "right")
            points[shut] = POINTS[later]
            steps = (to[shut] - at) / STEP.total_seconds()
            waits[shut] = 1 + np.minimum(steps, STEPS - 1).astype(np.int64)
        return points, waits

    def learn(self, row: int, asked: Iterable[TimesOf], question: Question) -> None:
        """Remember until when none of the offers of a row can be had."""
        days = question.days
        at = days.at.timestamp()
        if self._from[row] <= at < self._to[row]:
            return
        opens = inf
        for times in asked:
            opens = min(opens, _opens(times(days.at, question.within_days), days))
            if opens <= at:
                return
        self._from[row], self._to[row] = at, opens


def _opens(times: Times, days: Days) -> float:
    """The earliest moment at which it may be had: the asked one, when that is not known."""
    if times.state in ("always", "unknown", "by_appointment") or is_now(times, days.at):
        return days.at.timestamp()
    start = start_after(times, days.at)
    # horizons end at a time of the day, so what begins within a day before was perhaps not seen
    return (start or max(days.at, days.horizon - A_DAY)).timestamp()
