"""Words of a query that say when, or in what language: nothing that texts are searched for."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from directory.search import tokens
from directory.search.tokens import listed

WEEKDAYS = {
    "fi": "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag",
    "en": "monday tuesday wednesday thursday friday saturday sunday",
}
ENDINGS_OF_DAYS = {"fi": ("", "na", "sin"), "sv": ("", "ar", "en"), "en": ("", "s")}
TIMES = (
    "auki aukeaa avoinna avautuu aukiolo aukiolot aukioloaika aukioloajat nyt tänään huomenna "
    "ylihuomenna milloin koska monelta aamulla aamuisin päivällä päivisin iltapäivällä "
    "iltapäivisin illalla iltaisin arkena arkisin arkipäivänä arkipäivisin viikonloppu "
    "viikonloppuna viikonloppuisin "
    "öppet öppen öppna öppnar öppettid öppettider öppettiderna nu idag imorgon ikväll dag morgon "
    "kväll kvällen kvällar kvällarna vardag vardagar helg helgen helger när "
    "open opens opening hours now today tomorrow tonight morning mornings evening evenings "
    "weekday weekdays weekend weekends when"
)
LANGUAGES = {
    "fi": "suome suomea finska finnish",
    "sv": "ruotsi ruotsia svenska swedish",
    "en": "englanni englantia engelska english",
    "ar": "arabia arabiaa arabiska arabic",
    "de": "saksa saksaa tyska german",
    "es": "espanja espanjaa spanska spanish",
    "et": "viro viroa estniska estonian",
    "fa": "persia persiaa persiska persian",
    "fr": "ranska ranskaa franska french",
    "ku": "kurdi kurdia kurdiska kurdish",
    "ru": "venäjä venäjää ryska russian",
    "so": "somali somalia somaliska somali",
    "tr": "turki turkkia turkiska turkish",
    "uk": "ukraina ukrainaa ukrainska ukrainian",
}
"""Stem of the Finnish name in weak grade, its partitive, and the Swedish and English names."""


def _with_folded(words: Sequence[str]) -> frozenset[str]:
    return frozenset({*words, *map(tokens.fold, words)})


_TIMES = _with_folded(
    [
        *listed(TIMES),
        *(
            day + ending
            for language, days in WEEKDAYS.items()
            for day in listed(days)
            for ending in ENDINGS_OF_DAYS[language]
        ),
    ]
)
_ROOTS = {listed(names)[0]: code for code, names in LANGUAGES.items()}
_ROOTS |= {tokens.fold(root): code for root, code in _ROOTS.items()}
_NAMES = {
    name: code
    for code, names in LANGUAGES.items()
    for written in listed(names)[1:]
    for name in (written, tokens.fold(written))
}


class Aside(NamedTuple):
    """So many words that are not searched for; the language that they name, if they do."""

    words: int
    language: str | None = None


def aside(words: Sequence[str], at: int) -> Aside | None:
    """What the words at a place say beside the matter: `nyt`, `englanniksi`, `suomen kielellä`."""
    word = words[at]
    if word in _TIMES:
        return Aside(1)
    language = _NAMES.get(word) or _spoken(word)
    if language:
        return Aside(1, language)
    following = words[at + 1] if at + 1 < len(words) else ""
    language = _ROOTS.get(word[:-1]) if word.endswith("n") else None
    return Aside(2, language) if language and following.startswith(("kieli", "kiele")) else None


@lru_cache(1_000)
def _spoken(word: str) -> str | None:
    """`englanniksi`, `ruotsinkielistä`, `svenskspråkig`."""
    root, cut, _ = word.partition("nkieli")
    if cut:
        return _ROOTS.get(root)
    for cut in ("språkig", "sprakig"):
        root, found, _ = word.partition(cut)
        if found:
            return _NAMES.get(root + "a")
    return _ROOTS.get(word.removesuffix("ksi")) if word.endswith("ksi") else None
