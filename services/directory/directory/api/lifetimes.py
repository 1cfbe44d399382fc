"""Until when an answer is true: a door's change, the end of a visit, midnight in Helsinki."""

from datetime import datetime, timedelta

from common.answering import Answer
from directory.model.catalogue import Catalogue

LONGEST_OUTAGE = 86_400
SOON = timedelta(minutes=2)
"""As long as an answer lives that tells nothing of now: a minute, and one while it is renewed."""


def tells_now(answer: Answer, catalogue: Catalogue, *moments: datetime | None) -> None:
    """The answer says how something is now: it is true to the first of these moments (UTC)."""
    coming = [one for one in (*moments, catalogue.renews_at) if one is not None]
    answer.until(min(coming, default=None))


def tells_today(answer: Answer, catalogue: Catalogue) -> None:
    """The answer depends on the date alone, or on where units stand.

    Near its end it is shortened; before, it may outlive an outage of ours to its end and no longer.
    """
    if catalogue.renews_at is None:
        return
    left = catalogue.renews_at - answer.read_at
    if left < SOON:
        answer.until(catalogue.renews_at)
    else:
        stale = min(LONGEST_OUTAGE, int(left.total_seconds()))
        answer.cache = f"public, max-age=60, stale-while-revalidate=60, stale-if-error={stale}"
