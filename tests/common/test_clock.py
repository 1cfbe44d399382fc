"""The clock, and ids that carry it."""

import time
from datetime import UTC, date, datetime, timedelta
from uuid import RFC_4122

import pytest

from common.clock import helsinki_day, new_id, now, standing_at


def test_an_id_is_a_uuid_of_version_7_with_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000

    made = new_id()

    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, RFC_4122)
    assert before <= made.int >> 80 <= after


def test_ids_sort_by_the_time_of_their_making() -> None:
    first = new_id()
    time.sleep(0.002)

    assert first < new_id()


def test_ids_are_never_alike() -> None:
    assert len({new_id() for _ in range(20_000)}) == 20_000


def test_the_clock_stands_while_it_is_told_to() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)

    with standing_at(noon):
        assert now() == noon

    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2025-06-30T21:30:00+00:00", "2025-07-01"),
        ("2025-12-31T21:59:59+00:00", "2025-12-31"),
        ("2025-12-31T22:00:00+00:00", "2026-01-01"),
    ],
)
def test_a_day_begins_at_local_midnight(moment: str, day: str) -> None:
    assert helsinki_day(datetime.fromisoformat(moment)) == date.fromisoformat(day)
