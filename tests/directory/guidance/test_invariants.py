"""The invariants of 7.3, over any facts and any offers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from directory.guidance.answers import answers_to
from directory.guidance.facts import Facts
from directory.guidance.guidance import Guidance, guide
from directory.guidance.levels import FIT
from directory.guidance.offers import Offer, Times
from directory.guidance.question import ask
from directory.guidance.ranking import in_order, shown_places
from tests.directory.guidance.fixture import LAHTI, TUESDAY
from tests.directory.guidance.strategies import LANGUAGES, constant, facts, many_offers, offers

thorough = settings(max_examples=100, deadline=None)
IN_PERSON: dict[str, Any] = {
    "kind": "point",
    "form": "in_person",
    "coordinate_is_centre": False,
}


assisted_offers = offers(kind="point", service="assisted_authorisation")
some_degrees = st.floats(0.001, 0.2)
times_as_far = st.floats(1.1, 3)
an_hour = st.integers(1, 70 * 24)


def ids(answer: Guidance) -> list[str]:
    return [item.offer.id for item in answer.items]


def comes_first(first: str, second: str, answer: Guidance) -> bool:
    """Whether the second is not shown without the first before it."""
    shown = ids(answer)
    return second not in shown or first in shown[: shown.index(second)]


def twins(offer: Offer, first: dict[str, Any], second: dict[str, Any]) -> list[Offer]:
    """Two offers that differ in what is said; the one that must win has the worse id."""
    return [
        replace(offer, id="zz", place_id="place-zz", **first),
        replace(offer, id="aa", place_id="place-aa", **second),
    ]


@thorough
@given(facts, offers(**IN_PERSON), many_offers, some_degrees, some_degrees, times_as_far)
def test_of_two_offers_equal_but_for_distance_the_nearer_is_first(
    asked: Facts, offer: Offer, others: list[Offer], north: float, east: float, times: float
) -> None:
    closer = {"lat": LAHTI[0] + north, "lon": LAHTI[1] + east}
    farther = {"lat": LAHTI[0] + north * times, "lon": LAHTI[1] + east * times}

    answer = guide(replace(asked, near=LAHTI), [*others, *twins(offer, closer, farther)])

    assert comes_first("zz", "aa", answer)


@thorough
@given(
    facts, offers(), many_offers, st.integers(1, 70 * 24), st.integers(1, 70 * 24), st.booleans()
)
def test_of_two_offers_equal_but_for_the_start_the_sooner_is_first(
    asked: Facts, offer: Offer, others: list[Offer], one: int, more: int, holiday: bool
) -> None:
    soon, late = TUESDAY + timedelta(hours=one), TUESDAY + timedelta(hours=one + more)
    qualified = None if offer.qualified is None else True
    same = replace(offer, qualified=qualified)

    def starting(start: Any) -> dict[str, Any]:
        times = Times(state="closed", next_start=start, holiday_unconfirmed=holiday)
        return {"times": constant(times)}

    answer = guide(asked, [*others, *twins(same, starting(soon), starting(late))])

    assert comes_first("zz", "aa", answer)


@thorough
@given(facts, offers(), many_offers, st.integers(0, 3), st.integers(1, 4))
def test_of_two_offers_equal_but_for_freshness_the_fresher_is_first(
    asked: Facts, offer: Offer, others: list[Offer], first: int, behind: int
) -> None:
    states = ["fresh", "due", "unverified", "stale", "expired"]
    fresher, older = states[first], states[min(first + behind, 4)]

    answer = guide(asked, [*others, *twins(offer, {"freshness": fresher}, {"freshness": older})])

    assert comes_first("zz", "aa", answer)


@thorough
@given(facts, many_offers)
def test_who_cannot_go_is_sent_nowhere_but_may_be_visited(asked: Facts, many: list[Offer]) -> None:
    answer = guide(replace(asked, can_go="no"), many)

    for item in answer.items:
        assert item.form == "home_visit" or not item.offer.at_a_place


@thorough
@given(facts, many_offers, st.lists(assisted_offers, max_size=3))
def test_Q3_assisted_authorisation_is_never_shown_without_a_qualified_person_on_the_date(
    asked: Facts, many: list[Offer], assisted: list[Offer]
) -> None:
    code = "assisted_authorisation"
    every = [*many, *assisted]

    answer = guide(replace(asked, can_identify="no", need=None), every)

    for item in answer.items:
        if item.service == code:
            assert is_allowed(item.offer)
        if code in item.also_here:
            beside = [o for o in every if o.service == code and o.place_id == item.offer.place_id]
            assert any(is_allowed(offer) for offer in beside)


def is_allowed(offer: Offer) -> bool:
    times = offer.times(TUESDAY, 62)
    start = times.next_start or times.starts_at or TUESDAY
    day = max(start, TUESDAY).astimezone(ZoneInfo("Europe/Helsinki")).date()
    return callable(offer.qualified) and bool(offer.qualified(day))


@thorough
@given(facts, many_offers)
def test_telling_a_language_that_an_offer_speaks_never_lowers_its_place(
    asked: Facts, many: list[Offer]
) -> None:
    silent = replace(asked, language=None, language_required=False)
    before = guide(silent, many)

    after = {language: guide(replace(silent, language=language), many) for language in LANGUAGES}

    for index, item in enumerate(before.items):
        for language in item.offer.languages:
            places = [item.offer.stands_at for item in after[language].items]
            assert item.offer.stands_at in places[: index + 1]


@thorough
@given(facts, many_offers, offers(kind="channel", is_default=True))
def test_nobody_is_left_without_while_a_default_channel_is_published(
    asked: Facts, many: list[Offer], channel: Offer
) -> None:
    published = replace(channel, public=True, freshness="stale")

    answer = guide(asked, [*many, published])

    assert answer.items


@thorough
@given(facts, many_offers, st.randoms(use_true_random=False))
def test_the_same_question_has_the_same_answer_in_whatever_order_offers_come(
    asked: Facts, many: list[Offer], random: Any
) -> None:
    shuffled = random.sample(many, len(many))

    assert guide(asked, many) == guide(asked, shuffled) == guide(asked, many)


@thorough
@given(facts, many_offers)
def test_G17_the_points_of_the_reasons_are_the_score(asked: Facts, many: list[Offer]) -> None:
    answer = guide(asked, many)

    for item in answer.items:
        assert item.reasons
        assert sum(reason.points for reason in item.reasons) == item.score


@thorough
@given(facts, many_offers)
def test_a_staff_only_record_is_never_shown_to_the_public(asked: Facts, many: list[Offer]) -> None:
    answer = guide(replace(asked, staff=False), many)

    assert all(item.offer.public for item in answer.items)


@thorough
@given(facts, many_offers, st.integers(1, 20))
def test_a_shorter_answer_is_the_beginning_of_the_longer_but_for_its_last_place(
    asked: Facts, many: list[Offer], limit: int
) -> None:
    short, long = (guide(replace(asked, limit=n), many) for n in (limit, 20))

    assert ids(short)[: limit - 1] == ids(long)[: limit - 1]
    shown = len(short.items) - ("nearest_of_needed_service" in _all_codes(short))
    assert shown <= limit


@thorough
@given(facts, many_offers, st.sampled_from(sorted(FIT)))
def test_G15_a_named_form_never_lacks_among_the_answers_when_it_can_be_had(
    asked: Facts, many: list[Offer], form: str
) -> None:
    question = ask(replace(asked, form=form))
    places: dict[str, list[Any]] = {}
    for answer in answers_to(question, many):
        places.setdefault(answer.offer.stands_at, []).append(answer)
    every = in_order(min(group, key=best_service) for group in places.values())

    shown = [place.best.offer for place in shown_places(question, many)]

    of_the_form = [answer.offer for answer in every if answer.offer.form == form]
    first = [answer.offer for answer in every[: asked.limit]]
    assert shown[:-1] == first[: len(shown) - 1]
    assert len(shown) == len(first)
    assert not of_the_form or any(offer.form == form for offer in shown)
    if of_the_form and not any(offer.form == form for offer in first):
        assert shown[-1] is of_the_form[0]


def best_service(answer: Any) -> Any:
    return -answer.score, answer.order, answer.offer.id


def _all_codes(answer: Guidance) -> set[str]:
    return {reason.code for item in answer.items for reason in item.reasons}


@thorough
@given(facts, st.lists(offers(), max_size=25, unique_by=lambda o: o.id))
def test_asking_few_places_for_their_times_gives_the_answer_of_asking_all(
    asked: Facts, many: list[Offer]
) -> None:
    question = ask(replace(asked, can_go="yes", form=None))
    places: dict[str, list[Any]] = {}
    for answer in answers_to(question, many):
        places.setdefault(answer.offer.stands_at, []).append(answer)
    for group in places.values():
        group.sort(key=best_service)
    every = in_order(group[0] for group in places.values())

    shown = shown_places(question, many)

    assert [place.best for place in shown] == every[: asked.limit]
    assert [place.also_here for place in shown] == [
        tuple(a.offer.service for a in places[best.offer.stands_at][1:] if a.offer.service)
        for best in every[: asked.limit]
    ]
