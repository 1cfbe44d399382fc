"""Why an answer is given: the sentences of G17 in Finnish, Swedish and English."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from string import Formatter
from typing import NamedTuple

from directory.guidance import wording
from directory.guidance.answers import Answer
from directory.guidance.days import day_of, start_after
from directory.guidance.names import LANGUAGES, Names
from directory.guidance.offers import Text
from directory.guidance.parts import Part

SENTENCES = {
    "fits_need": (
        "Auttaa juuri tässä: {named}",
        "Hjälper med just detta: {named}",
        "Helps with exactly this: {named}",
    ),
    "partly_fits_need": (
        "Auttaa myös tässä: {named}",
        "Hjälper också med detta: {named}",
        "Also helps with this: {named}",
    ),
    "form_fits": (
        "Sinulle sopiva tapa: {named}",
        "Ett sätt som passar dig: {named}",
        "A way that suits you: {named}",
    ),
    "form_possible": (
        "Mahdollinen tapa: {named}",
        "Ett möjligt sätt: {named}",
        "A possible way: {named}",
    ),
    "open_now": ("Auki nyt, {until} asti", "Öppet nu till {until}", "Open now until {until}"),
    "self_service_now": (
        "Omatoimiaika nyt, {until} asti",
        "Självbetjäning nu till {until}",
        "Self-service now until {until}",
    ),
    "opens_later_today": (
        "Avautuu tänään klo {time}",
        "Öppnar i dag kl. {time}",
        "Opens today at {time}",
    ),
    "opens_on": ("Auki seuraavan kerran {when}", "Öppnar nästa gång {when}", "Next open {when}"),
    "visit_on": (
        "Liikkuva palvelu paikalla {when}",
        "Den mobila tjänsten finns här {when}",
        "The mobile service is here {when}",
    ),
    "by_appointment": ("Ajanvarauksella", "Med tidsbokning", "By appointment"),
    "hours_unknown": (
        "Aukioloa ei tiedetä, soita ensin",
        "Öppettiderna är okända, ring först",
        "Hours not known, call first",
    ),
    "holiday_unconfirmed": (
        "Pyhäpäivän aukiolo vahvistamatta",
        "Helgens öppettider är inte bekräftade",
        "Holiday hours not confirmed",
    ),
    "always_available": ("Käytettävissä aina", "Alltid tillgänglig", "Always available"),
    "near": ("{distance} päässä", "{distance} härifrån", "{distance} away"),
    "in_your_municipality": ("Kotikunnassasi", "I din kommun", "In your municipality"),
    "at_a_place": ("Paikan päällä", "På plats", "On site"),
    "no_travel": ("Ei matkaa", "Ingen resa", "No travel"),
    "speaks_language": (
        "Palvelee kielellä {named}",
        "Betjänar på {named}",
        "Serves in {named}",
    ),
    "interpreting_there": ("Tulkkaus saatavilla", "Tolkning finns", "Interpreting available"),
    "wish_met": ("Toiveesi: {named}", "Ditt önskemål: {named}", "Your wish: {named}"),
    "needs_sign_in": (
        "Vaatii vahvan tunnistautumisen",
        "Kräver stark identifiering",
        "Needs strong sign-in",
    ),
    "checked": ("Tiedot tarkistettu {date}", "Uppgifterna kontrollerade {date}", "Checked {date}"),
    "not_checked": (
        "Tietoja ei ole tarkistettu äskettäin",
        "Uppgifterna har inte kontrollerats nyligen",
        "Not checked recently",
    ),
    "nearest_of_needed_service": (
        "Lähin paikka, jossa tämä onnistuu",
        "Närmaste plats där detta går",
        "The nearest place where this can be done",
    ),
    "last_resort": (
        "Näin saat apua aina",
        "Så får du alltid hjälp",
        "You can always get help here",
    ),
}
WITHOUT_A_MOMENT = {  # hours that never end, a visit that is fresh because it is far ahead (F2)
    "open_now": ("Auki nyt", "Öppet nu", "Open now"),
    "self_service_now": ("Omatoimiaika nyt", "Självbetjäning nu", "Self-service now"),
    "checked": ("Tiedot ajan tasalla", "Uppgifterna är aktuella", "Up to date"),
}

FILLED_WITH = {
    code: next((name for _, name, _, _ in Formatter().parse(fi) if name), None)
    for code, (fi, _, _) in SENTENCES.items()
}
"""What stands in the braces of a sentence."""
KEPT = 16_384
"""So many reasons are remembered: most answers are given for the same ones."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its share of the score, in three languages."""

    code: str
    points: int
    text: Text


class Fill(NamedTuple):
    """What a sentence speaks of: a moment with its day, a date, a distance, or what is named."""

    start: datetime | None = None
    end: datetime | None = None
    today: date | None = None
    metres: float | None = None


NOTHING = Fill()


def reasons_of(answer: Answer, at: datetime, names: Names) -> list[Reason]:
    """The reasons of an answer; their points sum up to its score (G17)."""
    today = day_of(at)
    return [_reason(part, _fill(part, answer, at, today), names) for part in answer.parts]


def reason_of_place(part: Part, said: float | None, names: Names) -> Reason:
    """The reason of where a place stands; `said` are the metres as they are told."""
    return _reason(part, Fill(metres=said), names)


def _fill(part: Part, answer: Answer, at: datetime, today: date) -> Fill:
    """As little as the sentence needs: the same reason is told of many."""
    told = FILLED_WITH[part.code]
    if told == "until":
        return Fill(end=ends(answer), today=today)
    if told in ("time", "when"):
        return Fill(start_after(answer.times, at), answer.times.ends_at, today)
    if told == "date":
        return Fill(today=answer.offer.checked_on)
    if told == "distance" and answer.distance_m is not None:
        return Fill(metres=wording.as_said(answer.distance_m))
    return NOTHING


@lru_cache(KEPT)
def _reason(part: Part, fill: Fill, names: Names) -> Reason:
    sentences = SENTENCES[part.code]
    if (
        part.code in WITHOUT_A_MOMENT
        and (fill.today if part.code == "checked" else fill.end) is None
    ):
        sentences = WITHOUT_A_MOMENT[part.code]
    texts: dict[str, str | None] = {}
    for language, sentence in zip(LANGUAGES, sentences, strict=True):
        named = names.called(part.list_name, part.codes, language) if part.codes else ""
        said = _said(FILLED_WITH[part.code], fill, language) | {"named": named}
        texts[language] = None if named is None else sentence.format_map(said)
    return Reason(part.code, part.points, texts)


def _said(told: str | None, fill: Fill, language: str) -> dict[str, str | None]:
    start, end, today, metres = fill
    if told == "until" and end is not None and today is not None:
        return {"until": wording.until(end, today, language)}
    if told == "time" and start is not None:
        return {"time": wording.clock(start, language)}
    if told == "when" and start is not None and today is not None:
        return {"when": wording.when(start, end, today, language)}
    if told == "date" and today is not None:
        return {"date": wording.full_date(today, language)}
    return {"distance": wording.distance(metres, language)} if metres is not None else {}


def ends(answer: Answer) -> datetime | None:
    """When the present or the announced span ends (UTC)."""
    return answer.times.now_until or answer.times.ends_at
