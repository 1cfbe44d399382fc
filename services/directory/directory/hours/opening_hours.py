"""Opening hours: their shape, their JSON, and what they say at a moment (rules O1-O27).

Values in, values out: no clock, no database. Everything that others need of the engine is named
here. Moments are aware and answered in UTC; dates and times of day are those of Europe/Helsinki.
"""

from directory.hours.bad_hours import BadHours
from directory.hours.days import DayHours, Week, day_hours, week_of
from directory.hours.from_json import hours_from
from directory.hours.openness import COUNTS_AS_OPEN, Openness, openness
from directory.hours.shape import (
    UNKNOWN_HOURS,
    Day,
    EveryWeeks,
    Group,
    HolidayRule,
    Hours,
    IsoWeek,
    Nth,
    Period,
    PeriodKind,
    Rule,
    Source,
    SourceKind,
    Span,
    State,
    Text,
)
from directory.hours.timeline import state_at
from directory.hours.to_json import hours_to, time_of_day
from directory.hours.wall_clock import midnight

__all__ = [
    "COUNTS_AS_OPEN",
    "UNKNOWN_HOURS",
    "BadHours",
    "Day",
    "DayHours",
    "EveryWeeks",
    "Group",
    "HolidayRule",
    "Hours",
    "IsoWeek",
    "Nth",
    "Openness",
    "Period",
    "PeriodKind",
    "Rule",
    "Source",
    "SourceKind",
    "Span",
    "State",
    "Text",
    "Week",
    "day_hours",
    "hours_from",
    "hours_to",
    "midnight",
    "openness",
    "state_at",
    "time_of_day",
    "week_of",
]
