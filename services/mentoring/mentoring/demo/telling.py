"""How the work of the demonstration is told: many stories at once, each thing at its own moment.

A story does something, and yields the day on which it goes on. What it does it does as the API
would: by the same functions, as one of the people, at that moment.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from types import MappingProxyType, SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import HELSINKI, helsinki_day, now, standing_at
from common.identity import Caller
from mentoring.people.standing import Standing, standing_of
from mentoring.processes.acting import Process, Warned, act
from mentoring.store import InProcess

Story = AsyncIterator[date]
MORNING, A_WHILE = time(8, 30), timedelta(minutes=1)
DAYS = 230
"""How long ago it begins."""
ROLES = {
    "lead": "lead",
    "mentors-supervisor": "mentors_supervisor",
    "designer": "service_designer",
    "board": "programme_board",
    "digital-services": "digital_services",
    "it": "it",
    "communications": "communications",
    "auditor": "auditor",
    "admin": "admin",
    **{f"mentor-{number}": "mentor" for number in range(1, 5)},
}
"""What the identity provider would say of people, by the end of their subjects."""


class Move(NamedTuple):
    """An action that somebody takes so many days after the one before it."""

    days: int
    action: str
    who: str
    body: Mapping[str, Any] = MappingProxyType({})


@dataclass
class Demonstration:
    """The invented county while its story is told: who and what there is, by short names."""

    session: AsyncSession
    at: datetime
    """The moment until which it is told."""
    units: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    services: dict[str, UUID] = field(default_factory=dict)
    targets: dict[str, UUID] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)
    """What one story leaves for another: `plan 1.1`."""
    standings: dict[str, Standing] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Of the story, which stands in the past."""
        return helsinki_day(now())

    def ago(self, days: int) -> date:
        """So many days before the demonstration was loaded."""
        return helsinki_day(self.at) - timedelta(days)

    def later(self, days: int) -> date:
        """So many days after the present moment of the story."""
        return self.today + timedelta(days)

    async def who(self, name: str) -> Standing:
        """One of the people, as whom the next things are done."""
        if name not in self.standings:
            roles = frozenset({ROLES[name]} if name in ROLES else ())
            caller = Caller(subject=subject(name), kind="staff", roles=roles)
            self.standings[name] = await standing_of(self.session, caller)
        self.session.info["by"] = subject(name)
        return self.standings[name]

    async def act(
        self, process: Process, record: InProcess, action: str, who: str, **body: Any
    ) -> list[Warned]:
        """Take an action as one of the people."""
        by = await self.who(who)
        return await act(self.session, process, record, action, by, SimpleNamespace(**body))

    async def walk(self, process: Process, record: InProcess, moves: Iterable[Move]) -> Story:
        """Take one action after another."""
        for move in moves:
            yield self.later(move.days)
            await self.act(process, record, move.action, move.who, **move.body)

    async def tell(self, stories: Iterable[Story]) -> None:
        """All of them, in the order of time; at the same moment in the order they are given."""
        begins = self.moment(self.ago(DAYS))
        waiting = [(begins, number, story) for number, story in enumerate(stories)]
        heapify(waiting)
        while waiting:
            moment, number, story = heappop(waiting)
            with standing_at(moment):
                following = await anext(story, None)
            if following is not None:
                moment = min(max(self.moment(following), moment + A_WHILE), self.at)
                heappush(waiting, (moment, number, story))

    def moment(self, day: date) -> datetime:
        """In the morning of a working day, and not in the future."""
        if day.weekday() > 4:
            day -= timedelta(day.weekday() - 4)
        return min(datetime.combine(day, MORNING, HELSINKI), self.at)


def subject(name: str) -> str:
    """Of the identity provider: `demo:mentor-1`."""
    return f"demo:{name}"
