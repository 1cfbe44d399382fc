import pytest

from tests.directory.hours.read_out import certain, read, weekdays


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("ma-pe 9-16", weekdays("9.00-16.00")),
        ("ma – pe 9–16", weekdays("9.00-16.00")),
        ("Ma - Pe klo 9 - 16", weekdays("9.00-16.00")),
        ("maanantaista perjantaihin 9-16", weekdays("9.00-16.00")),
        ("Maanantai-perjantai 9-16", weekdays("9.00-16.00")),
        ("arkisin 9-16", weekdays("9.00-16.00")),
        ("Ark. 9-16", weekdays("9.00-16.00")),
        ("arkipäivisin 9-16", weekdays("9.00-16.00")),
        ("arki 9-16", weekdays("9.00-16.00")),
        ("ma-pe 9-16 (arkisin)", weekdays("9.00-16.00")),
        ("Arkisin ma-to 9-16", "9.00-16.00 9.00-16.00 9.00-16.00 9.00-16.00 - - -"),
        ("ma, ke ja pe 9-16", "9.00-16.00 - 9.00-16.00 - 9.00-16.00 - -"),
        ("ma-ti, to 9-16", "9.00-16.00 9.00-16.00 - 9.00-16.00 - - -"),
        ("maanantaisin 9-16", "9.00-16.00 - - - - - -"),
        ("viikonloppuisin 10-14", "- - - - - 10.00-14.00 10.00-14.00"),
        ("päivittäin 10-14", " ".join(["10.00-14.00"] * 7)),
        ("joka päivä 10-14", " ".join(["10.00-14.00"] * 7)),
        ("vuoden jokaisena päivänä 10-14", " ".join(["10.00-14.00"] * 7)),
        ("la-ma 10-14", "10.00-14.00 - - - - 10.00-14.00 10.00-14.00"),
        ("klo 9-16 ma-pe", weekdays("9.00-16.00")),
    ],
)
def test_T2_finnish_days_are_read(text: str, week: str) -> None:
    assert certain(text) == week


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("må-fre 9-16", weekdays("9.00-16.00")),
        ("vardagar kl. 9-16", weekdays("9.00-16.00")),
        ("måndag till fredag kl 9-16", weekdays("9.00-16.00")),
        ("må/ma-fre/pe 9-18", weekdays("9.00-18.00")),
        ("MA/MÅ-PE/FRE 9-18", weekdays("9.00-18.00")),
        ("ma-pe/må-fre 9-18", weekdays("9.00-18.00")),
        ("tis, ons och tors 9-16", "- 9.00-16.00 9.00-16.00 9.00-16.00 - - -"),
        ("lö 10-14, sö stängt", "- - - - - 10.00-14.00 -"),
        ("ti, ons/ti, ke 9-16, lör/la 10-12", "- 9.00-16.00 9.00-16.00 - - 10.00-12.00 -"),
    ],
)
def test_T2_swedish_and_mixed_days_are_read(text: str, week: str) -> None:
    assert certain(text) == week


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ma 9-16", "9.00-16.00"),
        ("ma 9.30-16.45", "9.30-16.45"),
        ("ma 9:30 – 16:45", "9.30-16.45"),
        ("ma klo 9—16", "9.00-16.00"),
        ("ma kl. 9-16", "9.00-16.00"),
        ("ma klo 9 - klo 16", "9.00-16.00"),
        ("ma 09-16,30", "9.00-16.30"),
        ("ma 8-24", "8.00-24.00"),
        ("ma 8-00", "8.00-24.00"),
        ("ma 8.00-0.00", "8.00-24.00"),
        ("ma ympäri vuorokauden", "0.00-24.00"),
        ("ma 9-12 ja 13-16", "9.00-12.00+13.00-16.00"),
        ("ma 9-12, 13-16.30", "9.00-12.00+13.00-16.30"),
    ],
)
def test_T3_times_of_day_are_read(text: str, day: str) -> None:
    assert certain(text) == f"{day} - - - - - -"


@pytest.mark.parametrize(
    "text",
    [
        "ma 9–16 (suljettu 12–12:30)",
        "ma 9-16 (lounastauko 12-12.30)",
        "ma 9-16, lounastauko klo 12-12.30",
        "ma 9-16 (päivittäin sulj. 12.00-12.30)",
        "må 9-16 (lunch 12-12.30)",
    ],
)
def test_T3_a_break_makes_two_spans(text: str) -> None:
    assert certain(text) == "9.00-12.00+12.30-16.00 - - - - - -"


@pytest.mark.parametrize(
    "text",
    [
        "ma 9-16, la 10-14, lounastauko 11-12",  # of Saturday, or of both?
        "ma 9-16, lounastauko 16-17",  # outside the hours
        "ma 9-16, lounastauko",
    ],
)
def test_T3_a_break_that_fits_nowhere_for_certain_is_left_over(text: str) -> None:
    assert read(text).rest


@pytest.mark.parametrize(
    "word",
    ["suljettu", "suljettuna", "kiinni", "sulj.", "stängt", "closed", "SULJETTU", "ei avoinna"],
)
def test_T4_closed_days(word: str) -> None:
    # Given a text that closes Tuesday before the next day is named
    text = f"ma 9-16, ti {word}, ke 9-16"

    # Then only the two other days are open
    assert certain(text) == "9.00-16.00 - 9.00-16.00 - - - -"


def test_T4_the_word_may_stand_before_its_days_and_in_two_languages() -> None:
    assert certain("ma-pe 9-16 (suljettu lauantaisin ja sunnuntaisin)") == weekdays("9.00-16.00")
    assert certain("ma-pe 9-16, la suljettu/stängt") == weekdays("9.00-16.00")


def test_T4_a_text_of_closed_days_only_says_nothing_of_the_others() -> None:
    # When only Sunday is named, and closed
    reading = read("Sunnuntaisin suljettu")

    # Then the week is unknown, not closed, and the words are left over
    assert reading.week is None
    assert reading.rest == ("Sunnuntaisin suljettu",)
    assert certain("ma-su suljettu") == "- - - - - - -"
    assert certain("ma-pe 9-16, muulloin suljettu") == weekdays("9.00-16.00")
