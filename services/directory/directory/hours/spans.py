"""Which state wins where stretches of time overlap (O2, O11, O12, O13)."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from directory.hours.shape import State

Stretch = tuple[int, int, State]
"""Half-open: start, stop, state. Minutes of a day, or seconds of the epoch."""

Line = tuple[int, int, State, bool]
"""A stretch, and whether the night before speaks in it."""

SAME_DAY: dict[State, float] = {
    State.CLOSED: 0,
    State.OPEN: 1,
    State.BY_APPOINTMENT: 2,
    State.REMOTE_ONLY: 3,
    State.SELF_SERVICE: 4,
    State.UNKNOWN: 5,
}
"""The order of O12: a lunch break cuts, staff beat self-service."""

TAIL: dict[State, float] = {**SAME_DAY, State.CLOSED: 4.5}
"""The order of O13, between the night before and the day's own spans: closed cuts nothing."""


def choose(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches of one day without overlaps, in order, those that touch made one (O2, O12)."""
    ordered = sorted(stretches)
    if any(left[1] > right[0] for left, right in pairwise(ordered)):
        ordered = _winners(ordered)
    return tuple(merged(ordered))


def merged(ordered: Iterable[Stretch]) -> list[Stretch]:
    """Ordered stretches, those that touch and have the same state made one (O2)."""
    result: list[Stretch] = []
    for start, stop, state in ordered:
        if result and result[-1][1] == start and result[-1][2] is state:
            result[-1] = (result[-1][0], stop, state)
        else:
            result.append((start, stop, state))
    return result


def tail_of(stretches: Iterable[Stretch], midnight: int) -> tuple[Stretch, ...]:
    """What goes on after a midnight."""
    return tuple(
        (max(start, midnight), stop, state) for start, stop, state in stretches if stop > midnight
    )


def lines(
    tail: Sequence[Stretch], own: Sequence[Stretch], base: State, first: int, last: int
) -> tuple[Line, ...]:
    """A whole day from `first` to `last`: the night before, the day's own, and between (O13).

    `tail` and `own` are free of overlaps. The tail beats `base`, the state outside spans.
    """
    edges = {edge for start, stop, _ in (*tail, *own) for edge in (start, stop)}
    cuts = sorted({first, last} | {edge for edge in edges if first < edge < last})
    result: list[Line] = []
    for start, stop in pairwise(cuts):
        state, by_tail = _speaking(_state_in(tail, start), _state_in(own, start), base)
        if result and result[-1][2:] == (state, by_tail):
            result[-1] = (result[-1][0], stop, state, by_tail)
        else:
            result.append((start, stop, state, by_tail))
    return tuple(result)


def _winners(ordered: Sequence[Stretch]) -> list[Stretch]:
    cuts = sorted({edge for start, stop, _ in ordered for edge in (start, stop)})
    result: list[Stretch] = []
    for first, last in pairwise(cuts):
        here = [state for start, stop, state in ordered if start <= first < stop]
        if here:
            result.append((first, last, min(here, key=SAME_DAY.__getitem__)))
    return result


def _state_in(stretches: Sequence[Stretch], at: int) -> State | None:
    return next((state for start, stop, state in stretches if start <= at < stop), None)


def _speaking(tail: State | None, own: State | None, base: State) -> tuple[State, bool]:
    if tail is None:
        return (base if own is None else own), False
    if own is None or TAIL[tail] < TAIL[own]:
        return tail, True
    return own, False
