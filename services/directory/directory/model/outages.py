"""What is said while PostgreSQL is away: that nothing can be known, never what may be old."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from common.db import sqlstate
from common.errors import ServiceUnavailable
from common.problems import AWAY

SOON = {"Retry-After": "5"}


@contextmanager
def refused_while_away() -> Iterator[None]:
    """Raises ServiceUnavailable when PostgreSQL cannot be asked; a mistake of ours stays one.

    The model is not trusted without it (performance.md 3.5): what was answered before is the
    gateway's to give in an outage, and nothing that depends on the clock.
    """
    try:
        yield
    except OSError as away:
        raise ServiceUnavailable(headers=SOON) from away
    except DBAPIError as wrong:
        if wrong.connection_invalidated or sqlstate(wrong).startswith(AWAY):
            raise ServiceUnavailable(headers=SOON) from wrong
        raise
