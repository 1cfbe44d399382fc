"""How well a service, a channel or a material answers a need (G4, G5)."""

from collections.abc import Mapping
from typing import NamedTuple

from directory.guidance.facts import Facts
from directory.guidance.offers import Offer
from directory.points.availability import AUTHORISATION

PRIMARY, SECONDARY, GENERAL = 40, 25, 10
KELA_POINT, KELA = "kela_point", "kela"


class Worth(NamedTuple):
    """The need points of a service, and its place in the order of the row."""

    points: int
    order: int


class Row(NamedTuple):
    """One row of G4: primary, secondary and general services, each in the order written."""

    primary: tuple[str, ...]
    secondary: tuple[str, ...] = ()
    general: tuple[str, ...] = ()


ROWS = {
    "device_network": Row(("device_network",), ("service_guidance",), ("web_guidance",)),
    "device_use": Row(
        ("service_guidance",), ("web_guidance", "device_network"), ("transacting_together",)
    ),
    "finding_service": Row(
        ("web_guidance", "service_guidance"),
        ("kela_point",),
        ("device_network", "transacting_together"),
    ),
    "information_health_literacy": Row(
        ("web_guidance", "service_guidance"), (), ("device_network", "transacting_together")
    ),
    "using_service": Row(
        ("service_guidance",), ("transacting_together", "web_guidance"), ("device_network",)
    ),
}
NOT_TOLD = Row(("service_guidance",), ("web_guidance", "transacting_together", "device_network"))
USING_TOGETHER = Row(
    ("transacting_together",), ("service_guidance",), ("web_guidance", "device_network")
)
WITHOUT_SIGNING_IN = Row((AUTHORISATION,), ("transacting_together",), ("service_guidance",))
NOT_FROM_AFAR = (USING_TOGETHER, WITHOUT_SIGNING_IN)


def row_of(facts: Facts, level: str) -> Row:
    """The row of G4 for what was told; a need that a county has added is judged as not told."""
    if facts.can_identify == "no" and facts.need in (None, "using_service"):
        return WITHOUT_SIGNING_IN
    if facts.need == "using_service" and level == "needs_assistance":
        return USING_TOGETHER
    return ROWS.get(facts.need or "", NOT_TOLD)


def service_worths(row: Row, topic: str | None) -> Mapping[str, Worth]:
    """What each service is worth in a row; a service that is not named is not offered (G4)."""
    points = dict.fromkeys(row.general, GENERAL)
    points |= dict.fromkeys(row.secondary, SECONDARY)
    points |= dict.fromkeys(row.primary, PRIMARY)
    order = [*row.primary, *row.secondary, *row.general]
    if topic == KELA:
        for service in row.primary:
            if service != AUTHORISATION:
                points[service] = SECONDARY
        order.insert(0, KELA_POINT)
        points[KELA_POINT] = PRIMARY
    elif KELA_POINT not in points:
        order.append(KELA_POINT)
        points[KELA_POINT] = GENERAL
    return {service: Worth(points[service], order.index(service)) for service in points}


def remote_points(offer: Offer, facts: Facts, row: Row) -> int:
    """The need points of a channel, a material or an event (G5); 0 = not offered."""
    if facts.need is not None and offer.needs and facts.need not in offer.needs:
        return 0
    if facts.topic is not None and facts.topic in offer.topics:
        return PRIMARY
    if facts.need is None or not offer.needs or row in NOT_FROM_AFAR:
        return SECONDARY
    about_one_matter = offer.kind == "material" and offer.topics
    return SECONDARY if about_one_matter else PRIMARY
