from datetime import date

import pytest

from mentoring.bridge.suggestions import P4, Potential
from mentoring.bridge.summaries import PUBLISHED
from mentoring.documents.content import PRINTED, Language
from mentoring.documents.wording import _table, day, metric_name, metric_number, named, number


@pytest.mark.parametrize("table", ["labels.tsv", "metrics.tsv"])
def test_everything_is_said_in_three_languages(table: str) -> None:
    for row in _table(table).values():
        assert all(row[language] for language in Language), row


@pytest.mark.parametrize(
    ("written", "fi", "en"),
    [
        ("1412", "1\u00a0412", "1,412"),
        ("-1234567.50", "−1\u00a0234\u00a0567,50", "−1,234,567.50"),
        ("0", "0", "0"),
        ("4.19", "4,19", "4.19"),
        ("NaN", "NaN", "NaN"),
        ("noin 5", "noin 5", "noin 5"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(written: str, fi: str, en: str) -> None:
    assert number(written, Language.FI) == fi
    assert number(written, Language.SV) == fi
    assert number(written, Language.EN) == en


def test_a_metric_has_name_and_unit_and_an_unknown_one_its_code() -> None:
    assert metric_name("digital_contact_share", Language.SV) == "Andel elektroniska ärenden"
    assert metric_number("digital_contact_share", "41.5", Language.FI) == "41,5\u00a0%"
    assert metric_name("own_metric", Language.FI) == "own metric"
    assert metric_number("own_metric", "3", Language.FI) == "3"


def test_a_name_that_is_missing_is_said_in_finnish() -> None:
    assert named({"fi": "Yksikkö", "sv": None}, Language.SV) == "Yksikkö"


def test_days_are_written_as_the_language_writes_them() -> None:
    assert day(date(2026, 11, 2), Language.FI) == "2.11.2026"
    assert day(date(2026, 11, 2), Language.EN) == "02/11/2026"


def test_a_kooste_in_english_says_it_as_english_does() -> None:
    labels = _table("labels.tsv")

    assert labels["answer.converted"][Language.EN] == "being taken forward"
    assert labels["state.acknowledged"][Language.EN].endswith("has reviewed it")


def test_every_state_answer_and_potential_has_a_label() -> None:
    codes = [f"state.{one}" for one in PUBLISHED]
    codes += [f"answer.{one}" for one in P4.states]
    codes += [f"potential.{one.value}" for one in Potential]

    assert set(PUBLISHED) == PRINTED
    assert [one for one in codes if one not in _table("labels.tsv")] == []
