"""What the gateway overhears: which change makes which answers old."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from common.bus.event import name_of as with_version

SOURCES = ("directory", "gateway")
KEY_CHANGED = "gateway.key.changed"


class Tag(NamedTuple):
    """A tag of answers. `member` names the id in the event; without it the tag stands alone."""

    noun: str
    member: str | None = None


PURGES: dict[str, tuple[Tag, ...]] = {
    "directory.point": (Tag("point", "point_id"), Tag("list:support-points")),
    "directory.visit": (
        Tag("visit", "visit_id"),
        Tag("unit", "unit_id"),
        Tag("list:mobile-visits"),
        Tag("list:mobile-units"),
        Tag("list:support-points"),
    ),
    "directory.unit": (
        Tag("unit", "unit_id"),
        Tag("list:mobile-units"),
        Tag("list:mobile-visits"),
        Tag("list:support-points"),
    ),
    "directory.channel": (Tag("channel", "channel_id"), Tag("list:remote-channels")),
    "directory.organisation": (
        Tag("organisation", "organisation_id"),
        Tag("list:organisations"),
        Tag("list:support-points"),
    ),
    "directory.material": (Tag("material", "material_id"), Tag("list:materials")),
}
"""By service and noun: every event of the noun makes these old."""
GONE = frozenset(
    {"directory.organisation.archived", "directory.point.archived", "directory.point.suspended"}
)
NEW = frozenset({"created", "planned"})


class Purge(NamedTuple):
    tags: frozenset[str]
    hard: bool


def name_of(cloud: Mapping[str, Any]) -> str:
    """`directory.point.updated`, whatever its version."""
    return with_version(cloud["type"]).rpartition(".v")[0]


def purge_for(cloud: Mapping[str, Any]) -> Purge | None:
    """Nothing when no public answer is made of it. Hard: it may not be shown any more.

    What residents neither might see before nor may see now is in no public answer. An event that
    does not say how it was is taken to speak of a thing that they saw, unless the thing is new.
    """
    name, data = name_of(cloud), cloud["data"]
    noun, _, happened = name.rpartition(".")
    is_hidden = data.get("public") is False
    if noun not in PURGES or (is_hidden and data.get("was_public") is False):
        return None
    named = frozenset(
        tag.noun if tag.member is None else f"{tag.noun}:{data[tag.member]}"
        for tag in PURGES[noun]
        if tag.member is None or data.get(tag.member)
    )
    return Purge(named, name in GONE or (is_hidden and happened not in NEW))
