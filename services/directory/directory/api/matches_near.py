"""`/match` near a place, now: what all in the same situation share is kept, wherever they are.

The answers are those of guidance that looks at each question alone. What this does not know (a
free text, another moment, an empty neighbourhood, a service to be looked for far away) is asked
there.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from pydantic_core import to_json

from directory.api.matches_shown import ITEM, MATCHES, OWN_UNIT, item_parts, reason_json
from directory.guidance.days import days_from
from directory.guidance.facts import Facts, understood
from directory.guidance.guidance import item_of
from directory.guidance.names import Names
from directory.guidance.parts import Part
from directory.guidance.place import NEAR
from directory.guidance.question import Question, ask
from directory.guidance.reasons import reason_of_place
from directory.guidance.wording import as_said
from directory.model.catalogue import Catalogue
from directory.model.nearest import Near
from directory.model.offered import Offered
from directory.model.ready import Known, Ready, Shown
from directory.points.availability import AUTHORISATION

SITUATIONS = 32
"""So many are kept with a catalogue, each with what it told of places; the oldest gives way."""
MEASURED = b"%b%d%b%d%b%b%b"
BEFORE_PLACE = 3
"""So many reasons stand before that of the place: need, form and time."""


class Told(NamedTuple):
    """An answer, and when the first thing that it tells begins or ends (UTC)."""

    written: bytes
    turn: datetime | None


class _Parts(NamedTuple):
    """A place as JSON, around its distance, its score and the reason of where it stands."""

    first: bytes
    tail: bytes
    before: bytes
    after: bytes
    elsewhere: bytes
    """All of it, where no distance is measured."""
    turn: datetime | None


class Situation:
    """What was told without a place and a moment, and what is ready for it."""

    def __init__(self, facts: Facts, *, tells_own_unit: bool) -> None:
        self.question = question = ask(facts)
        self.needs_authorisation = question.row.primary == (AUTHORISATION,)
        said = understood(facts, question.level)
        level = to_json(said.pop("level"))
        self.said = to_json(said)[:-1] + b',"near":', b',"level":' + level + b"}"
        is_learner = question.level == "in_person_learner"
        self.own_unit = OWN_UNIT if tells_own_unit and is_learner else b"null"
        self.ready: Ready | None = None

    def asked_at(self, at: datetime) -> Question:
        """The question of a moment."""
        facts = replace(self.question.facts, at=at)
        return replace(self.question, facts=facts, days=days_from(at, facts.within_days))

    def near(
        self, catalogue: Catalogue, offered: Offered, near: Near, limit: int, at: datetime
    ) -> Told | None:
        """The whole answer near a place; None when it has to be asked of guidance."""
        shown = self.shown(offered, near, limit, at)
        if not shown:
            return None
        names = catalogue.lists.names_for_guidance
        items, turns = list[bytes](), list[datetime]()
        for known, score, metres in shown:
            parts = known.written
            if parts is None:
                parts = known.written = _parts(catalogue, known, at, names)
            if metres is None:
                items.append(parts.elsewhere)
            else:
                reason = _near(score - known.score, as_said(metres), names)
                first, tail, before, after, _, _ = parts
                items.append(MEASURED % (first, round(metres), tail, score, before, reason, after))
            if parts.turn is not None:
                turns.append(parts.turn)
        before, after = self.said
        said = before + to_json(near) + after
        written = MATCHES % (said, b"[]", b"[]", self.own_unit, b",".join(items))
        return Told(written, min(turns, default=None))

    def shown(self, offered: Offered, near: Near, limit: int, at: datetime) -> list[Shown]:
        """The places of the answer; none when it has to be asked of guidance."""
        if not offered.is_plain:
            return []
        if self.ready is None or self.ready.offered is not offered:
            self.ready = Ready(offered, self.question)
        asked: Callable[[], Question] = lambda: self.asked_at(at)  # noqa: E731
        facts, ready = self.question.facts, self.ready
        shown = ready.first(near, facts.radius_m, limit, asked, at) or []
        if shown and facts.can_go != "yes" and not any(one[0].is_channel for one in shown):
            channel = ready.first_channel(asked)
            shown[-1:] = [channel] if channel else shown[-1:]
        if self.needs_authorisation:
            gives = (one[0].gives(AUTHORISATION) for one in shown)
            return shown if any(gives) else []
        return shown


def situation_of(catalogue: Catalogue, told: Hashable, make: Callable[[], Situation]) -> Situation:
    """What is kept for those who told the same."""
    kept: dict[Hashable, Situation] = catalogue.made.setdefault("situations", {})
    held = kept.get(told)
    if held is None:
        held = make()
        if len(kept) >= SITUATIONS:
            del kept[next(iter(kept))]
        kept[told] = held
    return held


@lru_cache(16_384)
def _near(points: int, said: float, names: Names) -> bytes:
    return reason_json(reason_of_place(Part(NEAR, points), said, names))


def _parts(catalogue: Catalogue, known: Known, at: datetime, names: Names) -> _Parts:
    item = item_of(known.place, at, names)
    first, tail = item_parts(catalogue, item, at)
    reasons = [reason_json(one) for one in item.reasons]
    standing = reason_json(reason_of_place(known.elsewhere, None, names))
    before, after = reasons[:BEFORE_PLACE], reasons[BEFORE_PLACE:]
    score = known.score + known.elsewhere.points
    elsewhere = ITEM % (first, b"null", tail, score, b",".join([*before, standing, *after]))
    turns = [one for one in (item.starts_at, item.ends_at) if one is not None and one > at]
    return _Parts(
        first=b'{%b,"distance_m":' % first,
        tail=b',%b,"score":' % tail,
        before=b',"reasons":[' + b"".join([one + b"," for one in before]),
        after=b"".join([b"," + one for one in after]) + b"]}",
        elsewhere=elsewhere,
        turn=min(turns, default=None),
    )
