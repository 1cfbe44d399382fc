"""The rows of a file of dated days (O28-O31)."""

from datetime import date

import pytest

from directory.hours.opening_hours import State
from directory.imports.findings import UnreadableFile
from directory.imports.hours_file import HoursRead, SpanOfDay, hours_table, read_days
from tests.directory.imports.sending import hours_csv

MAY = date(2026, 5, 1)


def read(*rows: str, skipped: tuple[str, ...] = ()) -> HoursRead:
    return read_days(hours_table(hours_csv(*rows)), {"1", "2"}, skipped)


def codes(found: HoursRead) -> dict[int, str]:
    return {one.number: one.finding.code for one in found.wrong}


@pytest.mark.parametrize(
    ("row", "span"),
    [
        ("08:00;16:00;auki", SpanOfDay(480, 960, State.OPEN)),
        ("8:00;16.30;Omatoimi", SpanOfDay(480, 990, State.SELF_SERVICE)),
        ("12:00;13:00;Temporarily closed", SpanOfDay(720, 780, State.CLOSED)),
    ],
)
def test_O29_the_words_with_times_are_spans(row: str, span: SpanOfDay) -> None:
    assert read(f"1;2026-05-01;{row}").days["1", MAY].spans == [span]


@pytest.mark.parametrize(
    ("word", "state"), [("kiinni", State.CLOSED), ("ei tiedossa", State.UNKNOWN)]
)
def test_O29_the_words_without_times_are_of_the_whole_day(word: str, state: State) -> None:
    day = read(f"1;2026-05-01;;;{word}").days["1", MAY]

    assert (day.state, day.spans) == (state, [])


def test_O30_an_end_at_midnight_is_the_end_of_the_day() -> None:
    (span,) = read("1;2026-05-01;17:00;00:00;auki").days["1", MAY].spans

    assert span.end == 24 * 60


def test_O30_a_span_of_nothing_is_an_error_and_the_other_rows_of_the_day_stay() -> None:
    found = read("1;2026-05-01;07:00;07:00;auki", "1;2026-05-01;08:00;10:00;auki")

    assert codes(found) == {2: "zero-length-span"}
    assert len(found.days["1", MAY].spans) == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1;2026-05-01;08:00;16:00;avoinna", "unknown-word"),
        ("1;2026-05-01;;;auki", "times-missing"),
        ("1;2026-05-01;08:00;;auki", "times-missing"),
        ("1;2026-05-01;25:00;26:00;auki", "bad-time"),
        ("1;2026-05-01;24:00;24:00;auki", "bad-time"),
        ("1;2026-05-01;22:00;02:00;auki", "reversed-span"),
        ("1;1.13.2026;08:00;16:00;auki", "bad-date"),
        ("9;2026-05-01;08:00;16:00;auki", "unknown-place"),
        ("1;2026-05-01", "unknown-word"),
    ],
)
def test_O29_a_row_that_says_nothing_sure_is_an_error(row: str, code: str) -> None:
    found = read("1;2026-05-02;;;kiinni", row)

    assert codes(found) == {3: code}
    assert found.accepted == 1


def test_O28_the_window_is_that_of_the_whole_file() -> None:
    found = read("1;2026-05-01;;;kiinni", "2;2026-05-04;;;kiinni")

    assert (found.first, found.last) == (MAY, date(2026, 5, 4))
    assert len(found.window) == 4


def test_rows_of_places_that_the_source_left_out_are_no_errors() -> None:
    found = read("1;2026-05-01;;;kiinni", "7;2026-05-01;;;kiinni", skipped=("7",))

    assert (found.rows, found.accepted, found.skipped.total()) == (2, 1, 1)
    assert codes(found) == {}


def test_a_file_without_a_date_and_one_over_years_are_refused() -> None:
    with pytest.raises(UnreadableFile):
        read("1;pian;;;kiinni")
    with pytest.raises(UnreadableFile):
        read("1;2026-05-01;;;kiinni", "1;2062-05-01;;;kiinni")
