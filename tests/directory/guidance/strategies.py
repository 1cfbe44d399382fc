"""Any facts and any offers, for the invariants of 7.3."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from directory.guidance.facts import Facts, Told
from directory.guidance.levels import FIT
from directory.guidance.needs import ROWS
from directory.guidance.offers import Availability, Kind, Offer, Times
from tests.directory.guidance.fixture import TUESDAY

NEEDS = tuple(ROWS)
SERVICES = (
    "device_network",
    "web_guidance",
    "service_guidance",
    "transacting_together",
    "assisted_authorisation",
    "interpreting",
    "sensitive_space",
    "kela_point",
)
STATES: tuple[Availability, ...] = (
    "open",
    "open",
    "self_service",
    "by_appointment",
    "remote_only",
    "unknown",
    "closed",
    "closed",
    "always",
)
TODAY = date(2026, 5, 5)
LANGUAGES = ("fi", "sv", "en")
ANSWERS: tuple[Told | None, ...] = (None, None, "yes", "no", "unsure")
QUESTIONS = (
    "together",
    "can_identify",
    "has_device",
    "can_go",
    "can_call_or_chat",
    "practise",
)
GROUPS = ("young", "older", "on_behalf")
LEVELS = ("needs_assistance", "remote_user", "resident/in_person_client")
MUNICIPALITIES = ("398", "781", "081")


def facts_of(seed: int) -> Facts:
    """Any facts; drawn from one number, for strategies of thirty draws take a minute."""
    random = Random(seed)
    told = {name: random.choice(ANSWERS) for name in QUESTIONS}
    return Facts(
        at=TUESDAY,
        audience=random.choice(["resident", "resident", "resident", "professional"]),
        target_group=_maybe(random, GROUPS),
        need=_maybe(random, NEEDS),
        topic=_maybe(random, ("kela", "omakanta")),
        form=_maybe(random, tuple(FIT)),
        near=random.choice([None, a_place(random)]),
        radius_m=random.choice([3_000, 30_000, 200_000]),
        municipality=_maybe(random, MUNICIPALITIES),
        municipality_centre=random.choice([None, a_place(random)]),
        within_days=random.choice([0, 7, 62]),
        language=_maybe(random, LANGUAGES),
        language_required=random.random() < 0.2,
        private_space=random.random() < 0.3,
        accessibility=_some(random, ("wheelchair", "hearing_loop")),
        limit=random.randint(1, 20),
        staff=random.random() < 0.5,
        **told,
    )


def a_place(random: Random) -> tuple[float, float]:
    return round(random.uniform(60.9, 61.6), 3), round(random.uniform(25, 26), 3)


def _maybe(random: Random, among: tuple[str, ...]) -> str | None:
    return random.choice([None, None, random.choice(among)])


def a_time(random: Random, *, event: bool) -> Times:
    start = TUESDAY + timedelta(minutes=random.randint(-300, 60 * 24 * 70))
    if event:
        return Times(state="closed", starts_at=start, ends_at=start + timedelta(hours=4))
    state = random.choice(STATES)
    if state in ("open", "self_service", "remote_only"):
        return Times(state=state, now_until=TUESDAY + timedelta(hours=2))
    is_known = state == "closed" and start > TUESDAY
    return Times(state=state, next_start=start if is_known else None)


def constant(times: Times) -> Callable[[datetime, int], Times]:
    return lambda _at, _within_days: times


def offer_of(seed: int, **fixed: Any) -> Offer:
    random = Random(seed)
    kinds: list[Kind] = ["point", "point", "visit", "channel", "material", "training"]
    kind = fixed.get("kind") or random.choice(kinds)
    at_place = kind in ("point", "visit")
    drawn = _lists(random) | (_standing(random, seed) if at_place else _remote(random))
    drawn |= {
        "kind": kind,
        "id": f"offer-{seed}",
        "name": {"fi": random.choice(["Aava", "Bertta"])},
        "times": constant(a_time(random, event=kind in ("visit", "training"))),
        "unit_id": "digiauto" if kind == "visit" else None,
        "requires_identification": random.random() < 0.3,
        "obligation_rank": random.choice([None, 1, 3]),
        "freshness": random.choice(["fresh", "due", "unverified", "stale", "expired"]),
        "checked_on": random.choice([None, TODAY]),
        "public": random.random() < 0.8,
        "is_default": random.random() < 0.3,
    }
    return Offer(**{**drawn, **fixed})


def offers(**fixed: Any) -> st.SearchStrategy[Offer]:
    return st.integers(0, 10**9).map(lambda seed: offer_of(seed, **fixed))


def _lists(random: Random) -> dict[str, Any]:
    return {
        "levels": _some(random, LEVELS),
        "needs": _some(random, NEEDS),
        "topics": _some(random, ("kela", "omakanta")),
        "target_groups": _some(random, GROUPS),
        "audiences": _some(random, ("resident", "professional")),
        "languages": _some(random, LANGUAGES),
    }


def _standing(random: Random, seed: int) -> dict[str, Any]:
    last = random.choice([None, TODAY, date(2026, 6, 1)])
    return {
        "form": random.choice(["in_person", "in_person", "in_person", "home_visit"]),
        "service": random.choice(SERVICES),
        "place_id": random.choice(["p1", "p2", "p3", f"place-{seed}"]),
        "municipality": random.choice(MUNICIPALITIES),
        "lat": random.choice([None, random.uniform(60.9, 61.6)]),
        "lon": random.uniform(25, 26),
        "coordinate_is_centre": random.random() < 0.2,
        "interpreting": random.random() < 0.3,
        "services": _some(random, SERVICES),
        "accessibility": {"wheelchair": random.choice(["yes", "no", "unknown"])},
        "qualified": None if last is None else (lambda day: day <= last),
    }


def _remote(random: Random) -> dict[str, Any]:
    return {"form": random.choice(list(FIT)), "municipality": random.choice([None, "398"])}


def _some(random: Random, among: tuple[str, ...]) -> frozenset[str]:
    count = random.choice([0, 0, 0, 1, 2])
    return frozenset(random.sample(among, count))


facts = st.integers(0, 10**9).map(facts_of)
many_offers = st.lists(offers(), max_size=15, unique_by=lambda offer: offer.id)
