"""Holidays: 18 codes, eves apart, held against a library that somebody else wrote."""

from datetime import date

import pytest
from holidays import country_holidays

from directory.hours.holidays import BY_CODE, HOLIDAYS, easter_of, holidays_of

EVES = {"maundy_thursday", "may_day_eve", "midsummer_eve", "christmas_eve", "new_year_eve"}
TABLE = {
    "new_year_day": "1.1. 1.1. 1.1.",
    "epiphany": "6.1. 6.1. 6.1.",
    "maundy_thursday": "2.4. 25.3. 13.4.",
    "good_friday": "3.4. 26.3. 14.4.",
    "easter_sunday": "5.4. 28.3. 16.4.",
    "easter_monday": "6.4. 29.3. 17.4.",
    "may_day_eve": "30.4. 30.4. 30.4.",
    "may_day": "1.5. 1.5. 1.5.",
    "ascension_day": "14.5. 6.5. 25.5.",
    "whit_sunday": "24.5. 16.5. 4.6.",
    "midsummer_eve": "19.6. 25.6. 23.6.",
    "midsummer_day": "20.6. 26.6. 24.6.",
    "all_saints_day": "31.10. 6.11. 4.11.",
    "independence_day": "6.12. 6.12. 6.12.",
    "christmas_eve": "24.12. 24.12. 24.12.",
    "christmas_day": "25.12. 25.12. 25.12.",
    "second_day_of_christmas": "26.12. 26.12. 26.12.",
    "new_year_eve": "31.12. 31.12. 31.12.",
}


def the_date(code: str, year: int) -> date:
    return next(day for day, codes in holidays_of(year).items() if code in codes)


@pytest.mark.parametrize("code", TABLE)
def test_each_holiday_of_the_table_falls_on_its_dates(code: str) -> None:
    expected = TABLE[code].split()

    shown = [f"{day.day}.{day.month}." for day in (the_date(code, y) for y in (2026, 2027, 2028))]

    assert shown == expected


def test_there_are_eighteen_codes_and_five_of_them_are_eves() -> None:
    assert [holiday.code for holiday in HOLIDAYS] == list(TABLE)
    assert {holiday.code for holiday in HOLIDAYS if not holiday.public} == EVES
    assert all(holiday.fi and holiday.sv and holiday.en for holiday in HOLIDAYS)


@pytest.mark.parametrize("year", range(2015, 2036))
def test_the_public_ones_and_two_eves_are_those_of_the_library(year: int) -> None:
    theirs = set(country_holidays("FI", years=year))

    ours = {
        day
        for day, codes in holidays_of(year).items()
        if any(BY_CODE[code].public or code in {"midsummer_eve", "christmas_eve"} for code in codes)
    }

    assert ours == theirs


def test_two_holidays_may_fall_on_one_date() -> None:
    assert holidays_of(2008)[date(2008, 5, 1)] == ("may_day", "ascension_day")
    assert sum(len(codes) for codes in holidays_of(2008).values()) == len(HOLIDAYS)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (1943, "04-25"),
        (1961, "04-02"),
        (1981, "04-19"),
        (2000, "04-23"),
        (2008, "03-23"),
        (2011, "04-24"),
        (2025, "04-20"),
        (2026, "04-05"),
        (2038, "04-25"),
        (2049, "04-18"),
        (2076, "04-19"),
        (2100, "03-28"),
        (2285, "03-22"),
    ],
)
def test_easter_falls_on_the_known_sundays(year: int, day: str) -> None:
    assert easter_of(year) == date.fromisoformat(f"{year}-{day}")


def test_a_year_is_worked_out_once_and_cannot_be_changed() -> None:
    year = holidays_of(2026)

    assert holidays_of(2026) is year
    with pytest.raises(TypeError):
        year[date(2026, 2, 2)] = ("mine",)  # type: ignore[index]
