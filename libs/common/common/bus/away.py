"""Whether it is the database that is away: no bug, and every part of a process notices it."""

import logging
import traceback

log = logging.getLogger(__name__)
LOST = ("08", "57P", "53300")
"""How SQLSTATE begins when the connection is gone, PostgreSQL stops or starts, or takes no more."""
AGAIN = 10.0
"""Seconds in which a process says it only once."""


def is_database_away(error: BaseException) -> bool:
    """Whether PostgreSQL is not there, or has gone in the middle of a statement."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(is_database_away, error.exceptions))
    if getattr(error, "connection_invalidated", False):
        return True
    if str(getattr(error, "sqlstate", None) or "").startswith(LOST):
        return True
    if isinstance(error, OSError) and _is_of_asyncpg(error):
        return True
    return error.__cause__ is not None and is_database_away(error.__cause__)


def say_it_is_away(error: BaseException) -> None:
    """One line without a trace."""
    log.warning("the database is away: %s", _innermost(error))


class _OnceInAWhile(logging.Filter):
    silent_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        if record.created < self.silent_until:
            return False
        self.silent_until = record.created + AGAIN
        return True


log.addFilter(_OnceInAWhile())


def _is_of_asyncpg(error: BaseException) -> bool:
    """A refused or silent connection is a plain OSError: who has made it stands in its frames."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_globals.get("__name__", "").startswith("asyncpg.") for frame, _ in frames)


def _innermost(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return _innermost(error.__cause__) if error.__cause__ else type(error).__qualname__
