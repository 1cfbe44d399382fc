"""Quarters of a year in Europe/Helsinki: the time that figures are about."""

from datetime import datetime

from common.clock import helsinki_day

PATTERN = r"20\d{2}Q[1-4]"


def quarter_of(moment: datetime) -> str:
    """The quarter of a moment, such as `2026Q4`; it begins at local midnight."""
    day = helsinki_day(moment)
    return f"{day.year}Q{(day.month + 2) // 3}"
