"""Which dates are Finnish holidays: PTV's 18 codes, with the eves kept apart (section 3.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday's code and names. An eve is not `public`: most places are open then."""

    code: str
    fi: str
    sv: str
    en: str
    public: bool = True

    @property
    def name(self) -> dict[str, str | None]:
        """The names as a text in three languages."""
        return {"fi": self.fi, "sv": self.sv, "en": self.en}


HOLIDAYS: tuple[Holiday, ...] = (
    Holiday("new_year_day", "Uudenvuodenpäivä", "Nyårsdagen", "New Year's Day"),
    Holiday("epiphany", "Loppiainen", "Trettondagen", "Epiphany"),
    Holiday("maundy_thursday", "Kiirastorstai", "Skärtorsdagen", "Maundy Thursday", public=False),
    Holiday("good_friday", "Pitkäperjantai", "Långfredagen", "Good Friday"),
    Holiday("easter_sunday", "1. pääsiäispäivä", "Påskdagen", "Easter Sunday"),
    Holiday("easter_monday", "2. pääsiäispäivä", "Annandag påsk", "Easter Monday"),
    Holiday("may_day_eve", "Vappuaatto", "Valborgsmässoafton", "May Day Eve", public=False),
    Holiday("may_day", "Vappu", "Första maj", "May Day"),
    Holiday("ascension_day", "Helatorstai", "Kristi himmelsfärdsdag", "Ascension Day"),
    Holiday("whit_sunday", "Helluntai", "Pingstdagen", "Whit Sunday"),
    Holiday("midsummer_eve", "Juhannusaatto", "Midsommarafton", "Midsummer Eve", public=False),
    Holiday("midsummer_day", "Juhannuspäivä", "Midsommardagen", "Midsummer Day"),
    Holiday("all_saints_day", "Pyhäinpäivä", "Alla helgons dag", "All Saints' Day"),
    Holiday("independence_day", "Itsenäisyyspäivä", "Självständighetsdagen", "Independence Day"),
    Holiday("christmas_eve", "Jouluaatto", "Julafton", "Christmas Eve", public=False),
    Holiday("christmas_day", "Joulupäivä", "Juldagen", "Christmas Day"),
    Holiday("second_day_of_christmas", "Tapaninpäivä", "Annandag jul", "Boxing Day"),
    Holiday("new_year_eve", "Uudenvuodenaatto", "Nyårsafton", "New Year's Eve", public=False),
)

BY_CODE: Mapping[str, Holiday] = MappingProxyType({holiday.code: holiday for holiday in HOLIDAYS})
_PUBLIC = frozenset(holiday.code for holiday in HOLIDAYS if holiday.public)
_SATURDAY = 6


def easter_of(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, year_rest = divmod(of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def holidays_of(year: int) -> Mapping[date, tuple[str, ...]]:
    """The codes of each holiday of a year, by date; two may fall on one date (1 May 2008)."""
    dated: dict[date, tuple[str, ...]] = {}
    moments = {**_fixed(year), **_by_easter(year), **_by_weekday(year)}
    for holiday in HOLIDAYS:
        day = moments[holiday.code]
        dated[day] = (*dated.get(day, ()), holiday.code)
    return MappingProxyType(dict(sorted(dated.items())))


@lru_cache(maxsize=8192)
def codes_on(ordinal: int) -> tuple[str, ...]:
    """The codes of the holidays on a date, given as its proleptic Gregorian ordinal."""
    day = date.fromordinal(ordinal)
    return holidays_of(day.year).get(day, ())


@lru_cache(maxsize=8192)
def is_public_holiday(ordinal: int) -> bool:
    """Whether a date, given as its ordinal, is a public holiday (an eve is not)."""
    return any(code in _PUBLIC for code in codes_on(ordinal))


def _fixed(year: int) -> dict[str, date]:
    return {
        "new_year_day": date(year, 1, 1),
        "epiphany": date(year, 1, 6),
        "may_day_eve": date(year, 4, 30),
        "may_day": date(year, 5, 1),
        "independence_day": date(year, 12, 6),
        "christmas_eve": date(year, 12, 24),
        "christmas_day": date(year, 12, 25),
        "second_day_of_christmas": date(year, 12, 26),
        "new_year_eve": date(year, 12, 31),
    }


def _by_easter(year: int) -> dict[str, date]:
    easter = easter_of(year)
    after = {
        "maundy_thursday": -3,
        "good_friday": -2,
        "easter_sunday": 0,
        "easter_monday": 1,
        "ascension_day": 39,
        "whit_sunday": 49,
    }
    return {code: easter + timedelta(days=days) for code, days in after.items()}


def _by_weekday(year: int) -> dict[str, date]:
    midsummer = _saturday_from(date(year, 6, 20))
    return {
        "midsummer_eve": midsummer - timedelta(days=1),
        "midsummer_day": midsummer,
        "all_saints_day": _saturday_from(date(year, 10, 31)),
    }


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(_SATURDAY - day.isoweekday()) % 7)
