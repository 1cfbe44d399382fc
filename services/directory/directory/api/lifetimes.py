"""Until when an answer is true: a door's change, the end of a visit, midnight in Helsinki."""

from datetime import datetime, timedelta

from common.answering import Answer
from directory.model.catalogue import Catalogue

SOON = timedelta(minutes=2)
"""As long as an answer lives that tells nothing of now: a minute, and one while it is renewed."""


def tells_now(answer: Answer, catalogue: Catalogue, *moments: datetime | None) -> None:
    """The answer says how something is now: it is true to the first of these moments (UTC)."""
    coming = [one for one in (*moments, catalogue.renews_at) if one is not None]
    answer.until(min(coming, default=None))


def tells_today(answer: Answer, catalogue: Catalogue) -> None:
    """The answer depends on the date alone, or on where units stand: shortened near its end."""
    renews_at = catalogue.renews_at
    if renews_at is not None and renews_at - answer.read_at < SOON:
        answer.until(renews_at)
