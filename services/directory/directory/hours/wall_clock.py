"""From wall-clock times in Europe/Helsinki to instants, over both changes of clock (O17-O20)."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from directory.hours.bad_hours import FIRST_YEAR, LAST_YEAR, BadHours

HELSINKI = ZoneInfo("Europe/Helsinki")
SECONDS_A_DAY = 86_400


def moment_of(at: datetime) -> tuple[int, int]:
    """Whole seconds of the epoch, and the ordinal of the Helsinki date (O1).

    Raises BadHours for a time without an offset and for a year outside 1900-2999.
    """
    if at.tzinfo is None:
        raise BadHours("offset_missing")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise BadHours("year_out_of_range")
    local = at.astimezone(HELSINKI)
    return int(local.timestamp() // 1), local.toordinal()


def utc(seconds: int) -> datetime:
    """Seconds of the epoch as a moment in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def midnight(day: date) -> datetime:
    """When a Helsinki date begins, in UTC (O1)."""
    return utc(starts_at(day.toordinal(), 0))


@lru_cache(maxsize=8192)
def bounds(ordinal: int) -> tuple[int, int]:
    """The midnights that begin and end a date, in seconds of the epoch: 23, 24 or 25 hours."""
    return starts_at(ordinal, 0), starts_at(ordinal + 1, 0)


@lru_cache(maxsize=8192)
def starts_at(ordinal: int, minute: int) -> int:
    """The instant when a span starts; in the doubled hour of autumn the first one (O19)."""
    return _instant(ordinal, minute, fold=0)


@lru_cache(maxsize=8192)
def ends_at(ordinal: int, minute: int) -> int:
    """The instant when a span ends; in the doubled hour of autumn the second one (O19)."""
    return _instant(ordinal, minute, fold=1)


def _instant(ordinal: int, minute: int, fold: int) -> int:
    begins = datetime.combine(date.fromordinal(ordinal), time(tzinfo=HELSINKI))
    wall = (begins + timedelta(minutes=minute)).replace(fold=fold)
    at = int(wall.timestamp())
    if datetime.fromtimestamp(at, HELSINKI) == wall:
        return at
    return _change_of_clock(wall)


def _change_of_clock(missing: datetime) -> int:
    """The instant of the change, for a wall-clock time that it jumps over (O18)."""
    early, late = sorted(int(missing.replace(fold=fold).timestamp()) for fold in (0, 1))
    before = _offset(early)
    moved = bisect_left(range(early, late + 1), 1, key=lambda at: _offset(at) != before)
    return early + moved


def _offset(at: int) -> timedelta | None:
    return datetime.fromtimestamp(at, HELSINKI).utcoffset()
