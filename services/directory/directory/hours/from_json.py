"""Opening hours out of JSON, or a refusal that says where and why (3.1, O5)."""

from collections.abc import Mapping
from typing import Any

from directory.hours.bad_hours import BadHours
from directory.hours.holidays import BY_CODE
from directory.hours.json_values import (
    date_from,
    items,
    members,
    rule_from,
    span_from,
    state_from,
    text_from,
    whole_number,
    words,
    yes_or_no,
)
from directory.hours.shape import (
    UNKNOWN_HOURS,
    Day,
    EveryWeeks,
    Group,
    HolidayRule,
    Hours,
    Period,
    PeriodKind,
)

LONGEST_TEXT = 150
"""Letters of a period's label or note in each language (3.1)."""

_TIME_ZONE = "Europe/Helsinki"
_HOURS = frozenset({"time_zone", "periods", "holiday_rules", "days", "note"})
_DAY = frozenset({"date", "state", "spans", "source"})
_PERIOD = frozenset(
    {"id", "kind", "valid_from", "valid_to", "priority", "label", "note", "state", "fallthrough"}
) | {"groups"}


def hours_from(json: Mapping[str, Any] | None) -> Hours:
    """The hours that a JSON object says; null and {} say nothing: unknown (O4).

    Raises BadHours with a JSON pointer to the place.
    """
    if json is None:
        return UNKNOWN_HOURS
    given = members(json, "", _HOURS)
    if given.get("time_zone", _TIME_ZONE) != _TIME_ZONE:
        raise BadHours("bad_time_zone", "/time_zone")
    days = items(given.get("days"), "/days", _day)
    by_date = {day.date: day for day in days}
    if len(by_date) < len(days):
        raise BadHours("duplicate_day", "/days")
    return Hours(
        periods=items(given.get("periods"), "/periods", _period),
        holiday_rules=items(given.get("holiday_rules"), "/holiday_rules", _holiday_rule),
        days=by_date,
        note=text_from(given.get("note"), "/note", None),
    )


def _period(value: object, where: str) -> Period:
    given = members(value, where, _PERIOD)
    first, last = (
        None if given.get(end) is None else date_from(given[end], f"{where}/{end}")
        for end in ("valid_from", "valid_to")
    )
    period = Period(
        id=words(given.get("id"), f"{where}/id"),
        kind=_kind(given.get("kind"), f"{where}/kind"),
        valid_from=first,
        valid_to=last,
        priority=whole_number(given.get("priority", 0), f"{where}/priority"),
        label=text_from(given.get("label"), f"{where}/label", LONGEST_TEXT),
        note=text_from(given.get("note"), f"{where}/note", LONGEST_TEXT),
        state=state_from(given.get("state"), f"{where}/state"),
        fallthrough=yes_or_no(given.get("fallthrough"), f"{where}/fallthrough"),
        groups=items(given.get("groups"), f"{where}/groups", _group),
    )
    _check_period(period, where)
    return period


def _kind(value: object, where: str) -> PeriodKind:
    if value is None:
        return PeriodKind.NORMAL
    if not isinstance(value, str) or value not in frozenset(PeriodKind):
        raise BadHours("bad_type", where)
    return PeriodKind(value)


def _check_period(period: Period, where: str) -> None:
    spans = any(group.spans for group in period.groups)
    if period.state is None and not spans:
        raise BadHours("empty_period", where)
    if period.valid_from and period.valid_to and period.valid_to < period.valid_from:
        raise BadHours("period_reversed", where)
    if period.fallthrough and period.kind is PeriodKind.NORMAL:
        raise BadHours("not_an_exception", f"{where}/fallthrough")
    counted = any(isinstance(rule, EveryWeeks) for group in period.groups for rule in group.rules)
    if counted and period.valid_from is None:
        raise BadHours("start_missing", f"{where}/valid_from")


def _group(value: object, where: str) -> Group:
    given = members(value, where, frozenset({"rules", "spans"}))
    return Group(
        items(given.get("rules"), f"{where}/rules", rule_from),
        items(given.get("spans"), f"{where}/spans", span_from),
    )


def _holiday_rule(value: object, where: str) -> HolidayRule:
    given = members(value, where, frozenset({"holidays", "state", "spans"}))
    rule = HolidayRule(
        items(given.get("holidays"), f"{where}/holidays", _holiday),
        state_from(given.get("state"), f"{where}/state"),
        items(given.get("spans"), f"{where}/spans", span_from),
    )
    if not rule.holidays:
        raise BadHours("bad_holiday", f"{where}/holidays")
    if rule.state is None and not rule.spans:
        raise BadHours("empty_period", where)
    return rule


def _holiday(value: object, where: str) -> str:
    if not isinstance(value, str) or value not in BY_CODE:
        raise BadHours("bad_holiday", where)
    return value


def _day(value: object, where: str) -> Day:
    given = members(value, where, _DAY)
    day = Day(
        date_from(given.get("date"), f"{where}/date"),
        state_from(given.get("state"), f"{where}/state"),
        items(given.get("spans"), f"{where}/spans", span_from),
        words(given.get("source"), f"{where}/source"),
    )
    if day.state is None and not day.spans:
        raise BadHours("empty_period", where)
    return day
