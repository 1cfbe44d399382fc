"""Everything the directory holds, as it stood at one moment. Immutable: swapped as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from directory.codes.areas import Areas
from directory.codes.codes import Code, List
from directory.guidance.names import Names
from directory.mobile.qualifications import Qualified
from directory.model import own_words
from directory.model.things import Channel, Guide, Place, Visit
from directory.partners.organisations import Organisation
from directory.search.dictionary import Dictionary
from directory.search.places import Gazetteer

BROUGHT_UP_TO_DATE = ("positions", "index")
"""What a catalogue makes from that of the one before it, when it is handed down."""


@dataclass(frozen=True, eq=False)
class Lists:
    """Code lists, areas and rights: what few people change. Replaced as a whole."""

    codes: tuple[Code, ...] = ()
    areas: Areas = field(default_factory=lambda: Areas({}, {}, {}, ""))
    qualified: Qualified = field(default_factory=Qualified)

    @cached_property
    def names(self) -> Mapping[tuple[List, str], Mapping[str, Any]]:
        """The words of every code, hidden ones too."""
        return {(one.list, one.code): one.name for one in self.codes}

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """The obligation rank of each role (directory.md 2.3)."""
        roles = (one for one in self.codes if one.list is List.ROLE)
        return {one.code: one.more.get("obligation_rank", 99) for one in roles}

    @cached_property
    def names_for_guidance(self) -> Names:
        """The names that the county has given its codes, as guidance says them."""
        services, needs, forms, topics, groups = (
            {one.code: one.name for one in self.codes if one.list is kind}
            for kind in (List.SERVICE, List.NEED, List.FORM, List.TOPIC, List.TARGET_GROUP)
        )
        return Names(
            services=services, needs=needs, forms=forms, topics=topics, target_groups=groups
        )

    @cached_property
    def dictionary(self) -> Dictionary:
        """What words mean: the field's own, and the topics of the county."""
        return own_words.dictionary_of(self.codes)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The municipalities that a text may name."""
        return own_words.gazetteer_of(self.areas)


@dataclass(frozen=True, eq=False)
class Catalogue:
    places: Mapping[UUID, Place] = field(default_factory=dict)
    units: Mapping[UUID, Place] = field(default_factory=dict)
    visits: Mapping[UUID, Visit] = field(default_factory=dict)
    channels: Mapping[UUID, Channel] = field(default_factory=dict)
    guides: Mapping[UUID, Guide] = field(default_factory=dict)
    organisations: Mapping[UUID, Organisation] = field(default_factory=dict)
    lists: Lists = field(default_factory=Lists)
    revision: int = 0
    made_at: datetime | None = None
    renews_at: datetime | None = None
    """When it changes though nothing is written (UTC): a visit ends, a Helsinki day ends."""
    made: dict[Any, Any] = field(default_factory=dict)
    """What has been made of it and is kept as long: the search index, positions."""

    def holds_at(self, at: datetime) -> bool:
        """Whether it says what is true at a moment, if nothing was written since."""
        return (
            self.made_at is not None
            and self.renews_at is not None
            and self.made_at <= at < self.renews_at
        )

    def handed_down(self) -> dict[Any, Any]:
        """What the next catalogue begins with: all that it can bring up to date."""
        names = ((name, f"former {name}") for name in BROUGHT_UP_TO_DATE)
        held = ((former, self.made.get(name) or self.made.get(former)) for name, former in names)
        return {former: one for former, one in held if one is not None}

    @property
    def codes(self) -> tuple[Code, ...]:
        return self.lists.codes

    @property
    def areas(self) -> Areas:
        return self.lists.areas

    @property
    def qualified(self) -> Qualified:
        return self.lists.qualified

    @property
    def names(self) -> Mapping[tuple[List, str], Mapping[str, Any]]:
        return self.lists.names

    @cached_property
    def by_key(self) -> Mapping[str, Place]:
        """Points by `source:origin_id`."""
        return {place.key: place for place in self.places.values() if place.key}

    @cached_property
    def visits_in_order(self) -> tuple[Visit, ...]:
        return tuple(sorted(self.visits.values(), key=lambda one: (one.row.starts_at, one.id)))

    def named(self, kind: List, code: str) -> Mapping[str, Any]:
        """The name of a code; the code itself where a list does not know it."""
        return self.names.get((kind, code)) or {"fi": code, "sv": None, "en": None}
