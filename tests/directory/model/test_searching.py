"""The index and the offers of a catalogue after a change: true, and only what changed is made."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from directory.codes.areas import Areas
from directory.codes.codes import Code, List
from directory.guidance.offers import Offer
from directory.model import offering, searching
from directory.model.catalogue import Catalogue, Lists
from directory.model.days import _spans
from directory.model.offering import offers_of
from directory.model.searching import index_of
from directory.model.things import Place
from directory.search.index import Index
from tests.directory.invented_places import catalogue_of, many_places

TODAY = date(2026, 5, 5)
NOON = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
AREAS = Areas({}, {}, {}, "09")


def topic(code: str, *words: str) -> Code:
    name = {"fi": code, "sv": None, "en": None}
    return Code(list=List.TOPIC, code=code, position=1, name=name, more={"words": {"fi": words}})


@pytest.fixture
def catalogue() -> Catalogue:
    return replace(catalogue_of(many_places(60)), made_at=NOON)


def after(catalogue: Catalogue, **fields: Any) -> Catalogue:
    """The next catalogue, after a change of its first place."""
    first = next(iter(catalogue.places.values()))
    changed = replace(first, made={}, **fields)
    return replace(
        catalogue,
        places={**catalogue.places, first.id: changed},
        made=catalogue.handed_down(),
    )


def anew(catalogue: Catalogue) -> Catalogue:
    """The same things, of which nothing has been made yet."""
    places: Mapping[Any, Place] = {k: replace(v, made={}) for k, v in catalogue.places.items()}
    return replace(catalogue, places=places, made={})


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    """What a function is asked from now on."""
    asked, does = [], getattr(module, name)

    def asks(*of: Any) -> Any:
        asked.append(of)
        return does(*of)

    monkeypatch.setattr(module, name, asks)
    return asked


def found(index: Index, q: str) -> list[tuple[str, float]]:
    return [(hit.document.id, hit.score) for hit in index.search(q).hits]


def test_a_new_name_is_found_and_the_old_one_is_not(catalogue: Catalogue) -> None:
    first = next(iter(catalogue.places.values()))
    index_of(catalogue, TODAY)

    later = after(catalogue, name={"fi": "Zumbatalo", "sv": None, "en": None})

    assert [id_ for id_, _ in found(index_of(later, TODAY), "zumbatalossa")] == [str(first.id)]
    assert found(index_of(catalogue, TODAY), "zumbatalossa") == []
    for q in ("paikka", str(first.name["fi"]), "zumbatalo"):
        assert found(index_of(later, TODAY), q) == found(index_of(anew(later), TODAY), q)


def test_an_index_is_brought_up_to_date_by_what_changed(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, read = index_of(catalogue, TODAY), counted(monkeypatch, searching, "_place")
    monkeypatch.setattr(searching, "Index", None)

    later = after(after(catalogue), sort_name="other")

    index = index_of(later, TODAY)
    assert len(read) == 1
    assert index._holdings is before._holdings
    assert "former index" not in later.made


def test_another_day_is_told_by_its_own_index(catalogue: Catalogue) -> None:
    index_of(catalogue, TODAY)

    long_after = index_of(catalogue, TODAY + timedelta(days=900))

    assert found(long_after, "paikka") == []


def test_equal_topics_and_places_are_read_by_one_dictionary() -> None:
    one = Lists(codes=(topic("kanta", "reseptit"),), areas=AREAS)
    same = Lists(codes=(topic("kanta", "reseptit"),), areas=AREAS)
    other = Lists(codes=(topic("kanta", "reseptit", "rokotukset"),), areas=AREAS)

    assert same.dictionary is one.dictionary
    assert same.gazetteer is one.gazetteer
    assert other.dictionary is not one.dictionary


def test_a_new_search_word_of_a_topic_is_understood_at_once(catalogue: Catalogue) -> None:
    first = replace(catalogue, lists=Lists(codes=(topic("kanta"),), areas=AREAS))
    assert found(index_of(first, TODAY), "zumbaresepti") == []

    lists = Lists(codes=(topic("kanta", "zumbaresepti"),), areas=AREAS)
    later = replace(first, lists=lists, made=first.handed_down())

    assert [id_ for id_, _ in found(index_of(later, TODAY), "zumbaresepti")] == ["kanta"]


def test_a_text_is_understood_as_a_search_understands_it(catalogue: Catalogue) -> None:
    index = index_of(catalogue, TODAY)

    assert index.understand("digitki Lahdessa") == index.search("digitki Lahdessa").understood


def told(offers: list[Offer]) -> list[dict[str, Any]]:
    """What offers say; functions are compared by what they answer."""
    names = [one.name for one in fields(Offer) if one.name not in ("times", "qualified")]
    return [
        {name: getattr(one, name) for name in names}
        | {"times": one.times(NOON, 7), "qualified": one.is_qualified(TODAY)}
        for one in offers
    ]


def test_the_offers_of_another_day_leave_those_of_today(catalogue: Catalogue) -> None:
    today = offers_of(catalogue, NOON, staff=False)

    offers_of(catalogue, NOON + timedelta(days=3), staff=False)

    assert offers_of(catalogue, NOON, staff=False) is today


def test_a_change_makes_the_offers_of_one_place(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers_of(catalogue, NOON, staff=False)
    made = counted(monkeypatch, offering, "_made_of_place")

    offers_of(after(catalogue, rank=3), NOON, staff=False)

    assert [place.rank for place, _ in made] == [3]


@pytest.mark.parametrize("days", [0, 3, 200, 500, 900])
def test_offers_say_the_same_kept_or_made_anew(catalogue: Catalogue, days: int) -> None:
    at = NOON + timedelta(days=days)
    for earlier in (0, 100, 500):
        offers_of(catalogue, NOON + timedelta(days=earlier), staff=True)
    later = after(catalogue, rank=3)

    kept = offers_of(later, at, staff=False)

    assert told(kept) == told(offers_of(anew(later), at, staff=False))
    assert bool(kept) == (days < 500)


def test_a_day_without_spans_and_one_past_midnight_are_read() -> None:
    assert _spans("[]") == ()
    (span,) = _spans('[{"from": "20:00", "to": "02:00", "ends_next_day": true}]')

    assert (span.start, span.end, span.ends_next_day) == (1200, 120, True)
