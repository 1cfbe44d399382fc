"""Moments, dates and distances as a person reads them in Finnish, Swedish and English."""

from datetime import date, datetime, time, timedelta

from directory.guidance.days import day_of
from directory.hours.wall_clock import HELSINKI

WEEKDAYS = {
    "fi": ("maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina",
           "sunnuntaina"),
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday",
           "on Sunday"),
}  # fmt: skip
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
TODAY = {"fi": "tänään", "sv": "i dag", "en": "today"}
TOMORROW = {"fi": "huomenna", "sv": "i morgon", "en": "tomorrow"}
AT = {"fi": "klo ", "sv": "kl. ", "en": ""}
MIDNIGHT = {"fi": "24.00", "sv": "24.00", "en": "24:00"}


def clock(moment: datetime, language: str) -> str:
    """The wall-clock in Helsinki: 9.00 or 9:00."""
    local = moment.astimezone(HELSINKI)
    return f"{local.hour}{':' if language == 'en' else '.'}{local.minute:02}"


def until(moment: datetime, today: date, language: str) -> str:
    """An end: its clock, with the day when it is another day than today."""
    local = moment.astimezone(HELSINKI)
    if local.time() == time() and local.date() == today + timedelta(days=1):
        return AT[language] + MIDNIGHT[language]
    if local.date() == today:
        return AT[language] + clock(moment, language)
    return when(moment, None, today, language)


def when(start: datetime, end: datetime | None, today: date, language: str) -> str:
    """A start with its day, and the end when given: torstaina 7.5. klo 10.00–14.00."""
    hours = clock(start, language) + (f"–{clock(end, language)}" if end else "")
    at_word = "at " if language == "en" and end is None else AT[language]
    return f"{_day(day_of(start), today, language)} {at_word}{hours}"


def full_date(day: date, language: str) -> str:
    """A date with its year."""
    if language == "en":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.day}.{day.month}.{day.year}"


def distance(metres: float, language: str) -> str:
    """Below 1 km to 10 m, else to 0.1 km (section 1)."""
    tens = round(metres / 10) * 10
    if tens < 1_000:
        return f"{tens} m"
    kilometres = f"{metres / 1_000:.1f}"
    return f"{kilometres if language == 'en' else kilometres.replace('.', ',')} km"


def as_said(metres: float) -> float:
    """The metres that are told: what is told alike is the same number."""
    tens = round(metres / 10) * 10
    return tens if tens < 1_000 else round(metres / 1_000, 1) * 1_000


def _day(day: date, today: date, language: str) -> str:
    if day == today:
        return TODAY[language]
    if day == today + timedelta(days=1):
        return TOMORROW[language]
    weekday = WEEKDAYS[language][day.weekday()]
    if language == "en":
        return f"{weekday} {day.day} {MONTHS[day.month - 1]}"
    return f"{weekday} {day.day}.{day.month}{'.' if language == 'fi' else ''}"
