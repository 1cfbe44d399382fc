"""A part of a score: so many points, for one reason (G13, G17)."""

from typing import NamedTuple


class Part(NamedTuple):
    """A reason's code, its points, and what it speaks of: codes of one list."""

    code: str
    points: int
    list_name: str = ""
    codes: tuple[str, ...] = ()
