"""The offers of the page's fixture (7.4), with hours counted by a small rule of their own."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from directory.guidance.facts import Facts
from directory.guidance.guidance import Guidance, guide
from directory.guidance.offers import Availability, Offer, Times, always

HELSINKI = ZoneInfo("Europe/Helsinki")
LAHTI = (60.983, 25.660)
ALL_NEEDS = frozenset(
    {
        "device_network",
        "device_use",
        "finding_service",
        "using_service",
        "information_health_literacy",
    }
)
Week = dict[int, list[tuple[int, int, Availability]]]
"""From a weekday (0 = Monday) to spans: from hour, to hour, state."""


def helsinki(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI).astimezone(UTC)


TUESDAY = helsinki(2026, 5, 5, 10, 30)


def weekly(week: Week, states: tuple[Availability, ...] = ("open",)) -> Callable[..., Times]:
    def times(at: datetime, within_days: int) -> Times:
        today = at.astimezone(HELSINKI).date()
        for day in (today + timedelta(days=n) for n in range(within_days + 1)):
            for start_hour, end_hour, state in week.get(day.weekday(), []):
                start, end = _instant(day, start_hour), _instant(day, end_hour)
                if state not in states or end <= at:
                    continue
                if start <= at:
                    return Times(state=state, now_until=end)
                return Times(state="closed", next_start=start)
        return Times(state="closed")

    return times


def _instant(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), HELSINKI).astimezone(UTC)


def once(start: datetime, end: datetime) -> Callable[..., Times]:
    def times(at: datetime, within_days: int) -> Times:
        state: Availability = "open" if start <= at < end else "closed"
        return Times(state=state, starts_at=start, ends_at=end)

    return times


def unknown(at: datetime, within_days: int) -> Times:
    return Times(state="unknown")


def days(first: int, last: int, *spans: tuple[int, int, Availability]) -> Week:
    return {weekday: list(spans) for weekday in range(first, last + 1)}


def place(kind: Any, place_id: str, services: str, times: Any, **what: Any) -> list[Offer]:
    """One offer for each service of a point or a visit."""
    codes = services.split()
    return [
        Offer(
            kind=kind,
            id=f"{place_id}/{code}",
            place_id=place_id,
            name={"fi": place_id.capitalize()},
            form="in_person",
            service=code,
            services=frozenset(codes) - {code},
            times=times(code) if kind == "point" else times,
            audiences=frozenset({"resident"}),
            interpreting="interpreting" in codes,
            **what,
        )
        for code in codes
    ]


def staffed(week: Week) -> Callable[[str], Callable[..., Times]]:
    def times(service: str) -> Callable[..., Times]:
        states: tuple[Availability, ...] = ("open",)
        return weekly(week, ("open", "self_service") if service == "device_network" else states)

    return times


def remote(kind: Any, offer_id: str, form: str, times: Any, needs: str, **what: Any) -> Offer:
    return Offer(
        kind=kind,
        id=offer_id,
        name={"fi": offer_id.capitalize()},
        form=form,
        times=times,
        needs=ALL_NEEDS if needs == "all" else frozenset(needs.split()),
        audiences=frozenset({"resident"}),
        freshness="fresh",
        **what,
    )


def spoken(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


def the_offers() -> list[Offer]:
    harju = place(
        "point",
        "harju",
        "service_guidance transacting_together assisted_authorisation sensitive_space",
        staffed(days(0, 4, (9, 16, "open"))),
        municipality="398",
        lat=60.9835,
        lon=25.6610,
        obligation_rank=2,
        languages=spoken("fi en"),
        freshness="fresh",
        qualified=lambda day: day <= date(2026, 12, 31),
    )
    satama_hours = ((7, 10, "self_service"), (10, 18, "open"), (18, 21, "self_service"))
    satama = place(
        "point",
        "satama",
        "device_network web_guidance service_guidance",
        staffed(days(0, 4, *satama_hours)),  # type: ignore[arg-type]
        municipality="398",
        lat=60.9900,
        lon=25.6500,
        obligation_rank=4,
        languages=spoken("fi sv"),
        freshness="fresh",
    )
    kela = place(
        "point",
        "kela",
        "kela_point service_guidance",
        staffed(days(0, 4, (9, 16, "open"))),
        municipality="398",
        lat=60.9820,
        lon=25.6580,
        obligation_rank=4,
        languages=spoken("fi sv en"),
        freshness="due",
    )
    salpa = place(
        "point",
        "salpa",
        "service_guidance device_network",
        staffed(days(1, 1, (12, 15, "open"))),
        municipality="098",
        lat=60.9890,
        lon=25.5140,
        obligation_rank=5,
        languages=spoken("fi"),
        freshness="stale",
    )
    return [*harju, *satama, *kela, *salpa, *_farther_points(), *_visits(), *_without_places()]


def _farther_points() -> list[Offer]:
    heinola = place(
        "point",
        "heinola",
        "service_guidance transacting_together interpreting",
        staffed(days(0, 3, (9, 17, "open"))),
        municipality="111",
        lat=61.2050,
        lon=26.0360,
        obligation_rank=3,
        languages=spoken("fi"),
        freshness="fresh",
    )
    hartola = place(
        "point",
        "hartola",
        "service_guidance",
        lambda _: unknown,
        municipality="081",
        obligation_rank=3,
        languages=spoken("fi"),
        freshness="unverified",
    )
    return [*heinola, *hartola]


def _visits() -> list[Offer]:
    services = "assisted_authorisation transacting_together service_guidance"
    shared: dict[str, Any] = {
        "unit_id": "digiauto",
        "obligation_rank": 2,
        "languages": spoken("fi"),
        "freshness": "fresh",
    }
    sysma = place(
        "visit",
        "sysma_visit",
        services,
        once(helsinki(2026, 5, 7, 10), helsinki(2026, 5, 7, 14)),
        municipality="781",
        lat=61.5040,
        lon=25.6840,
        qualified=True,
        **shared,
    )
    padas = place(
        "visit",
        "padas_visit",
        services,
        once(helsinki(2026, 5, 12, 10), helsinki(2026, 5, 12, 14)),
        municipality="576",
        lat=61.3510,
        lon=25.2810,
        qualified=False,
        **shared,
    )
    return [*sysma, *padas]


def _without_places() -> list[Offer]:
    phone = remote(
        "channel",
        "phone",
        "remote_phone",
        weekly(days(0, 4, (8, 15, "open"))),
        "all",
        languages=spoken("fi sv"),
        is_default=True,
    )
    chat = remote(
        "channel",
        "chat",
        "remote_chat",
        weekly(days(0, 4, (9, 15, "open"))),
        "finding_service using_service",
        languages=spoken("fi"),
        requires_identification=True,
    )
    chatbot = remote(
        "channel",
        "chatbot",
        "chatbot",
        always,
        "finding_service information_health_literacy",
        languages=spoken("fi"),
    )
    guide_ = remote(
        "material",
        "omakanta_guide",
        "material",
        always,
        "using_service",
        topics=frozenset({"omakanta"}),
        languages=spoken("fi sv"),
    )
    leaflet = remote(
        "material",
        "leaflet",
        "brochure",
        always,
        "finding_service",
        languages=spoken("fi sv en"),
    )
    course = remote(
        "training",
        "course",
        "training",
        once(helsinki(2026, 5, 6, 13), helsinki(2026, 5, 6, 15)),
        "device_use",
        municipality="398",
        lat=60.9900,
        lon=25.6500,
        obligation_rank=5,
        languages=spoken("fi"),
    )
    return [phone, chat, chatbot, guide_, leaflet, course]


def asked(at: datetime = TUESDAY, **told: Any) -> Guidance:
    return guide(Facts(at=at, **told), the_offers())


def listed(answer: Guidance) -> list[tuple[str, int]]:
    """Places (or ids) and scores, in order."""
    return [(item.offer.stands_at, item.score) for item in answer.items]


def codes(item: Any) -> list[str]:
    return [reason.code for reason in item.reasons]
