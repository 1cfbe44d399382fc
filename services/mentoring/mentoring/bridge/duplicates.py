"""Candidates for being the same need: how alike two needs are (3.3)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Float, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.bridge.needs import Need

SERVICE, TOPIC, ENOUGH, BEST = 2, 1, 0.6, 10
"""The weight of the same digital service and of the same topic; the least score; how many."""
UNLIKE = ("merged", "declined", "met")
"""States in which a need is nobody's duplicate."""


class Candidate(NamedTuple):
    need: Need
    score: float


async def candidates(
    session: AsyncSession, need: Need, topic: str | None = None
) -> Sequence[Candidate]:
    """The best, best first; with another topic, as if it were the need's."""
    score = _score(need, topic or need.topic)
    wanted = (
        select(Need, score)
        .where(Need.id != need.id, Need.state.not_in(UNLIKE), score >= ENOUGH)
        .order_by(score.desc(), Need.id)
        .limit(BEST)
    )
    return [Candidate(one, round(float(alike), 3)) for one, alike in await session.execute(wanted)]


def _score(need: Need, topic: str | None) -> Any:
    """2 × same digital service + 1 × same topic + trigram similarity of title and summary."""
    words = " ".join(filter(None, (need.title, need.public_summary)))
    theirs = func.concat_ws(" ", Need.title, Need.public_summary)
    return (
        _same(Need.digital_service_id, need.digital_service_id, SERVICE)
        + _same(Need.topic, topic, TOPIC)
        + func.similarity(theirs, words, type_=Float)
    )


def _same(column: Any, value: Any, weight: int) -> Any:
    return case((column == value, weight), else_=0) if value is not None else literal(0)
