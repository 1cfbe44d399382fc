"""The best of each place for all who ask alike, wherever they are: judged once, then told."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import inf
from typing import Any

import numpy as np

from directory.guidance.answers import Answer, Untimed, untimed
from directory.guidance.days import FAR, NOW, Days, Phase
from directory.guidance.parts import Part
from directory.guidance.place import BANDS, ELSEWHERE
from directory.guidance.question import Question
from directory.guidance.ranking import VISITS_OF_A_UNIT, Place, best_there, whole_place
from directory.model.nearest import Near, first_few, on_the_ground, squared_chord
from directory.model.offered import BAND_POINTS, OUTSIDE, Offered
from directory.model.times import holds_until

CHORDS = np.array([squared_chord(reach) for reach, _ in BANDS])
"""The squared straight lines below the reaches of the bands, in metres."""
TIME_BITS, MOST = 46, 512
NOBODY = 1 << 60
"""At least the key of what is not offered."""
BAND_KEYS = BAND_POINTS << TIME_BITS
FARTHEST_START = (1 << TIME_BITS) - 1
A_MICROSECOND, TWO_DAYS = timedelta(microseconds=1), timedelta(days=2)
Row = tuple[int, float, int, int]
"""The key of a row, its squared chord, what decides between equals, and its number (G14)."""


class Known:
    """What is offered at a place, without the points of where it stands.

    `elsewhere` is its part of the score where no distance is measured. `written` is whatever a
    reader makes of it, kept as long.
    """

    __slots__ = ("elsewhere", "is_channel", "place", "score", "unit", "written")

    def __init__(self, place: Place, elsewhere: Part) -> None:
        offer = place.best.offer
        self.place, self.score, self.elsewhere = place, place.best.score, elsewhere
        self.is_channel = offer.kind == "channel"
        self.unit = offer.unit_id if offer.kind == "visit" else None
        self.written: Any = None

    def gives(self, service: str) -> bool:
        return service == self.place.best.offer.service or service in self.place.also_here


Shown = tuple[Known, int, float | None]
"""A place in an answer, its whole score, and its distance if it was measured."""


class Ready:
    """Where each place stands in the order of one inquiry, as far as it was asked (G13, G14).

    The best service of a place does not depend on where the asker is: that adds the same points to
    each. A row's key holds the score without them and the time; what was not asked yet, or may
    have changed since, has the best key that it could have. So when the first rows of an answer
    have all been asked, they are the first; else they are asked, and put in order again.
    """

    def __init__(self, offered: Offered, question: Question) -> None:
        fitting = offered.fitting_of(question)
        self.offered, self.fits = offered, fitting.fits
        hoped = (MOST - NOW - fitting.most) << TIME_BITS
        self._hoped = np.where(fitting.most > OUTSIDE, hoped, NOBODY * 2)
        self._keys = self._hoped.copy()
        self._standing = offered.elsewhere << TIME_BITS
        self._known: list[Any] = [None] * len(hoped)
        """A `Known` of each row that was asked and gives something."""
        self._until = np.full(len(hoped), inf)
        self._since, self._soonest = -inf, inf
        self._remote: list[Row] | None = None

    def first(
        self, near: Near, radius_m: float, limit: int, asked: Callable[[], Question], at: datetime
    ) -> list[Shown] | None:
        """The first places around `near`, with the times of `at` (UTC); one of them is a channel
        unless the asker can go (G15). None when that is a moment before what is known.

        `asked` makes the question of that moment, for what has to be judged.
        """
        if not self._is_up_to_date(at.timestamp()):
            return None
        take = limit
        while True:
            found = self._in_order(near, radius_m, take)
            if self._asks(found, asked):
                continue
            shown = self._with_room(found)
            if len(shown) >= limit or len(found) < take:
                return self._shown(shown[:limit])
            take *= 4

    def first_channel(self, asked: Callable[[], Question]) -> Shown | None:
        """The best channel, after `first` with the same question."""
        channels = self.offered.channels
        while True:
            best = next((one for one in self._elsewhere() if one[3] in channels), None)
            if best is None or not self._asks([best], asked):
                return None if best is None else self._shown([best])[0]

    def _asks(self, rows: Sequence[Row], asked: Callable[[], Question]) -> bool:
        """Whether there was something to ask of some rows."""
        known = self._known
        unknown = [row for _, _, _, row in rows if known[row] is None]
        if unknown:
            question = asked()
            for row in unknown:
                self._judge(row, question)
        return bool(unknown)

    def _judge(self, row: int, question: Question) -> None:
        """Ask a place for the times of its services, and keep what is best there."""
        spot, days = self.offered.spots[row], question.days
        group = [
            untimed(offer, fit, ELSEWHERE)
            for offer, profile in self.offered.at[spot]
            if (fit := self.fits[profile])
        ]
        best = best_there(group, question)
        self._keys[row] = NOBODY * 2
        if best is not None:
            self._keys[row] = _key(best, days)
            self._known[row] = Known(whole_place(best, group, question), spot.elsewhere)
        self._until[row] = until = _until(group, question)
        self._soonest = min(self._soonest, until)
        self._since = max(self._since, days.at.timestamp())
        if row >= len(self.offered.measured.lats):
            self._remote = None

    def _is_up_to_date(self, seconds: float) -> bool:
        """Forget what may be another now; False for a moment before what is known."""
        if seconds >= self._soonest:
            over = np.flatnonzero(self._until <= seconds)
            self._keys[over], self._until[over] = self._hoped[over], inf
            for row in over.tolist():
                self._known[row] = None
            self._soonest, self._remote = float(self._until.min()), None
        return seconds >= self._since

    def _in_order(self, near: Near, radius_m: float, take: int) -> list[Row]:
        """The first rows as far as is known."""
        rows = self._measured(near, radius_m, take)
        rows += self._elsewhere()[:take]
        rows.sort()
        return rows[:take]

    def _measured(self, near: Near, radius_m: float, take: int) -> list[Row]:
        """The first of the places that have a place of their own within the radius."""
        offered = self.offered
        rows, squared = offered.measured.within(near, radius_m)
        keys = self._keys[rows]
        keys -= BAND_KEYS[CHORDS.searchsorted(squared)]
        if not offered.is_exact:
            exact = offered.exact[rows]
            keys = np.where(exact, keys, self._keys[rows] - self._standing[rows])
            squared = np.where(exact, squared, inf)
        few = first_few(keys, squared, take)
        keys, squared, rows = keys[few], squared[few], rows[few]
        lasts = offered.order[rows].tolist()
        told = zip(keys.tolist(), squared.tolist(), lasts, rows.tolist(), strict=True)
        return [one for one in told if one[0] < NOBODY]

    def _elsewhere(self) -> list[Row]:
        """The rows whose distance is never measured, in order."""
        if self._remote is None:
            offered, first = self.offered, len(self.offered.measured.lats)
            keys = (self._keys[first:] - self._standing[first:]).tolist()
            lasts = offered.order[first:].tolist()
            rows = zip(keys, [inf] * len(keys), lasts, range(first, len(self._keys)), strict=True)
            self._remote = sorted(one for one in rows if one[0] < NOBODY)
        return self._remote

    def _with_room(self, rows: Sequence[Row]) -> list[Row]:
        """At most two visits of one unit (G15)."""
        known, visits, kept = self._known, Counter[str](), []
        for one in rows:
            unit = known[one[3]].unit
            if unit is not None:
                visits[unit] += 1
            if unit is None or visits[unit] <= VISITS_OF_A_UNIT:
                kept.append(one)
        return kept

    def _shown(self, rows: Sequence[Row]) -> list[Shown]:
        known = self._known
        return [
            (
                known[row],
                MOST - (key >> TIME_BITS),
                None if squared == inf else on_the_ground(squared),
            )
            for key, squared, _, row in rows
        ]


def _key(best: Answer, days: Days) -> int:
    """What comes first is less: more points, now, always, an earlier start (G14)."""
    if best.soon is None:
        raise ValueError("an answer without a time")
    _, phase, start = best.soon
    when = int(phase)
    if phase is Phase.LATER and start == FAR:
        when = FARTHEST_START
    elif phase is Phase.LATER:
        when += (start - (days.tomorrow_from - TWO_DAYS)) // A_MICROSECOND
    return ((MOST - best.score) << TIME_BITS) + when


def _until(group: Sequence[Untimed], question: Question) -> float:
    """When a place that was asked may say something else, at the latest at the end of the day."""
    days, within = question.days, question.within_days
    ends = [holds_until(one.offer.times, days.at, within) for one in group]
    return min(*ends, days.tomorrow_from).timestamp()
