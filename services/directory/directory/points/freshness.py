"""How fresh a record is: derived when read, from its newest verification (rules F1-F5). Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

PARTNER_DAYS, COUNTY_DAYS = 183, 365
EXPIRES_AFTER_MONTHS, WARNS_AFTER_MONTHS = 18, 15
VISIT_CHECK, VISIT_LATEST = timedelta(days=14), timedelta(days=2)


class Freshness(StrEnum):
    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"
    UNVERIFIED = "unverified"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a record's verification, in Helsinki dates."""

    created_on: date
    verified_on: date | None
    interval_days: int

    def on(self, today: date) -> Freshness:
        """F3 and F5, by Helsinki dates."""
        if today >= self.expires_on:
            return Freshness.EXPIRED
        if self.verified_on is None:
            return Freshness.UNVERIFIED
        age = (today - self.verified_on).days
        if age > self.interval_days:
            return Freshness.STALE
        return Freshness.DUE if age >= 0.75 * self.interval_days else Freshness.FRESH

    @property
    def expires_on(self) -> date:
        """18 calendar months after the last verification, or after creation (F5)."""
        return months_after(self.verified_on or self.created_on, EXPIRES_AFTER_MONTHS)

    @property
    def next_due(self) -> date | None:
        """The day on which a verification is next asked for; None when never verified."""
        if self.verified_on is None:
            return None
        return self.verified_on + timedelta(days=-(-self.interval_days * 3 // 4))


def interval_days(organisation_kind: str) -> int:
    """F2: the county checks once a year, everybody else twice."""
    return COUNTY_DAYS if organisation_kind == "county" else PARTNER_DAYS


def visit_freshness(verified_on: date | None, visit_on: date, today: date) -> Freshness:
    """F2: a visit is asked about from the 14th day before its date, and stale two days before."""
    asked_from = visit_on - VISIT_CHECK
    if today < asked_from or (verified_on is not None and verified_on >= asked_from):
        return Freshness.FRESH
    return Freshness.STALE if today >= visit_on - VISIT_LATEST else Freshness.DUE


def months_after(day: date, months: int) -> date:
    """The same day of a later month; its last day when there is no such day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
