"""What the statements about one day come to, before anybody asks at what moment (O4, O11, O12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from directory.hours.shape import MINUTES_A_DAY, Source, SourceKind, Span, State
from directory.hours.spans import SAME_DAY, Line, Stretch, choose, lines, tail_of


class Said(NamedTuple):
    """What statements come to, in minutes from the midnight that begins the day (O11, O12).

    `own` are the spans without overlaps (up to 2880), `tail` their part after midnight in minutes
    of the next day, `base` the state outside, `lines` the day when the night before says nothing,
    `states` all that occur.
    """

    base: State
    own: tuple[Stretch, ...]
    tail: tuple[Stretch, ...]
    lines: tuple[Line, ...]
    states: frozenset[State]


@dataclass(frozen=True, slots=True, eq=False)
class DayPlan:
    """What the owner of a day says: its spans and whole-day states as given, and what they make.

    `only_normal`: no closer statement than normal periods.
    """

    source: Source
    whole_day: tuple[State, ...]
    stated: tuple[Stretch, ...]
    said: Said
    only_normal: bool


def day_plan(source: Source, whole_day: tuple[State, ...], stated: tuple[Stretch, ...]) -> DayPlan:
    """Work out a day from what its owner, or its owners together, say of it."""
    said = worked_out(whole_day, stated, State.CLOSED)
    return DayPlan(source, whole_day, stated, said, source.kind is SourceKind.NORMAL)


@lru_cache(maxsize=16_384)
def worked_out(whole_day: tuple[State, ...], stated: tuple[Stretch, ...], otherwise: State) -> Said:
    """The spans without overlaps, and the day around them: many places keep the same hours.

    `otherwise` is the state outside spans when no whole-day state says more (O11).
    """
    fills = [state for state in whole_day if state is not State.CLOSED]
    base = min(fills, key=SAME_DAY.__getitem__, default=otherwise)
    own = choose(stated)
    tail = tuple(
        (start - MINUTES_A_DAY, stop - MINUTES_A_DAY, state)
        for start, stop, state in tail_of(own, MINUTES_A_DAY)
    )
    day = lines((), own, base, 0, MINUTES_A_DAY)
    states = frozenset([line[2] for line in day] + [stretch[2] for stretch in tail])
    return Said(base, own, tail, day, states)


NOTHING = DayPlan(
    Source(SourceKind.NONE), (), (), worked_out((), (), State.UNKNOWN), only_normal=False
)
"""The day that nobody speaks for: unknown, never closed (O4)."""


def stretches_of(spans: Iterable[Span], weekday: int) -> tuple[Stretch, ...]:
    """The spans that start on a weekday, 1 to 7, in minutes of the day."""
    return tuple((span.start, span.stop, span.state) for span in spans if span.is_on(weekday))
