import pytest

from directory.hours.holidays import HOLIDAYS
from tests.directory.hours.read_out import certain, clock, exceptions, read, times, weekdays

PUBLIC = {holiday.code for holiday in HOLIDAYS if holiday.public}
EVES = {holiday.code for holiday in HOLIDAYS if not holiday.public}


@pytest.mark.parametrize(
    ("text", "sunday", "holidays"),
    [
        ("ma-pe 9-18, su ja pyhinä 12-16", "12.00-16.00", "12.00-16.00"),
        ("ma-pe 9-18, su/pyhät 12-16", "12.00-16.00", "12.00-16.00"),
        ("ma-pe 9-18, sunnuntaisin (sekä pyhäpäivinä) klo 12-16", "12.00-16.00", "12.00-16.00"),
        ("ma-pe 9-18, su ja arkipyhinä suljettu", "-", "closed"),
        ("ma-pe 9-18, su 12-16, juhlapyhinä suljettu", "12.00-16.00", "closed"),
        ("ma-pe 9-18; arki- ja juhlapyhät suljettu", "-", "closed"),
        ("må-fre 9-18, sö och helg 12-16", "12.00-16.00", "12.00-16.00"),
    ],
)
def test_T5_holidays_without_a_name_wait_for_the_person(
    text: str, sunday: str, holidays: str
) -> None:
    # When a text speaks of public holidays in general
    reading = read(text)

    # Then the week is what it is without them
    assert certain(text) == " ".join(["9.00-18.00"] * 5 + ["-", sunday])

    # And the rule for all public holidays is offered, but is no rule yet
    assert reading.holiday_rules == ()
    (rule,) = reading.unnamed_holidays
    assert set(rule.holidays) == PUBLIC
    spans = [f"{clock(span.start)}-{clock(span.end)}" for span in rule.spans]
    assert (spans or [str(rule.state)]) == [holidays]
    assert reading.hours().holiday_rules == ()
    assert reading.hours(with_unnamed_holidays=True).holiday_rules == (rule,)


def test_T5_eves_do_not_disturb_saturday() -> None:
    # When named eves differ from the others
    reading = read("ma-pe 9-18, la/aatot 9-15 (juhannus- ja jouluaatto 9-12)")

    # Then the named ones are rules, and the others are offered without them
    assert certain("ma-pe 9-18, la/aatot 9-15") == weekdays("9.00-18.00")[:-3] + "9.00-15.00 -"
    assert [set(rule.holidays) for rule in reading.holiday_rules] == [
        {"christmas_eve", "midsummer_eve"}
    ]
    assert [set(rule.holidays) for rule in reading.unnamed_holidays] == [
        EVES - {"christmas_eve", "midsummer_eve"}
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("juhannusaattona klo 9-12", {"midsummer_eve"}),
        ("joulu- ja juhannusaatto 9-12", {"christmas_eve", "midsummer_eve"}),
        ("Juhannus-ja jouluaattoina 9-12", {"christmas_eve", "midsummer_eve"}),
        ("juhannusaatto, -päivä 9-12", {"midsummer_eve", "midsummer_day"}),
        ("jouluaattona ja -päivänä 9-12", {"christmas_eve", "christmas_day"}),
        ("Uuden vuoden aattona palvelemme 9-12", {"new_year_eve"}),
        ("uudenvuodenpäivä 9-12", {"new_year_day"}),
        ("1. pääsiäispäivä, 2. pääsiäispäivä 9-12", {"easter_sunday", "easter_monday"}),
        ("Pitkäperjantaina ja helatorstaina 9-12", {"good_friday", "ascension_day"}),
        ("vapunaattona ja vappuna 9-12", {"may_day_eve", "may_day"}),
        ("loppiaisena, pyhäinpäivänä 9-12", {"epiphany", "all_saints_day"}),
        ("itsenäisyys- ja tapaninpäivä 9-12", {"independence_day", "second_day_of_christmas"}),
        ("kiirastorstai ja helluntai 9-12", {"maundy_thursday", "whit_sunday"}),
        (
            "julafton, nyårsafton och midsommarafton 9-12",
            {*EVES} - {"maundy_thursday", "may_day_eve"},
        ),
        ("juhannusaatto (pe) 9-12", {"midsummer_eve"}),
    ],
)
def test_T5_a_named_holiday_becomes_a_rule(text: str, codes: set[str]) -> None:
    # When a text names holidays and nothing else
    reading = read(text)

    # Then there is one rule, and no week
    assert not reading.is_draft, reading.rest
    (rule,) = reading.holiday_rules
    assert set(rule.holidays) == codes
    assert [(span.start, span.end, span.weekdays) for span in rule.spans] == [
        (540, 720, frozenset())
    ]
    assert reading.week is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24.12.2026 9-12", [("2026-12-24", "2026-12-24", "*:9.00-12.00")]),
        ("24.12.26 9-12 ja 13-15", [("2026-12-24", "2026-12-24", "*:9.00-12.00 *:13.00-15.00")]),
        ("2026-12-24 suljettu", [("2026-12-24", "2026-12-24", "closed")]),
        ("24. joulukuuta 2026 suljettu", [("2026-12-24", "2026-12-24", "closed")]),
        ("25.-27.12.2026 suljettu", [("2026-12-25", "2026-12-27", "closed")]),
        ("to 24.12.2026 9-12", [("2026-12-24", "2026-12-24", "*:9.00-12.00")]),
        (
            "24. ja 26.12.2026 suljettu",
            [("2026-12-24", "2026-12-24", "closed"), ("2026-12-26", "2026-12-26", "closed")],
        ),
        (
            "24.12. ja 25.12.2026 suljettu",
            [("2026-12-24", "2026-12-24", "closed"), ("2026-12-25", "2026-12-25", "closed")],
        ),
        ("Suljettu 22.12.2026-6.1.2027", [("2026-12-22", "2027-01-06", "closed")]),
        ("22.12.-6.1.2027 suljettu", [("2026-12-22", "2027-01-06", "closed")]),
        ("1.7.-31.7.2027 ma-pe 8-18", [("2027-07-01", "2027-07-31", "12345:8.00-18.00")]),
        (
            "1.7.2027 – 31.7.2027: ma-pe 8-18, la 9-14",
            [("2027-07-01", "2027-07-31", "12345:8.00-18.00 6:9.00-14.00")],
        ),
        ("ma-to 28.-31.12.2026 9-15", [("2026-12-28", "2026-12-31", "*:9.00-15.00")]),
        (
            "lauantait suljettu ajalla 1.6.-31.8.2027",
            [("2027-06-01", "2027-08-31", "6:0.00-24.00 closed")],
        ),
    ],
)
def test_T5_dates_become_exceptions(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert exceptions(text) == expected
    assert not read(text).is_draft
    assert read(text).week is None


def test_T5_dates_and_the_week_stand_side_by_side() -> None:
    # Given a week, and a summer with other hours on the same days
    text = "ma-pe 9-16, la 10-14. Kesäaukiolo 1.6.-31.8.2027: ma-pe 9-15, la 10-12"

    # Then the week is not touched by the summer
    assert certain(text) == " ".join(["9.00-16.00"] * 5 + ["10.00-14.00", "-"])
    assert exceptions(text) == [("2027-06-01", "2027-08-31", "12345:9.00-15.00 6:10.00-12.00")]


def test_T5_days_that_dated_hours_pass_over_are_left_to_the_person() -> None:
    # When the summer does not say whether Saturday is open then
    reading = read("ma-pe 9-16, la 10-14. 1.6.-31.8.2027 ma-pe 9-15")

    # Then its words are left over
    assert reading.rest == ("1.6.-31.8.2027 ma-pe 9-15",)


def test_T5_closed_weekdays_of_a_summer_leave_the_other_days_as_they_are() -> None:
    reading = read("ma-pe 9-16, la 10-14. Kesälauantait suljettu ajalla 1.6.-31.8.2027")

    assert not reading.is_draft
    (period,) = reading.exceptions
    assert period.fallthrough


def test_T5_a_holiday_beside_its_date_is_the_date_and_gives_its_name() -> None:
    # When both the name and the date are given
    reading = read("Jouluaatto 24.12.2026 9-12, joulupäivänä suljettu")

    # Then the date is an exception with the holiday's name, and only the other one is a rule
    (period,) = reading.exceptions
    assert period.label is not None
    assert period.label["fi"] == "Jouluaatto"
    assert [rule.holidays for rule in reading.holiday_rules] == [("christmas_day",)]


def test_T5_a_break_cuts_holidays_as_well() -> None:
    # Given hours of a Sunday and of holidays with a break
    reading = read("su ja pyhinä 9-16 (suljettu 12-13)\njouluaatto 9-15 (lounastauko 12-13)")

    # Then both the day and the rules are cut
    assert not reading.is_draft
    (rule,), (unnamed,) = reading.holiday_rules, reading.unnamed_holidays
    assert [times(span) for span in rule.spans] == ["9.00-12.00", "13.00-15.00"]
    assert [times(span) for span in unnamed.spans] == ["9.00-12.00", "13.00-16.00"]


def test_T5_a_break_cuts_a_date_as_well() -> None:
    assert exceptions("24.12.2026 9-15 (suljettu 11-12)") == [
        ("2026-12-24", "2026-12-24", "*:9.00-11.00 *:12.00-15.00")
    ]
    assert read("24.12.2026 9-15 (suljettu 15-16)").rest
