import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.hours.opening_hours import PeriodKind, hours_from, hours_to
from directory.hours.reading import FLAGS, Reading
from tests.directory.hours.read_out import read

LONGEST_READING = 0.5  # seconds of the processor
SHORT = ("ma", "ti", "ke", "to", "pe", "la", "su")
LONG = (
    *("maanantaisin", "tiistaina", "keskiviikkoisin", "torstai"),
    *("perjantaisin", "lauantaina", "sunnuntaisin"),
)
SWEDISH = ("måndagar", "tis", "onsdag", "tors", "fredag", "lör", "sön")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ma-pe 9-16, pitkäperjantai", ("pitkäperjantai",)),
        ("me-pe 9-16", ("me",)),
        ("8-20, la 9-18", ("8-20",)),
        ("ma-pe 9-16 vain puhelimitse", ("vain puhelimitse",)),
        ("ma-pe 9-16, ke klo 18 asti", ("ke klo 18 asti",)),
        ("ma\nla 10-14", ("ma",)),
        ("jouluna suljettu", ("jouluna suljettu",)),
        ("30.2. suljettu", ("30.2. suljettu",)),
        ("suljettu", ("suljettu",)),
        ("muulloin suljettu", ("muulloin suljettu",)),
        ("ma-pe 9-16, muulloin 10-12", ("muulloin 10-12",)),
        ("ma-pe 9-16 paitsi ke 9-12", ("paitsi",)),
        ("Kirkkokatu 9-11, ma-pe 9-16", ("9-11",)),
        ("1.6.-31.8.2027 ma-pe 9-15\nla 10-14", ("1.6.-31.8.2027 ma-pe 9-15\nla 10-14",)),
    ],
)
def test_T1_words_that_were_not_used_are_left_over(text: str, rest: tuple[str, ...]) -> None:
    assert read(text).is_draft
    assert any(part in left for left in read(text).rest for part in rest)


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_T1_any_text_is_read_without_an_error(text: str) -> None:
    assert broken_promises(read(text)) == []


@pytest.mark.parametrize("letter", "iıIİsſSk\u212a\u212b")
def test_T1_letters_that_patterns_take_for_others_are_read_as_those(letter: str) -> None:
    for plain in ("24. heinäkuuta suljettu", "pyhinä suljettu", "ma-pe 9-16, jouluaattona kiinni"):
        for place in {plain.find(one) for one in "is k".replace(" ", "")} - {-1}:
            odd = plain[:place] + letter + plain[place + 1 :]
            assert broken_promises(read(odd)) == []


def test_T1_a_dotless_i_is_an_i() -> None:
    assert read("24. heınäkuuta suljettu") == read("24. heinäkuuta suljettu")
    assert read("ma-pe 9-16, ſu ſuljettu") == read("ma-pe 9-16, su suljettu")
    assert read("PYHİNÄ SULJETTU") == read("PYHINÄ SULJETTU")


PIECES = (
    *(
        "ma",
        "pe-la",
        "arkisin",
        "pyhinä",
        "su ja",
        "jouluaatto",
        "juhannus- ja",
        "aatot",
        "muulloin",
    ),
    *("9-16", "16-9", "klo 12", "10.15-11.30", "suljettu", "lounastauko", "12-13", "stängt"),
    *("24.12.", "25.-27.12.2026", "1.7.-31.7.", "30.2.", "24.12", "2026", "heinäkuussa", "kesällä"),
    *("parillisilla viikoilla", "joka toinen", "kuukauden 1.", "ks. www.x.fi", "sopimuksen mukaan"),
    *("palvelupiste", "tuplapyhinä", "alkaen", "ajalla", "ei tiedossa", "Kylä:", "jouluna", "ja"),
    *(",", "\n", "\n\n", ".", "(", ")", "/", "-", ";", ":", "…", "klo"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(("", " ")))
@settings(max_examples=500, deadline=None)
def test_T1_any_order_of_words_about_hours_is_read_without_an_error(
    pieces: list[str], between: str
) -> None:
    assert broken_promises(read(between.join(pieces))) == []


def broken_promises(reading: Reading) -> list[str]:
    """What a reading promises and does not keep; what it proposes can be stored as hours."""
    hours = reading.hours(with_unnamed_holidays=True)
    kept = {
        "flags are of the list": set(reading.flags) <= set(FLAGS),
        "a flag stands once": len(set(reading.flags)) == len(reading.flags),
        "a week has all days": reading.week is None or list(reading.week) == [1, 2, 3, 4, 5, 6, 7],
        "exceptions are such": all(
            period.kind is PeriodKind.EXCEPTION for period in reading.exceptions
        ),
        "hours can be stored": hours_from(hours_to(hours)) == hours,
    }
    return [promise for promise, is_kept in kept.items() if not is_kept]


def test_a_promise_that_is_not_kept_is_seen() -> None:
    reading = replace(read("ma-pe 9-16"), flags=("guess", "guess"), week={1: ()})

    assert broken_promises(reading) == [
        "flags are of the list",
        "a flag stands once",
        "a week has all days",
    ]


TIMES = st.tuples(st.integers(0, 95), st.integers(0, 96)).filter(lambda pair: pair[0] < pair[1])
WEEKS = st.lists(st.none() | TIMES, min_size=7, max_size=7).filter(any)
STYLES = st.tuples(
    st.sampled_from((SHORT, LONG, SWEDISH)),
    st.sampled_from(("-", " – ", "—")),
    st.sampled_from((", ", "\n", "; ", " ")),
    st.sampled_from(("", "klo ", "kl. ")),
    st.sampled_from((".", ":")),
    st.booleans(),
)


@given(WEEKS, STYLES)
@settings(max_examples=200, deadline=None)
def test_T1_a_week_written_out_is_read_back_for_certain(
    week: list[tuple[int, int] | None], style: tuple[tuple[str, ...], str, str, str, str, bool]
) -> None:
    # Given a week written in one of many styles
    names, dash, between, clock_word, colon, say_closed = style

    def at(quarters: int) -> str:
        return f"{quarters // 4}{colon}{quarters % 4 * 15:02}"

    clauses = [
        f"{name} {clock_word}{at(times[0])}{dash}{at(times[1])}" if times else f"{name} suljettu"
        for name, times in zip(names, week, strict=True)
        if times or say_closed
    ]

    # When it is read
    reading = read(between.join(clauses))

    # Then it is that week, and no draft
    assert not reading.is_draft
    assert reading.week is not None
    assert [
        [(span.start // 15, span.end // 15) for span in reading.week[day]] for day in range(1, 8)
    ] == [[times] if times else [] for times in week]


@pytest.mark.parametrize("piece", ["kesä ", "joulu-", "heinä-", "1.ja ", "(ma)", "\n", "24.12.-"])
def test_T1_a_long_text_of_one_word_is_read_in_time(piece: str) -> None:
    # Given words that a pattern could try in ever more ways
    text = piece * 400

    # When they are read
    began = time.process_time()
    reading = read(text)
    seconds = time.process_time() - began

    # Then that comes to an end soon, and is a reading
    assert broken_promises(reading) == []
    assert seconds < LONGEST_READING
