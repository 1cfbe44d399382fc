"""Where the mobile units of the demonstration stop in the coming weeks, in a round of four weeks.

The bus comes to every municipality once a round; the team fills in between. The round is counted
from a fixed Monday, so that later loadings only add what has come into sight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from common.clock import HELSINKI
from directory.demo.ids import demo_id
from directory.demo.officers import FIRST, FORMER, IN_FORCE
from directory.demo.units import BUS, SERVICES, TEAM
from directory.demo.words import Said, address, example, noon, text
from directory.hours.holidays import holidays_of
from directory.mobile.visits import MobileVisit, VisitState

SEEN = 60
"""Days ahead for which visits are planned."""
CONFIRMED = 35
"""Days ahead from which a visit is only planned, and said to be."""
ROUND = 28
FIRST_MONDAY = date(2026, 1, 5)
WORKDAY_EVES = {"maundy_thursday", "may_day_eve"}


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a round: on which of its days, where, and between which hours."""

    unit: str
    day: int
    """0 is the Monday on which the round begins."""
    code: str
    name: Said
    street: str
    at: tuple[float, float]
    host: str | None = None
    """The key of the support point that hosts the unit."""
    hours: tuple[int, int] = (10, 14)


STOPS = (
    Stop(BUS, 1, "781", ("Kirjakylän kirjaston piha", "Bokbyns bibliotek", None), "Mallinraitti 8",
         (61.5042, 25.6835), "sysma_kirjasto"),
    Stop(BUS, 2, "081", ("Hartolan tori", "Hartola torg", None), "Näyteraitti 2",
         (61.5805, 26.0195)),
    Stop(BUS, 3, "111", ("Rantapuiston kirjasto", "Strandparkens bibliotek", None),
         "Mallirannantie 12", (61.2035, 26.0320), "heinola_kirjasto", (9, 13)),
    Stop(BUS, 8, "576", ("Laivarannan kirjasto", "Fartygsstrandens bibliotek", None),
         "Esimerkkiraitti 7", (61.3512, 25.2800), "padasjoki_kirjasto"),
    Stop(BUS, 9, "016", ("Kanavanvarren kirjasto", "Kanalkantens bibliotek", None),
         "Mallisillantie 9", (61.1735, 25.5495), "asikkala_kirjasto"),
    Stop(BUS, 10, "098", ("Salpakulman aukio", "Salpakulma plats", None), "Esimerkintie 6",
         (60.9890, 25.5140), "salpa", (12, 16)),
    Stop(BUS, 15, "560", ("Villapuiston kirjasto", "Ullparkens bibliotek", None), "Mallikatu 8",
         (60.8032, 25.7352), "orimattila_kirjasto"),
    Stop(BUS, 16, "142", ("Asemanpuiston kirjasto", "Stationsparkens bibliotek", None),
         "Kuvitelmantie 9", (60.8915, 26.3420), "iitti_kirjasto"),
    Stop(BUS, 17, "316", ("Kärkölän palvelutupa", "Kärkölä servicestuga", None), "Näytetie 1",
         (60.8690, 25.2710), "karkola"),
    Stop(BUS, 22, "398", ("Nastolan asiointipiste", "Nastola servicepunkt", None), "Näytetori 2",
         (60.9480, 25.9310), "nastola", (9, 13)),
    Stop(BUS, 23, "398", ("Lahden näytepalvelutori", "Lahtis modellservicetorg", None),
         "Kuvitelmantori 4", (60.9850, 25.6645), "palvelutori", (13, 17)),
    Stop(TEAM, 1, "398", ("Kauppakeskus Mallitori", "Köpcentret Mallitori", None), "Mallitori 1",
         (60.9828, 25.6605), None, (11, 15)),
    Stop(TEAM, 4, "316", ("Järvelän esimerkkikirjasto", "Järvelä exempelbibliotek", None),
         "Näytetie 5", (60.8680, 25.2745), "karkola_kirjasto"),
    Stop(TEAM, 8, "781", ("Sysmän asiointipiste", "Sysmä servicepunkt", None), "Mallinraitti 3",
         (61.5030, 25.6850), "sysma"),
    Stop(TEAM, 11, "576", ("Padasjoen kylätalo", "Padasjoki byagård", None),
         "Kuvitelmanraitti 30", (61.3560, 25.2850), "padasjoki_kyla", (9, 12)),
    Stop(TEAM, 15, "081", ("Kuninkaanpuiston kirjasto", "Kungsparkens bibliotek", None),
         "Näyteraitti 6", (61.5795, 26.0210), "hartola_kirjasto", (12, 16)),
    Stop(TEAM, 22, "142", ("Iitin yhteispalvelupiste", "Iitti samservicepunkt", None),
         "Kuvitelmantie 2", (60.8905, 26.3390), "iitti"),
)  # fmt: skip
CANCELLED: Said = (
    "käynti on peruttu sairastumisen vuoksi.",
    "besöket är inställt på grund av sjukdom.",
    "the visit is off because of illness.",
)
NOTE: Said = (
    "avustettuun valtuutukseen varataan aika puhelimella.",
    "tid för assisterad fullmakt bokas per telefon.",
    "book a time for assisted authorisation by phone.",
)


def visits(today: date) -> list[MobileVisit]:
    """The visits of the coming weeks in the order of their dates, as they stand on `today`."""
    coming = sorted(_dates(today), key=lambda one: (one[0], one[1].unit))
    teams = [(day, stop) for day, stop in coming if stop.unit == TEAM]
    return [_visit(today, day, stop, is_off=(day, stop) == teams[1]) for day, stop in coming]


def _dates(today: date) -> Iterator[tuple[date, Stop]]:
    for ahead in range(SEEN):
        day = today + timedelta(days=ahead)
        if _is_off_duty(day):
            continue
        number = (day - FIRST_MONDAY).days % ROUND
        yield from ((day, stop) for stop in STOPS if stop.day == number)


def _is_off_duty(day: date) -> bool:
    return bool(set(holidays_of(day.year).get(day, ())) - WORKDAY_EVES)


def _visit(today: date, day: date, stop: Stop, *, is_off: bool) -> MobileVisit:
    ahead = (day - today).days
    planned = ahead > CONFIRMED
    entered, checked = noon(today, 60), ahead < 13 and not planned
    visit = MobileVisit(
        id=demo_id(f"visit:{stop.unit}:{day}"),
        unit_id=demo_id(f"unit:{stop.unit}"),
        day=day,
        starts_at=_at(day, stop.hours[0]),
        ends_at=_at(day, stop.hours[1]),
        stop=_stop(stop),
        municipality_code=stop.code,
        services=[dict(one) for one in SERVICES[stop.unit]],
        qualified_person_ids=_persons(stop, ahead),
        state=VisitState.PLANNED if planned else VisitState.CONFIRMED,
        announce=planned,
        note=example(NOTE) if stop.unit == BUS else None,
        created_at=entered,
        updated_at=entered,
        verified_at=noon(today, 1) if checked else None,
        verified_by_role="county" if checked else None,
    )
    if is_off:
        visit.state, visit.announce, visit.sequence = VisitState.CANCELLED, False, 1
        visit.cancel_reason = example(CANCELLED)
    return visit


def _persons(stop: Stop, ahead: int) -> list[Any]:
    """The last visits are still without anybody whose right is in force."""
    if stop.unit == TEAM:
        return []
    if ahead > SEEN - 7:
        return [FORMER]
    return list(IN_FORCE) if stop.code == "398" else [FIRST]


def _stop(stop: Stop) -> dict[str, Any]:
    lat, lon = stop.at
    return {
        "name": text(stop.name),
        "address": address(stop.code, stop.street),
        "location": {"lat": lat, "lon": lon},
        "host_point_id": stop.host and str(demo_id(f"point:{stop.host}")),
    }


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), HELSINKI)
