"""The county's own words for the search: its topics and municipalities beside those we know."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from directory.codes.areas import Areas
from directory.codes.codes import Code, List
from directory.search.dictionary import DEFAULT, Dictionary
from directory.search.places import DEFAULT as DEFAULT_PLACES
from directory.search.places import Gazetteer, Municipality
from directory.search.places import municipality as named_place

NEIGHBOURS = {"09": frozenset({"01", "02", "07", "08", "10", "12", "15"})}
"""Counties that border on a county: their municipalities are understood as well (rule W4)."""
Words = tuple[tuple[str, tuple[str, ...]], ...]
"""Language -> names and search words."""


def dictionary_of(codes: Iterable[Code]) -> Dictionary:
    """The dictionary with the county's own topics; the same object while they are equal."""
    topics = (code for code in codes if code.list is List.TOPIC)
    return _dictionary(tuple((code.code, _words(code)) for code in topics))


def gazetteer_of(areas: Areas) -> Gazetteer:
    """Municipality names as people write them: stems for two counties, plain names for the rest."""
    return _gazetteer(tuple(_neighbours(areas)))


@lru_cache(maxsize=4)
def _dictionary(topics: tuple[tuple[str, Words], ...]) -> Dictionary:
    return DEFAULT.with_topics({code: dict(words) for code, words in topics})


@lru_cache(maxsize=4)
def _gazetteer(neighbours: tuple[Municipality, ...]) -> Gazetteer:
    return Gazetteer([*DEFAULT_PLACES.municipalities, *neighbours])


def _words(code: Code) -> Words:
    return tuple((language, tuple(some)) for language, some in code.more.get("words", {}).items())


def _neighbours(areas: Areas) -> Iterator[Municipality]:
    known = {one.code for one in DEFAULT_PLACES.municipalities}
    near = {areas.county} | NEIGHBOURS.get(areas.county, frozenset())
    for one in areas.municipalities.values():
        if one.code not in known and one.wellbeing_county_code in near:
            swedish = one.name.get("sv")
            yield named_place(one.code, one.name["fi"], [swedish] if swedish else [])
