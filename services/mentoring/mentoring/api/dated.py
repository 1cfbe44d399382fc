"""Days that are asked about or written over HTTP, and days of a row: the first and the last, both
included; no last day means until further notice.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, model_validator

from common.errors import Wrongly, right, say
from common.shapes import Day, Shape
from mentoring.people.keeping import ONE, days_between
from mentoring.people.persons import Days

FIRST, END = date(1990, 1, 1), date(2100, 1, 1)
"""The days that may be asked about or written: those of the directory, from the first to the day
before the end.
"""


def known_day(day: date) -> date:
    """Refuses a day so far away that nothing can be reckoned from it."""
    if not FIRST <= day < END:
        raise Wrongly("out_of_range", right(say("out_of_range"), f"{FIRST}–{END - ONE}"))
    return day


def known_quarter(quarter: str) -> str:
    """Refuses a quarter of other days than these."""
    if not (quarter.isascii() and FIRST.year <= int(quarter[:4]) < END.year):
        known_day(END)
    return quarter


KnownDay = Annotated[Day, AfterValidator(known_day)]
"""A day in a request; what is answered is a `Day`."""


class Dated(Shape):
    valid_from: KnownDay
    valid_to: KnownDay | None = None

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> "Dated":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise Wrongly("out_of_range", say("ends_before_it_begins"), below="/valid_to")
        return self

    @property
    def days(self) -> Days:
        """As they are kept."""
        return days_between(self.valid_from, self.valid_to)


class Ended(Shape):
    """The last day on which it holds."""

    valid_to: KnownDay


def days_said(valid: Days) -> dict[str, Any]:
    """The members `valid_from` and `valid_to` of a row."""
    return {"valid_from": valid.lower, "valid_to": valid.upper and valid.upper - ONE}
