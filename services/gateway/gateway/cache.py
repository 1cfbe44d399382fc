"""Answers that are kept: how long, what makes them old, and what may still be said in an outage.

Pure: the caller gives every moment as seconds of one monotonic clock. Rules of api.md section 24.
"""

import re
from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from typing import Generic, TypeVar

What = TypeVar("What")
DIRECTIVE = re.compile(r"([a-z-]+)(?:=(\d{1,9}))?")
MOST_TAGS = 100_000


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Seconds: fresh; then stale while it is asked again; then only when the service fails."""

    fresh: int
    while_revalidating: int = 0
    if_error: int = 0


class State(Enum):
    FRESH = auto()
    STALE = auto()
    """May be served at once, with one refresh behind it."""
    OLD = auto()
    """The service must be asked first."""


@lru_cache(1_000)
def lifetimes(cache_control: str) -> Lifetimes | None:
    """Nothing when it may not be kept for everybody."""
    said = {name: int(number or 0) for name, number in DIRECTIVE.findall(cache_control.lower())}
    if "public" not in said or "no-store" in said or "private" in said or not said.get("max-age"):
        return None
    return Lifetimes(
        said["max-age"], said.get("stale-while-revalidate", 0), said.get("stale-if-error", 0)
    )


@dataclass(slots=True)
class Entry(Generic[What]):
    what: What
    size: int
    tags: frozenset[str]
    lifetimes: Lifetimes
    asked_at: float
    """When the service was asked: it read its clock after that."""
    purged: bool = False
    judged: int = 0
    """How many purges it has been judged by: those after it are looked at when it is asked for."""
    fresh_until: float = field(init=False)

    def __post_init__(self) -> None:
        self.fresh_until = self.asked_at + self.lifetimes.fresh

    def may_stand_in(self, at: float) -> bool:
        """Whether it may be served although the service failed; one that knows the clock never."""
        more = self.lifetimes.if_error
        return more > 0 and at < self.fresh_until + more


class Times:
    """When each tag was last purged, counted in purges; far too many tags are all of them."""

    def __init__(self) -> None:
        self.floor = 0
        self.of_tag: dict[str, int] = {}

    def add(self, tags: Iterable[str], count: int) -> None:
        self.of_tag.update(dict.fromkeys(tags, count))
        if len(self.of_tag) > MOST_TAGS:
            self.add_everything(count)

    def add_everything(self, count: int) -> None:
        self.floor = count
        self.of_tag.clear()

    def since(self, before: int, tags: Iterable[str]) -> bool:
        return self.floor > before or any(self.of_tag.get(tag, 0) > before for tag in tags)


class Purges:
    """What was purged, and when. It costs the same however much is kept under a tag."""

    def __init__(self) -> None:
        self.count = 0
        self.all, self.hard = Times(), Times()

    def add(self, tags: Collection[str], *, hard: bool = False) -> None:
        self.count += 1
        self.all.add(tags, self.count)
        if hard:
            self.hard.add(tags, self.count)

    def add_everything(self) -> None:
        self.count += 1
        self.all.add_everything(self.count)

    def since(self, before: int, tags: Iterable[str]) -> bool:
        """Whether any of these was purged after `before`."""
        return self.count > before and self.all.since(before, tags)

    def hard_since(self, before: int, tags: Iterable[str]) -> bool:
        return self.hard.since(before, tags)


class Cache(Generic[What]):
    """Least recently used out. Not `trusted` while purges may be missed: then nothing is fresh."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self.bytes = most_bytes, 0
        self.trusted = False
        self.entries: OrderedDict[Hashable, Entry[What]] = OrderedDict()
        self.purges = Purges()

    def get(self, key: Hashable) -> Entry[What] | None:
        entry = self._judged(key)
        if entry is not None:
            self.entries.move_to_end(key)
        return entry

    def fresh(self, key: Hashable, at: float) -> Entry[What] | None:
        """The entry, if it may be served as it stands."""
        entry = self._judged(key)
        if entry is None or entry.purged or at >= entry.fresh_until or not self.trusted:
            return None
        self.entries.move_to_end(key)
        return entry

    def _judged(self, key: Hashable) -> Entry[What] | None:
        """The entry after all purges until now."""
        entry = self.entries.get(key)
        if entry is None or entry.judged == self.purges.count:
            return entry
        before, entry.judged = entry.judged, self.purges.count
        if self.purges.hard_since(before, entry.tags):
            self.drop(key)
            return None
        entry.purged = entry.purged or self.purges.since(before, entry.tags)
        return entry

    def state(self, entry: Entry[What], at: float) -> State:
        """Of an entry that `get` gave at this moment."""
        if entry.purged or not self.trusted:
            return State.OLD
        past = at - entry.fresh_until
        if past < 0:
            return State.FRESH
        return State.STALE if past < entry.lifetimes.while_revalidating else State.OLD

    def store(self, key: Hashable, entry: Entry[What], before: int) -> bool:
        """Keep an answer that was asked for when `purges.count` was `before`.

        An answer read before a change may arrive after its purge: it is not kept.
        """
        if self.purges.since(before, entry.tags) or entry.size > self.most_bytes:
            return False
        self.drop(key)
        self.entries[key] = entry
        entry.judged = self.purges.count
        self.bytes += entry.size
        self._make_room()
        return True

    def weigh(self, key: Hashable, entry: Entry[What], size: int) -> None:
        """What is kept has become larger."""
        if self.entries.get(key) is entry:
            self.bytes += size - entry.size
            entry.size = size
            self._make_room()

    def _make_room(self) -> None:
        while self.bytes > self.most_bytes:
            self.drop(next(iter(self.entries)))

    def drop(self, key: Hashable) -> None:
        entry = self.entries.pop(key, None)
        if entry is not None:
            self.bytes -= entry.size

    def purge(self, tags: Collection[str], *, hard: bool = False) -> None:
        """Softly: kept for outages only. Hard (unpublished, archived): never shown again."""
        self.purges.add(tags, hard=hard)

    def purge_everything(self) -> None:
        """Softly: something may have been missed."""
        self.purges.add_everything()
