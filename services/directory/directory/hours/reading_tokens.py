"""The pieces that a text about opening hours falls into."""

from dataclasses import dataclass
from enum import Enum, auto

from directory.hours.reading_dates import Dated

WHOLE_WEEK = frozenset(range(1, 8))
WORKING_DAYS = frozenset(range(1, 6))


class Kind(Enum):
    """What a piece of the text does in a sentence."""

    DAYS = auto()
    DATES = auto()
    HOLIDAYS = auto()
    UNNAMED = auto()  # "pyhinä", "aattoina": holidays without a name
    OCCASION = auto()  # "jouluna": means something only beside a date
    OTHERWISE = auto()  # "muulloin"
    PARITY = auto()  # even or odd weeks
    SEASON = auto()
    TIMES = auto()
    CLOSED = auto()
    PAUSE = auto()  # "lounastauko"
    FLAG = auto()  # what takes its clause out of the week
    ELSEWHERE = auto()
    AGREED = auto()
    PLACE = auto()
    UNSAID = auto()  # "ei määritetty": unknown, not closed
    BOUND = auto()  # "alkaen", "asti": an open end, which is not read
    DURING = auto()
    TO = auto()  # a dash, or "till"
    SLASH = auto()
    JOIN = auto()
    COMMA = auto()
    COLON = auto()
    STOP = auto()
    LINE = auto()
    BLANK = auto()
    OPENS = auto()
    SHUTS = auto()
    NOISE = auto()
    WORD = auto()


SUBJECTS = frozenset(
    {Kind.DAYS, Kind.DATES, Kind.HOLIDAYS, Kind.UNNAMED, Kind.OCCASION, Kind.OTHERWISE}
)
PREDICATES = frozenset({Kind.TIMES, Kind.CLOSED, Kind.PAUSE})
SEPARATORS = frozenset({Kind.JOIN, Kind.COMMA, Kind.SLASH})
PASSED_OVER = frozenset({Kind.NOISE, Kind.COLON, Kind.TO, Kind.OPENS, Kind.SHUTS, Kind.DURING})
BOUNDARIES = frozenset({Kind.STOP, Kind.LINE, Kind.BLANK})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text between two offsets, and what it says."""

    kind: Kind
    start: int
    end: int
    days: frozenset[int] = frozenset()
    dates: tuple[Dated, ...] = ()
    times: tuple[int, int] = (0, 0)
    names: frozenset[str] = frozenset()  # codes of holidays, or which unnamed ones
    flag: str = ""
    parity: str = ""
