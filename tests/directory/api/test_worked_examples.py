"""The worked examples of the hours, once through HTTP (directory.md 3.3)."""

from typing import Any

from sqlalchemy import update

from common import db
from directory.points.points import SupportPoint
from tests.directory.town import Town, week

BASE = week(([1, 2, 3, 4, 5], "09:00", "16:00"), ([6, 7], "10:00", "14:00"))


def exception(first: str, last: str, *spans: dict[str, Any], **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"groups": [{"spans": list(spans)}]} if spans else {"state": "closed"}
    return {"kind": "exception", "valid_from": first, "valid_to": last} | said | more


def base(*periods: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"periods": [*BASE["periods"], *periods]} | more


SUMMER = {"weekdays": [1, 2, 3, 4], "from": "10:00", "to": "14:00"}
NIGHT = {"weekdays": [], "from": "20:00", "to": "02:00", "ends_next_day": True}
EXAMPLES: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("E1", BASE, {"2026-03-02T09:00:00+02:00": "open", "2026-03-02T15:59:59+02:00": "open",
                  "2026-03-02T16:00:00+02:00": "closed"}),
    ("E4", base(exception("2026-06-22", "2026-08-02", SUMMER)),
     {"2026-06-26T12:00:00+03:00": "closed"}),
    ("E5", base(exception("2026-06-22", "2026-08-02", SUMMER, fallthrough=True)),
     {"2026-06-26T12:00:00+03:00": "open"}),
    ("E7", base(exception("2026-03-07", "2026-03-07", NIGHT)),
     {"2026-03-08T01:00:00+02:00": "open", "2026-03-08T02:00:00+02:00": "closed",
      "2026-03-08T10:00:00+02:00": "open"}),
    ("E23", base(holiday_rules=[{"holidays": ["midsummer_eve"],
                                 "spans": [{"from": "09:00", "to": "13:00"}]}]),
     {"2026-06-19T12:59:00+03:00": "open", "2026-06-19T13:00:00+03:00": "closed"}),
    ("E29", base(exception("2026-12-25", "2026-12-25"),
                 days=[{"date": "2026-12-25", "spans": [{"from": "10:00", "to": "12:00"}]}]),
     {"2026-12-25T11:00:00+02:00": "closed"}),
    ("E31", {"periods": [{"kind": "normal", "state": "by_appointment"}]},
     {"2026-03-02T03:00:00+02:00": "by_appointment"}),
]  # fmt: skip


async def test_the_examples_answer_over_http(town: Town) -> None:
    for name, hours, expected in EXAMPLES:
        async with db.connected(town.url) as transactions, transactions.begin() as session:
            these = update(SupportPoint).where(SupportPoint.id == town.ids["harju"])
            changed = {"hours": hours, "version": SupportPoint.version + 1}
            await session.execute(these.values(**changed))
        for at, state in expected.items():
            path = f"/support-points/{town.ids['harju']}/openness"
            assert (await town.get(path, at=at))["state"] == state, (name, at)
