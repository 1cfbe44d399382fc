"""Opening hours of the demonstration, with exceptions that lie ahead of any given day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

Json = dict[str, Any]
HoursOn = Callable[[date], Json]
"""Hours as they are told on a day."""
PUBLIC_HOLIDAYS = [
    "new_year_day",
    "epiphany",
    "good_friday",
    "easter_sunday",
    "easter_monday",
    "may_day",
    "ascension_day",
    "whit_sunday",
    "midsummer_day",
    "all_saints_day",
    "independence_day",
    "christmas_day",
    "second_day_of_christmas",
]
EVES = ["midsummer_eve", "christmas_eve", "new_year_eve"]
CLOSED_ON_HOLIDAYS = [{"holidays": [*PUBLIC_HOLIDAYS, *EVES], "state": "closed"}]
SHORT_EVES: list[Json] = [
    {"holidays": [*PUBLIC_HOLIDAYS, "midsummer_eve", "christmas_eve"], "state": "closed"},
    {
        "holidays": ["maundy_thursday", "may_day_eve", "new_year_eve"],
        "spans": [{"from": "09:00", "to": "13:00", "state": "open"}],
    },
]
SELF_SERVICE_ON_HOLIDAYS = [
    {
        "holidays": PUBLIC_HOLIDAYS,
        "spans": [{"from": "08:00", "to": "20:00", "state": "self_service"}],
    },
    {"holidays": EVES, "spans": [{"from": "08:00", "to": "13:00", "state": "self_service"}]},
]
USUAL = {"fi": "Aukioloajat", "sv": "Öppettider", "en": "Opening hours"}
SUMMER = {"fi": "Kesäajan aukiolo", "sv": "Sommartider", "en": "Summer hours"}
CHRISTMAS = {"fi": "Joulun ajan aukiolo", "sv": "Jultider", "en": "Christmas hours"}
RENOVATION = {"fi": "Suljettu remontin vuoksi", "sv": "Stängt för renovering", "en": "Closed"}
UNKNOWN: Json = {
    "periods": [{"kind": "normal", "state": "unknown"}],
    "note": {
        "fi": "Aukioloajat vaihtelevat, soita ensin.",
        "sv": "Öppettiderna varierar, ring först.",
        "en": "Hours vary, call first.",
    },
}


def span(said: str) -> Json:
    """From `12345 09:00-16:00` (1 is Monday), with a state behind it when that is not open."""
    days, times, *state = said.split()
    start, _, end = times.partition("-")
    weekdays = list(map(int, days))
    return {"weekdays": weekdays, "from": start, "to": end, "state": state[0] if state else "open"}


def group(*spans: str, rules: tuple[Json, ...] = ()) -> Json:
    return {"rules": list(rules), "spans": [span(one) for one in spans]}


def usual(*groups: Json, since: date | None = None, until: date | None = None) -> Json:
    return {
        "kind": "normal",
        "valid_from": since and since.isoformat(),
        "valid_to": until and until.isoformat(),
        "label": USUAL,
        "groups": list(groups),
    }


def exception(first: date, last: date, label: Json, *spans: str) -> Json:
    """Hours for some dates; without spans closed."""
    said: Json = {"groups": [group(*spans)]} if spans else {"state": "closed"}
    ends = {"valid_from": first.isoformat(), "valid_to": last.isoformat()}
    return {"kind": "exception", "label": label} | ends | said


def hours(*periods: Json, holidays: list[Json] | None = None) -> Json:
    """Without null members, as the directory keeps them."""
    told = [{name: value for name, value in one.items() if value is not None} for one in periods]
    kept: Json = {"time_zone": "Europe/Helsinki", "periods": told}
    return kept | {"holiday_rules": CLOSED_ON_HOLIDAYS if holidays is None else holidays}


def week(*spans: str, holidays: list[Json] | None = None) -> HoursOn:
    """The same hours every week, but for holidays."""
    return always(hours(usual(group(*spans)), holidays=holidays))


def seasons(
    *spans: str,
    summer: tuple[str, ...] | None = None,
    christmas: tuple[str, ...] | None = None,
    holidays: list[Json] | None = None,
) -> HoursOn:
    """A usual week with other hours next summer and next Christmas; an empty tuple is closed."""

    def on(today: date) -> Json:
        periods = [usual(group(*spans))]
        if summer is not None:
            periods.append(exception(*next_summer(today), SUMMER, *summer))
        if christmas is not None:
            periods.append(exception(*next_christmas(today), CHRISTMAS, *christmas))
        return hours(*periods, holidays=holidays)

    return on


def always(said: Json) -> HoursOn:
    """Hours in which nothing depends on the day that they are told on."""
    return lambda _: said


def next_summer(today: date) -> tuple[date, date]:
    """The six weeks from the Monday after Midsummer that are not over yet."""
    first = _monday_after(date(today.year, 6, 20))
    if today > first + timedelta(days=41):
        first = _monday_after(date(today.year + 1, 6, 20))
    return first, first + timedelta(days=41)


def next_christmas(today: date) -> tuple[date, date]:
    """From Christmas Eve to the second day of Christmas, not over yet."""
    year = today.year if today <= date(today.year, 12, 26) else today.year + 1
    return date(year, 12, 24), date(year, 12, 26)


def _monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())
