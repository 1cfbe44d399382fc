"""One offer that fits everybody, to be changed in one thing at a time."""

from datetime import timedelta
from typing import Any

from directory.guidance.facts import Facts
from directory.guidance.guidance import Guidance, guide
from directory.guidance.offers import Offer, Times
from tests.directory.guidance.fixture import LAHTI, TUESDAY
from tests.directory.guidance.strategies import constant

OPEN = Times(state="open", now_until=TUESDAY + timedelta(hours=2))


def point(**what: Any) -> Offer:
    usual: dict[str, Any] = {
        "kind": "point",
        "id": "p",
        "place_id": "p",
        "name": {"fi": "Piste"},
        "form": "in_person",
        "service": "service_guidance",
        "times": constant(OPEN),
        "lat": LAHTI[0],
        "lon": LAHTI[1],
        "freshness": "fresh",
    }
    return Offer(**{**usual, **what})


def channel(**what: Any) -> Offer:
    usual: dict[str, Any] = {"kind": "channel", "id": "c", "place_id": None, "service": None}
    return point(**{**usual, "form": "remote_phone", "lat": None, "lon": None, **what})


def about(*offers: Offer, **told: Any) -> Guidance:
    return guide(Facts(at=TUESDAY, **told), offers)


def points_for(answer: Guidance) -> dict[str, int]:
    return {reason.code: reason.points for reason in answer.items[0].reasons}


def closed() -> Any:
    return constant(Times(state="closed"))
