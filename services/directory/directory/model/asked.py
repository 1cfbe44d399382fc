"""A question to places: what is wanted, where, and when."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple

from common.clock import helsinki_day
from directory.hours.opening_hours import State
from directory.model.things import Place

Keep = Callable[[Place], bool]
Sort = Literal["relevance", "distance", "name", "-updated_at"]


class Asked(NamedTuple):
    """What is wanted of places; nothing told is everything. `at` and `open_at` are UTC."""

    at: datetime
    near: tuple[float, float] | None = None
    radius_m: float | None = None
    bbox: tuple[float, float, float, float] | None = None
    municipalities: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    services: tuple[str, ...] = ()
    open_at: datetime | None = None
    open_on: date | None = None
    states: frozenset[State] | None = None
    keep: Keep | None = None
    """The filters that are rarely asked, as one question to a place."""
    ids: Mapping[str, float] | None = None
    """Only these, by id, with their relevance: what a search found."""
    shown: Keep | None = None
    """Who may see it; None: residents."""
    sort: Sort = "name"
    tells_doors: bool = False
    """Whether the answer says how the door of each place stands."""

    @property
    def is_open_now(self) -> bool:
        """Whether what is open now is asked for, and nothing else of doors that takes longer."""
        return self.open_at == self.at

    @property
    def day(self) -> date:
        """The Helsinki date on which services are asked for."""
        if self.open_at is None and self.open_on is not None:
            return self.open_on
        return helsinki_day(self.open_at or self.at)
