import pytest

from directory.hours.opening_hours import Hours, IsoWeek, PeriodKind, State
from directory.hours.reading import Reading
from tests.directory.hours.read_out import exceptions, read, said, weekdays


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("la 10-14 parillisilla viikoilla", "alternate_weeks"),
        ("parittomilla viikoilla la 10-14", "alternate_weeks"),
        ("ma-pe 9-16, parittoman viikon la 10-14", "alternate_weeks"),
        ("joka toinen lauantai 10-14", "alternate_weeks"),
        ("jämna veckor lö 10-14", "alternate_weeks"),
        ("kuukauden 1. lauantai 10-14", "nth_weekday"),
        ("1. lauantai 10-14", "nth_weekday"),
        ("la 10-14 (kuukauden viimeinen lauantai)", "nth_weekday"),
        ("joka kuun toinen tiistai 10-14", "nth_weekday"),
        ("första lördagen i månaden 10-14", "nth_weekday"),
        ("ma-pe 9-16, kesä-elokuussa 9-15", "season"),
        ("ma-pe 9-16, heinäkuussa suljettu", "season"),
        ("ma-pe 9-16, la 10-14 (ei kesälauantaisin)", "season"),
        ("ma-pe 9-16\nKesä-, heinä- ja elokuussa\nma-pe 9-15", "season"),
        ("juni-augusti må-fre 9-15", "season"),
        ("24.12. 9-12", "year_missing"),
        ("1.7.-31.7. ma-pe 8-18", "year_missing"),
        ("ma-pe 9-16, pyhinä ks. www.esimerkki.invalid", "elsewhere"),
        ("Katso kotisivut", "elsewhere"),
        ("ma-pe 9-16. Tarkista poikkeukset verkkosivuilta", "elsewhere"),
        ("ma-pe 9-16. Palvelupiste Peräkylä ti 10-12", "several_places"),
        ("ma-pe 9-16\nPeräkylä: ti 10-12", "several_places"),
        ("la sopimuksen mukaan", "on_agreement"),
        ("ma-pe 9-16 ajanvarauksella", "on_agreement"),
        ("enligt överenskommelse", "on_agreement"),
        ("ma-pe 9-16, tuplapyhinä 12-15", "double_holiday"),
        ("ma-pe 9-16, ke 12-18", "contradiction"),
        ("ma-pe 9-16, su suljettu, su 12-16", "contradiction"),
        ("pe 24.12.2026 9-12", "contradiction"),
        ("jouluaatto 23.12.2026 9-12", "contradiction"),
        ("su helatorstaina 12-16", "contradiction"),
        ("24.12.2026 9-12, 24.12.2026 9-13", "contradiction"),
        ("ma-pe 9-16, pyhäpäivisin 12-16", "sunday_or_holiday"),
        ("ma-pe 16-9", "opens_after_closes"),
        ("24.12.2026 12-9", "opens_after_closes"),
    ],
)
def test_T6_what_cannot_be_known_is_flagged(text: str, flag: str) -> None:
    assert flag in read(text).flags


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("ma-pe 9-16, kuukauden 1. lauantai 10-14", weekdays("9.00-16.00")),
        ("ma-pe 9-16, la 10-14 (kuukauden 1. lauantai)", weekdays("9.00-16.00")),
        ("ma-pe 9-16, kesäisin la 10-14", weekdays("9.00-16.00")),
        ("ma-pe 9-16\nHeinäkuussa:\nma-pe 9-15\nla suljettu", weekdays("9.00-16.00")),
        ("ma-pe 9-16, la sopimuksen mukaan", weekdays("9.00-16.00")),
        ("ma-pe 9-16, muulloin sopimuksen mukaan", weekdays("9.00-16.00")),
        ("ma-pe 9-16, tuplapyhinä 12-15", weekdays("9.00-16.00")),
        ("ma-pe 9-16, pyhäpäivisin 12-16", weekdays("9.00-16.00")),
        ("ma-pe 9-16\nPeräkylä: ti 10-12", weekdays("9.00-16.00")),
        ("Heinäkuussa ma-pe 9-16", "?"),
        ("pääsiäisenä: pe 10-12, la 10-12", "?"),
        ("31.12.2026 alkaen ma-pe 9-15", "?"),
    ],
)
def test_T6_what_is_flagged_is_not_guessed_into_the_week(text: str, week: str) -> None:
    assert said(text) == week
    assert read(text).is_draft


def test_T6_hours_of_odd_weeks_are_proposed_for_odd_weeks() -> None:
    # When a Saturday is open every other week
    reading = read("ma-pe 9-16, parittomilla viikoilla la 10-14")

    # Then the proposal holds it to odd weeks, though the plain week shows it
    assert reading.flags == ("alternate_weeks",)
    assert said("ma-pe 9-16, parittomilla viikoilla la 10-14").endswith("10.00-14.00 -")
    assert [(group.rules, group.spans[0].weekdays) for group in reading.groups] == [
        ((), frozenset({1, 2, 3, 4, 5})),
        ((IsoWeek("odd"),), frozenset({6})),
    ]


def test_T6_even_and_odd_weeks_do_not_contradict_each_other() -> None:
    reading = read("parittomat viikot: ma-pe 9-15, la 9-12\nparilliset viikot: ma-pe 9-17")

    assert reading.flags == ("alternate_weeks",)
    assert {group.rules for group in reading.groups} == {(IsoWeek("even"),), (IsoWeek("odd"),)}


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("24.12. suljettu", ("2026-12-24", "2026-12-24")),
        ("24.12 suljettu", ("2026-12-24", "2026-12-24")),
        ("22.11. suljettu", ("2026-11-22", "2026-11-22")),
        ("21.11. suljettu", ("2027-11-21", "2027-11-21")),
        ("24-26.12 suljettu", ("2026-12-24", "2026-12-26")),
        ("1.7.-31.7. suljettu", ("2027-07-01", "2027-07-31")),
        ("1.6-31.8 suljettu", ("2027-06-01", "2027-08-31")),
        ("1.9.-31.5. suljettu", ("2026-09-01", "2027-05-31")),
        ("29.2. suljettu", ("2028-02-29", "2028-02-29")),
    ],
)
def test_T6_without_a_year_the_next_such_date_is_proposed(
    text: str, dates: tuple[str, str]
) -> None:
    assert exceptions(text) == [(*dates, "closed")]
    assert read(text).flags == ("year_missing",)


@pytest.mark.parametrize(
    "text", ["", "  \n", "–", "-", "ei määritetty", "Aukioloaikoja ei määritetty.", "ei tiedossa"]
)
def test_T7_nothing_said_is_unknown(text: str) -> None:
    # When a text says nothing
    reading = read(text)

    # Then nothing is proposed, which is unknown, not closed
    assert reading == Reading(week=None)
    assert reading.hours() == Hours()


def test_T7_a_day_that_opens_after_it_closes_is_not_swapped() -> None:
    reading = read("ma-pe 9-16, la 14-10")

    assert reading.flags == ("opens_after_closes",)
    assert said("ma-pe 9-16, la 14-10") == weekdays("9.00-16.00")


def test_T8_the_proposal_is_hours_with_one_normal_period() -> None:
    # When a text gives a week, a holiday and a date
    hours = read("ma-pe 9-16, juhannusaatto 9-12, 28.12.2026 suljettu").hours()

    # Then the hours hold a normal period, an exception and a holiday rule, without ids
    assert [(period.kind, period.id) for period in hours.periods] == [
        (PeriodKind.NORMAL, None),
        (PeriodKind.EXCEPTION, None),
    ]
    assert [rule.holidays for rule in hours.holiday_rules] == [("midsummer_eve",)]


def test_T8_a_week_that_is_closed_every_day_is_said_as_closed() -> None:
    (period,) = read("ma-su suljettu").hours().periods

    assert period.state is State.CLOSED


@pytest.mark.parametrize(
    "text",
    [
        "joka toinen tiistai 10-12",
        "ti 10-12 joka toinen viikko",
        "joka kolmas viikko ti ja to 10-12",
        "varannan vecka ti 10-12",
    ],
)
def test_T1_weeks_of_which_nobody_knows_are_left_over_and_close_nothing(text: str) -> None:
    reading = read(text)

    assert reading.rest == (text,)
    assert reading.flags == ("alternate_weeks",)
    assert reading.hours() == Hours()


def test_T1_beside_a_week_only_the_weeks_of_which_nobody_knows_are_left_over() -> None:
    reading = read("ma-pe 9-16, joka toinen lauantai 10-14")

    (period,) = reading.hours().periods
    assert reading.rest == ("joka toinen lauantai 10-14",)
    assert [sorted(span.weekdays) for group in period.groups for span in group.spans] == [
        [1, 2, 3, 4, 5]
    ]
