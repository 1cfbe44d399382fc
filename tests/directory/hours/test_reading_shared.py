"""The reader of hours held to real texts (section 3.6 of the directory's reference)."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from directory.hours.reading import FLAGS, Reading, read_hours

pytestmark = pytest.mark.shared

TODAY = date(2026, 11, 22)
DAYS = (
    *("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai"),
    *("lauantai", "sunnuntai"),
)
CONTRADICT_THEMSELVES = {
    *("0324", "0393", "0550", "0564", "0709", "0744", "0823", "0846", "0866"),
}
ALTERNATES = "0031"
MAY_MEAN_HOLIDAYS = "0381"

Day = tuple[int, int] | str | None


@pytest.fixture(scope="module")
def records(shared_data: Path) -> list[dict[str, Any]]:
    path = shared_data / "hours" / "finnish-hours-text.json"
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def read(text: str) -> Reading:
    return read_hours(text, today=TODAY)


def pairs(records: list[dict[str, Any]]) -> list[tuple[str, str, list[Day]]]:
    """Id, text and structured week of each record with a text and one normal week."""
    found = []
    for record in records:
        weeks = [week["week"] for week in record["weeks"] if week["class"] == "normaali"]
        if record["text"] and len(weeks) == 1:
            found.append((record["id"], record["text"], [entered(weeks[0][day]) for day in DAYS]))
    return found


def entered(times: list[str]) -> Day:
    """What the owner entered for a day; text when it is not two times."""
    opens, closes = times
    if opens in {"Suljettu", ""}:
        return None
    if ":" not in opens or ":" not in closes:
        return f"{opens}-{closes}"
    return minutes(opens), minutes(closes) or 1440


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def outline(reading: Reading) -> list[Day]:
    """Opening and closing of each day: what the owners' table can hold, which has no breaks."""
    week: Mapping[int, Any] = reading.week or {}
    return [
        (week[day][0].start, week[day][-1].end) if week.get(day) else None for day in range(1, 8)
    ]


def test_T1_of_243_pairs_at_least_232_are_exact(records: list[dict[str, Any]]) -> None:
    # Given the texts beside the weeks that the same owners entered
    both = pairs(records)
    assert len(both) == 243

    # When they are read
    differ = {id_: text for id_, text, week in both if outline(read(text)) != week}

    # Then all are exact but those that cannot be
    for id_, text in differ.items():
        print(id_, repr(text), outline(read(text)), read(text).flags)
    assert len(both) - len(differ) >= 232
    assert differ.keys() <= {*CONTRADICT_THEMSELVES, ALTERNATES, MAY_MEAN_HOLIDAYS}


def test_T1_what_differs_is_flagged_but_where_the_source_contradicts_itself(
    records: list[dict[str, Any]],
) -> None:
    silent = {
        id_
        for id_, text, week in pairs(records)
        if outline(read(text)) != week and not read(text).is_draft
    }

    assert silent <= CONTRADICT_THEMSELVES


def test_T1_few_of_the_pairs_are_drafts(records: list[dict[str, Any]]) -> None:
    drafts = {id_: text for id_, text, _ in pairs(records) if read(text).is_draft}

    print(*drafts.values(), sep="\n")
    assert len(drafts) <= 19


def test_T6_the_six_alternating_texts_are_flagged(records: list[dict[str, Any]]) -> None:
    texts = [
        record["text"]
        for record in records
        if any(word in (record["text"] or "").lower() for word in ("parilli", "paritto"))
    ]

    assert len(texts) == 6
    assert all("alternate_weeks" in read(text).flags for text in texts)


def test_T6_pyhapaivisin_alone_is_flagged(records: list[dict[str, Any]]) -> None:
    (text,) = (record["text"] for record in records if record["id"] == MAY_MEAN_HOLIDAYS)

    assert read(text).flags == ("sunday_or_holiday",)


def test_T1_no_text_is_an_error(records: list[dict[str, Any]]) -> None:
    # Given all weeks and all holidays in words
    weeks = [record["text"] for record in records if record["text"]]
    holidays = [record["holiday_text"] for record in records if record["holiday_text"]]
    assert (len(weeks), len(holidays)) == (391, 213)

    # Then each is read, with known flags
    for text in (*weeks, *holidays):
        assert set(read(text).flags) <= set(FLAGS)


def test_T6_dates_without_a_year_are_flagged_in_every_holiday_text(
    records: list[dict[str, Any]],
) -> None:
    texts = [record["holiday_text"] for record in records if record["holiday_text"]]

    without_year = [text for text in texts if "24.12. " in text.replace("24.12. 20", "")]
    assert len(without_year) > 20
    assert all("year_missing" in read(text).flags for text in without_year)
