"""The organisation of the demonstration: three divisions, ten result areas, forty units."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from common.clock import new_id
from mentoring.demo.telling import Demonstration
from mentoring.people.org_units import hold_tree
from mentoring.people.org_writing import keep_lives
from mentoring.people.tree import Life, Version

OPENED = date(2023, 1, 1)
Name = tuple[str, str, str]
"""In Finnish, Swedish and English."""
TOWNS = (
    ("Esimerkkilän", "Exempelby", "Esimerkkilä"),
    ("Mallilan", "Mallby", "Mallila"),
    ("Kuvitelman", "Fantasiby", "Kuvitelma"),
    ("Harjoituslahden", "Övningsviken", "Harjoituslahti"),
)
"""No such place is in Finland; each has one unit of every result area."""
DIVISIONS = {
    "A": ("Terveyspalvelut", "Hälsotjänster", "Health Services"),
    "B": (
        "Perhe- ja sosiaalipalvelut",
        "Familje- och socialtjänster",
        "Family and Social Services",
    ),
    "C": ("Ikääntyneiden palvelut", "Tjänster för äldre", "Services for Older People"),
}


class Area(NamedTuple):
    """A result area, and what its units are called after their towns."""

    division: str
    name: Name
    units: Name


AREAS = {
    "1": Area(
        "A",
        ("Avosairaanhoito", "Öppen sjukvård", "Outpatient Care"),
        ("terveysasema", "hälsostation", "Health Centre"),
    ),
    "2": Area(
        "A",
        ("Suun terveydenhuolto", "Munhälsovård", "Oral Health"),
        ("hammashoitola", "tandklinik", "Dental Clinic"),
    ),
    "3": Area(
        "A",
        ("Mielenterveys ja riippuvuudet", "Psykisk hälsa och beroende", "Mental Health"),
        ("mielenterveysvastaanotto", "psykiatrisk mottagning", "Mental Health Clinic"),
    ),
    "4": Area(
        "A",
        ("Kuntoutus", "Rehabilitering", "Rehabilitation"),
        ("kuntoutusyksikkö", "rehabiliteringsenhet", "Rehabilitation Unit"),
    ),
    "5": Area(
        "B",
        ("Lasten ja perheiden palvelut", "Tjänster för barn och familjer", "Family Services"),
        ("perhekeskus", "familjecentral", "Family Centre"),
    ),
    "6": Area(
        "B",
        ("Työikäisten palvelut", "Tjänster för personer i arbetsför ålder", "Adult Social Work"),
        ("sosiaaliasema", "socialstation", "Social Work Office"),
    ),
    "7": Area(
        "B",
        ("Vammaispalvelut", "Funktionshinderservice", "Disability Services"),
        ("vammaispalveluyksikkö", "enhet för funktionshinderservice", "Disability Unit"),
    ),
    "8": Area(
        "C",
        ("Kotihoito", "Hemvård", "Home Care"),
        ("kotihoidon tiimi", "hemvårdsteam", "Home Care Team"),
    ),
    "9": Area(
        "C",
        ("Asumispalvelut", "Boendeservice", "Housing Services"),
        ("palvelutalo", "servicehus", "Service House"),
    ),
    "10": Area(
        "C",
        ("Asiakasohjaus", "Klienthandledning", "Service Guidance"),
        ("asiakasohjaus", "klienthandledning", "Service Guidance Team"),
    ),
}
COUNTY = ("Esimerkin hyvinvointialue (demo)", "Exempels välfärdsområde (demo)", "Demo County")


async def lay_out(demo: Demonstration) -> None:
    """Add the tree; every result area gets its engagement."""
    lives = list(_lives(demo))
    await hold_tree(demo.session)
    await keep_lives(demo.session, {}, lives, await demo.who("admin"))


def area_of(unit: str) -> str:
    """`3.1` stands under `3`."""
    return unit.partition(".")[0]


def _lives(demo: Demonstration) -> Iterator[Life]:
    yield _life(demo, "county", "county", COUNTY)
    for key, name in DIVISIONS.items():
        yield _life(demo, key, "division", _labelled(name), "county")
    for key, area in AREAS.items():
        yield _life(demo, key, "result_area", _labelled(area.name), area.division)
        for number, town in enumerate(TOWNS, start=1):
            called = tuple(f"{place} {what}" for place, what in zip(town, area.units, strict=True))
            yield _life(demo, f"{key}.{number}", "unit", called, key)


def _labelled(name: Name) -> Name:
    fi, sv, en = (f"{one} (demo)" for one in name)
    return fi, sv, en


def _life(
    demo: Demonstration, key: str, kind: str, name: tuple[str, ...], above: str | None = None
) -> Life:
    demo.units[key] = new_id()
    names = dict(zip(("fi", "sv", "en"), name, strict=True))
    version = Version(OPENED, None, names, demo.units[above] if above else None)
    return Life(demo.units[key], f"demo-{key.lower()}", kind, (version,))
