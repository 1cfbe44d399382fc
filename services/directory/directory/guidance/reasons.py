"""Why an answer is given: the sentences of G17 in Finnish, Swedish and English."""

from dataclasses import dataclass
from datetime import datetime

from directory.guidance import wording
from directory.guidance.answers import Answer
from directory.guidance.days import start_after
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


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its share of the score, in three languages."""

    code: str
    points: int
    text: Text


def reasons_of(answer: Answer, at: datetime, names: Names) -> list[Reason]:
    """The reasons of an answer; their points sum up to its score (G17)."""
    return [
        Reason(part.code, part.points, _texts(part, answer, at, names)) for part in answer.parts
    ]


def _texts(part: Part, answer: Answer, at: datetime, names: Names) -> dict[str, str | None]:
    sentences = SENTENCES[part.code]
    if part.code in WITHOUT_A_MOMENT and _moment(part, answer) is None:
        sentences = WITHOUT_A_MOMENT[part.code]
    texts: dict[str, str | None] = {}
    for language, sentence in zip(LANGUAGES, sentences, strict=True):
        named = names.called(part.list_name, part.codes, language) if part.codes else ""
        fill = _moments(answer, at, language) | {"named": named}
        texts[language] = None if named is None else sentence.format_map(fill)
    return texts


def _moment(part: Part, answer: Answer) -> object:
    if part.code == "checked":
        return answer.offer.checked_on
    return ends(answer)


def _moments(answer: Answer, at: datetime, language: str) -> dict[str, str | None]:
    fill: dict[str, str | None] = {}
    start, end = start_after(answer.times, at), ends(answer)
    if start is not None:
        fill["time"] = wording.clock(start, language)
        fill["when"] = wording.when(start, answer.times.ends_at, at, language)
    if end is not None:
        fill["until"] = wording.until(end, at, language)
    if answer.distance_m is not None:
        fill["distance"] = wording.distance(answer.distance_m, language)
    if answer.offer.checked_on is not None:
        fill["date"] = wording.full_date(answer.offer.checked_on, language)
    return fill


def ends(answer: Answer) -> datetime | None:
    """When the present or the announced span ends (UTC)."""
    return answer.times.now_until or answer.times.ends_at
