"""Days of a row over HTTP: the first and the last, both included; no last day means until further
notice.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, model_validator

from common.errors import Wrongly, say
from common.shapes import Day, Shape
from mentoring.people.keeping import ONE, days_between
from mentoring.people.persons import Days


def before_the_last(day: date) -> date:
    """Refuses the day that has none after it: days are kept half-open."""
    if day == date.max:
        raise Wrongly("out_of_range", say("out_of_range"))
    return day


LastDay = Annotated[Day, AfterValidator(before_the_last)]


class Dated(Shape):
    valid_from: Day
    valid_to: LastDay | None = None

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> "Dated":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise Wrongly("out_of_range", say("out_of_range"), below="/valid_to")
        return self

    @property
    def days(self) -> Days:
        """As they are kept."""
        return days_between(self.valid_from, self.valid_to)


class Ended(Shape):
    """The last day on which it holds."""

    valid_to: LastDay


def days_said(valid: Days) -> dict[str, Any]:
    """The members `valid_from` and `valid_to` of a row."""
    return {"valid_from": valid.lower, "valid_to": valid.upper and valid.upper - ONE}
