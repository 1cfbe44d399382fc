"""A reading on one line, for tests."""

from datetime import date

from directory.hours.reading import Reading, read_hours
from directory.hours.shape import Span, State

TODAY = date(2026, 11, 22)


def read(text: str) -> Reading:
    """As on a Sunday in November."""
    return read_hours(text, today=TODAY)


def clock(minutes: int) -> str:
    return f"{minutes // 60}.{minutes % 60:02}"


def said(text: str) -> str:
    """The week on one line: `-` for a closed day, `?` for a week that is not known."""
    week = read(text).week
    if week is None:
        return "?"
    days = ["+".join(times(span) for span in week[day]) or "-" for day in range(1, 8)]
    return " ".join(days)


def certain(text: str) -> str:
    """The same of a text that is read without flags and leftovers."""
    assert not read(text).is_draft, (read(text).flags, read(text).rest)
    return said(text)


def times(span: Span) -> str:
    return f"{clock(span.start)}-{clock(span.end)}"


def exceptions(text: str) -> list[tuple[str, str, str]]:
    """Each exception's first and last date, and its whole-day state or times by weekday."""
    return [
        (
            str(period.valid_from),
            str(period.valid_to),
            str(period.state or " ".join(dated(span) for span in period.groups[0].spans)),
        )
        for period in read(text).exceptions
    ]


def dated(span: Span) -> str:
    days = "".join(map(str, sorted(span.weekdays))) or "*"
    return f"{days}:{times(span)}" + ("" if span.state is State.OPEN else f" {span.state}")


def weekdays(hours: str) -> str:
    """The same hours from Monday to Friday."""
    return " ".join([hours] * 5 + ["-", "-"])
