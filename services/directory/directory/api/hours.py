"""Opening hours as they cross HTTP (section 3.1). What they mean is judged by `directory.hours`."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from common.errors import Refusal, Said, Wrongly
from common.shapes import Day, Flag, Line, Shape, Whole
from common.text import SCANNED, Written
from directory.api.examples import HOURS
from directory.hours.holidays import HOLIDAYS
from directory.hours.opening_hours import BadHours, State, hours_from

Clock = Annotated[
    str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$", examples=["09:00"])
]
Weekday = Annotated[Whole, Field(ge=1, le=7)]
Weekdays = Annotated[list[Weekday], Field(max_length=7)]
Short = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150), *SCANNED
]


class EmptyPeriod(Refusal):
    slug, status = "empty-period", 422
    title = Said(
        "Aukiolojakso ei sano mitään", "Perioden säger ingenting", "The period says nothing"
    )


class ZeroLengthSpan(Refusal):
    slug, status = "zero-length-span", 422
    title = Said(
        "Aika alkaa ja päättyy samaan aikaan",
        "Tiden börjar och slutar samtidigt",
        "The span starts and ends at the same time",
    )


class TooManyDays(Refusal):
    slug, status = "too-many-days", 400
    title = Said("Liian pitkä aikaväli", "För lång period", "Too long a range")


class Label(Written):
    """A short text that people write."""

    fi: Short
    sv: Short | None = None
    en: Short | None = None


class Span(Shape):
    """Half-open local wall-clock time; `to` may be 24:00 (rules O2, O5)."""

    weekdays: Weekdays = []
    from_: Clock = Field(alias="from")
    to: Clock = Field(examples=["16:00"])
    ends_next_day: Flag = False
    state: State = State.OPEN


class Rule(Shape):
    """One of: nth weekday of the month, even or odd ISO weeks, every so many weeks."""

    nth: Annotated[list[Annotated[Whole, Field(ge=-5, le=5)]], Field(max_length=10)] | None = None
    weekday: Weekday | None = None
    iso_week: Literal["even", "odd"] | None = None
    every: Annotated[Whole, Field(ge=1, le=52)] | None = None
    start: Annotated[Whole, Field(ge=1, le=52)] | None = None


class Group(Shape):
    rules: Annotated[list[Rule], Field(max_length=5)] = []
    spans: Annotated[list[Span], Field(max_length=100)] = []


class Period(Shape):
    id: Line | None = None
    kind: Literal["normal", "exception"]
    valid_from: Day | None = None
    valid_to: Day | None = None
    priority: Annotated[Whole, Field(ge=-1000, le=1000)] = 0
    label: Written | None = None
    note: Written | None = None
    state: State | None = None
    fallthrough: Flag = False
    groups: Annotated[list[Group], Field(max_length=50)] = []


class NewPeriod(Period):
    label: Label | None = None
    note: Label | None = None


HolidayCode = Annotated[
    str, Field(json_schema_extra={"enum": sorted(holiday.code for holiday in HOLIDAYS)})
]


class HolidayRule(Shape):
    holidays: Annotated[list[HolidayCode], Field(min_length=1, max_length=18)]
    state: State | None = None
    spans: Annotated[list[Span], Field(max_length=20)] = []


class DatedDay(Shape):
    date: Day
    state: State | None = None
    spans: Annotated[list[Span], Field(max_length=50)] = []
    source: Line | None = None


class Hours(Shape, json_schema_extra={"examples": [HOURS]}):
    """Everything said about when something is open. An empty object says that it is not known."""

    time_zone: Literal["Europe/Helsinki"] = "Europe/Helsinki"
    periods: Annotated[Sequence[Period], Field(max_length=200)] = []
    holiday_rules: Annotated[list[HolidayRule], Field(max_length=50)] = []
    days: Annotated[list[DatedDay], Field(max_length=400)] = []
    note: Written | None = None

    def stored(self) -> dict[str, Any]:
        """The JSON that is kept: only what was said."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class NewHours(Hours):
    """Hours as they are written: judged as a whole, and not again when they are read."""

    periods: Annotated[Sequence[NewPeriod], Field(max_length=200)] = []
    note: Label | None = None

    @model_validator(mode="after")
    def judged(self) -> Self:
        """Raises Wrongly with the rule that the hours break."""
        try:
            hours_from(self.stored())
        except BadHours as wrong:
            raise as_wrongly(wrong) from wrong
        return self


def as_wrongly(wrong: BadHours) -> Wrongly:
    """Hours that the engine refuses, as the problem of their rule."""
    said = Said(wrong.detail["fi"], wrong.detail["sv"], wrong.detail["en"])
    kind = {"empty_period": EmptyPeriod, "zero_length_span": ZeroLengthSpan}.get(wrong.code)
    return Wrongly(wrong.code, said, refusal=kind, below=wrong.where)
