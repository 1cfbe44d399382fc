"""What reasons say in Finnish, Swedish and English (G17)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from directory.guidance import wording
from directory.guidance.facts import Facts
from directory.guidance.guidance import guide
from directory.guidance.names import SERVICES, Names
from directory.guidance.offers import Offer, Times
from directory.guidance.reasons import SENTENCES
from tests.directory.guidance.fixture import LAHTI, TUESDAY, asked, helsinki, once
from tests.directory.guidance.single import OPEN, about, channel, point
from tests.directory.guidance.strategies import constant

NOON = helsinki(2026, 5, 5, 12)


def said(code: str, *offers: Offer, **told: Any) -> tuple[str | None, ...]:
    reasons = about(*offers, **told).items[0].reasons
    text = next(reason.text for reason in reasons if reason.code == code)
    return text["fi"], text["sv"], text["en"]


def test_G17_every_reason_has_three_languages() -> None:
    assert len(SENTENCES) == 25
    assert all(len(set(texts)) == 3 and all(texts) for texts in SENTENCES.values())


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        (
            "fits_need",
            (
                "Auttaa juuri tässä: Avustettu valtuutus",
                "Hjälper med just detta: Assisterad fullmakt",
                "Helps with exactly this: Assisted authorisation",
            ),
        ),
        (
            "form_fits",
            (
                "Sinulle sopiva tapa: lähituki",
                "Ett sätt som passar dig: närstöd",
                "A way that suits you: in person",
            ),
        ),
        (
            "visit_on",
            (
                "Liikkuva palvelu paikalla torstaina 7.5. klo 10.00–14.00",
                "Den mobila tjänsten finns här torsdag 7.5 kl. 10.00–14.00",
                "The mobile service is here on Thursday 7 May 10:00–14:00",
            ),
        ),
        ("in_your_municipality", ("Kotikunnassasi", "I din kommun", "In your municipality")),
    ],
)
def test_the_reasons_of_the_visit_in_sysma(code: str, texts: tuple[str, ...]) -> None:
    visit = asked(municipality="781", need="using_service", can_identify="no").items[0]

    reason = next(reason for reason in visit.reasons if reason.code == code)

    assert tuple(reason.text.values()) == texts


@pytest.mark.parametrize(
    ("times", "code", "texts"),
    [
        (
            OPEN,
            "open_now",
            ("Auki nyt, klo 12.30 asti", "Öppet nu till kl. 12.30", "Open now until 12:30"),
        ),
        (Times(state="open"), "open_now", ("Auki nyt", "Öppet nu", "Open now")),
        (
            Times(state="self_service", now_until=helsinki(2026, 5, 6, 0)),
            "self_service_now",
            (
                "Omatoimiaika nyt, klo 24.00 asti",
                "Självbetjäning nu till kl. 24.00",
                "Self-service now until 24:00",
            ),
        ),
        (
            Times(state="open", now_until=helsinki(2026, 5, 6, 2)),
            "open_now",
            (
                "Auki nyt, huomenna klo 2.00 asti",
                "Öppet nu till i morgon kl. 2.00",
                "Open now until tomorrow at 2:00",
            ),
        ),
        (
            Times(state="closed", next_start=NOON),
            "opens_later_today",
            ("Avautuu tänään klo 12.00", "Öppnar i dag kl. 12.00", "Opens today at 12:00"),
        ),
        (
            Times(state="closed", next_start=NOON + timedelta(days=1)),
            "opens_on",
            (
                "Auki seuraavan kerran huomenna klo 12.00",
                "Öppnar nästa gång i morgon kl. 12.00",
                "Next open tomorrow at 12:00",
            ),
        ),
        (
            Times(state="closed", next_start=NOON + timedelta(days=6)),
            "opens_on",
            (
                "Auki seuraavan kerran maanantaina 11.5. klo 12.00",
                "Öppnar nästa gång måndag 11.5 kl. 12.00",
                "Next open on Monday 11 May at 12:00",
            ),
        ),
    ],
)
def test_times_are_said_by_the_clock_of_helsinki(
    times: Times, code: str, texts: tuple[str, ...]
) -> None:
    assert said(code, point(times=constant(times))) == texts


def test_a_visit_that_is_here_now_is_open_and_one_of_today_says_so() -> None:
    here = point(kind="visit", times=once(helsinki(2026, 5, 5, 10), helsinki(2026, 5, 5, 14)))
    today = point(kind="visit", times=once(helsinki(2026, 5, 5, 12), helsinki(2026, 5, 5, 14)))

    assert said("open_now", here)[2] == "Open now until 14:00"
    assert said("visit_on", today)[2] == "The mobile service is here today 12:00–14:00"


@pytest.mark.parametrize(
    ("metres", "fi", "en"),
    [
        (4, "0 m", "0 m"),
        (346, "350 m", "350 m"),
        (994, "990 m", "990 m"),
        (996, "1,0 km", "1.0 km"),
        (2_349, "2,3 km", "2.3 km"),
        (61_260, "61,3 km", "61.3 km"),
    ],
)
def test_distances_are_rounded(metres: float, fi: str, en: str) -> None:
    assert wording.distance(metres, "fi") == wording.distance(metres, "sv") == fi
    assert wording.distance(metres, "en") == en


def test_a_reason_says_how_far_it_is() -> None:
    texts = said("near", point(lat=LAHTI[0] + 0.02), near=LAHTI)

    assert texts == ("2,2 km päässä", "2,2 km härifrån", "2.2 km away")


def test_F4_freshness_is_said_with_its_date() -> None:
    checked = point(checked_on=date(2026, 3, 3))

    assert said("checked", checked) == (
        "Tiedot tarkistettu 3.3.2026",
        "Uppgifterna kontrollerade 3.3.2026",
        "Checked 3 March 2026",
    )
    assert said("checked", point())[2] == "Up to date"
    assert said("not_checked", point(freshness="stale"))[2] == "Not checked recently"


def test_wishes_and_languages_are_named() -> None:
    accessible = point(
        accessibility={"wheelchair": "yes", "hearing_loop": "yes"}, languages=frozenset({"sv"})
    )

    wish = said("wish_met", accessible, accessibility=frozenset({"wheelchair", "hearing_loop"}))

    assert wish[0] == "Toiveesi: induktiosilmukka, pyörätuoli"
    assert said("speaks_language", accessible, language="sv") == (
        "Palvelee kielellä ruotsi",
        "Betjänar på svenska",
        "Serves in Swedish",
    )


def test_a_channel_helps_with_the_matter_else_with_the_need() -> None:
    phone = channel(topics=frozenset({"omakanta"}), needs=frozenset({"device_use"}))

    assert said("fits_need", phone, topic="omakanta")[2] == "Helps with exactly this: MyKanta"
    assert said("fits_need", phone, need="device_use")[2] == (
        "Helps with exactly this: Using a device"
    )
    assert said("partly_fits_need", phone)[2] == "Also helps with this: Digital support"


def test_a_name_that_lacks_a_language_leaves_the_sentence_out_and_is_never_copied() -> None:
    services = {**SERVICES, "service_guidance": {"fi": "Neuvonta", "sv": None, "en": None}}
    names = Names(services=services)

    item = guide(Facts(at=TUESDAY), [point()], names).items[0]

    assert item.reasons[0].text == {"fi": "Auttaa juuri tässä: Neuvonta", "sv": None, "en": None}


def test_a_code_without_a_name_is_shown_as_it_is() -> None:
    offer = replace(point(), languages=frozenset({"xx"}))

    assert said("speaks_language", offer, language="xx")[2] == "Serves in xx"


def test_without_a_need_a_channel_helps_by_its_name_whatever_needs_the_county_lists() -> None:
    names = Names(needs={"device_use": {"fi": "Laitteet", "sv": None, "en": None}})

    item = guide(Facts(at=TUESDAY, near=LAHTI), [channel()], names).items[0]

    assert item.reasons[0].text == {
        "fi": "Auttaa myös tässä: Digituki",
        "sv": "Hjälper också med detta: Digitalt stöd",
        "en": "Also helps with this: Digital support",
    }
