"""What is kept and for how long, and the race of purge and fill (api.md section 24)."""

import random
import time

import pytest

from gateway.cache import Cache, Entry, Lifetimes, Purges, State, lifetimes

LIVES = Lifetimes(60, 60, 86400)


def cache() -> Cache[str]:
    made = Cache[str](1_000)
    made.trusted = True
    return made


def entry(what: str = "a", *tags: str, lives: Lifetimes = LIVES, at: float = 0.0) -> Entry[str]:
    return Entry(what, len(what), frozenset(tags), lives, at)


@pytest.mark.parametrize(
    ("said", "lives"),
    [
        ("public, max-age=60, stale-while-revalidate=60, stale-if-error=86400", LIVES),
        ("public, max-age=12", Lifetimes(12)),
        ("Public, Max-Age=12", Lifetimes(12)),
        ("public, max-age=0", None),
        ("private, no-cache", None),
        ("public, max-age=60, private", None),
        ("no-store", None),
        ("max-age=60", None),
        ("", None),
    ],
)
def test_only_what_is_public_and_lives_is_kept(said: str, lives: Lifetimes | None) -> None:
    assert lifetimes(said) == lives


@pytest.mark.parametrize(
    ("at", "state"),
    [(0, State.FRESH), (59.9, State.FRESH), (60, State.STALE), (120, State.OLD)],
)
def test_an_entry_ages(at: float, state: State) -> None:
    here = cache()
    here.store("k", kept := entry(), here.purges.count)

    assert here.state(kept, at) is state
    assert (here.fresh("k", at) is kept) == (state is State.FRESH)


def test_a_purged_entry_is_never_fresh_nor_stale_but_stands_in() -> None:
    here = cache()
    here.store("k", kept := entry("a", "point:1"), here.purges.count)

    here.purge(["point:1"])

    assert here.get("k") is kept
    assert here.state(kept, 1) is State.OLD
    assert here.fresh("k", 1) is None
    assert kept.may_stand_in(1)
    assert not kept.may_stand_in(60 + 86400)


def test_an_answer_that_knows_the_clock_never_stands_in() -> None:
    assert not entry(lives=Lifetimes(60)).may_stand_in(1)


def test_a_hard_purge_leaves_nothing() -> None:
    here = cache()
    here.store("k", entry("a", "point:1"), here.purges.count)

    here.purge(["point:1"], hard=True)

    assert here.get("k") is None
    assert here.bytes == 0
    assert not here.entries


def test_other_tags_are_left_alone() -> None:
    here = cache()
    here.store("k", kept := entry("a", "point:1"), here.purges.count)

    here.purge(["point:2"])
    here.purge(["point:3"], hard=True)

    assert here.get("k") is kept
    assert here.state(kept, 1) is State.FRESH


def test_what_is_old_does_not_grow_fresh_by_the_purge_of_others() -> None:
    here = cache()
    here.store("k", kept := entry("a", "point:1"), here.purges.count)

    for tag in ("point:1", "point:2"):
        here.purge([tag])
        assert here.get("k") is kept
        assert kept.purged


@pytest.mark.parametrize("order", [(True, False), (False, True)])
def test_hard_is_hard_whatever_comes_before_or_after_it(order: tuple[bool, bool]) -> None:
    here = cache()
    here.store("k", entry("a", "point:1", "list"), here.purges.count)

    for hard in order:
        here.purge(["point:1" if hard else "list"], hard=hard)
    here.purge_everything()

    assert here.get("k") is None


def test_what_is_kept_after_a_hard_purge_stays() -> None:
    here = cache()
    here.purge(["point:1"], hard=True)
    here.store("k", kept := entry("a", "point:1"), here.purges.count)

    here.purge(["point:1"])

    assert here.get("k") is kept
    assert kept.purged


def test_a_purge_costs_the_same_however_much_is_kept() -> None:
    here, few = Cache[str](10**6), Cache[str](10**6)
    few.store("k", entry("a", "list"), 0)
    for number in range(2_000):
        here.store(str(number), entry("a", "list", str(number)), 0)

    alone, many = (min(_seconds_to_purge(one) for _ in range(20)) for one in (few, here))

    assert many < 20 * alone


def _seconds_to_purge(here: Cache[str]) -> float:
    begun = time.perf_counter()
    for _ in range(20):
        here.purge(["list", "point:1"])
    return time.perf_counter() - begun


def test_nothing_is_fresh_while_purges_may_be_missed() -> None:
    here = cache()
    here.store("k", kept := entry(), here.purges.count)

    here.trusted = False

    assert here.state(kept, 1) is State.OLD
    assert here.fresh("k", 1) is None


def test_after_a_break_everything_is_old_and_fills_from_before_are_not_kept() -> None:
    here = cache()
    here.store("k", kept := entry("a", "t"), here.purges.count)
    before = here.purges.count

    here.purge_everything()

    assert here.get("k") is kept
    assert here.state(kept, 1) is State.OLD
    assert not here.store("other", entry("b"), before)
    assert here.store("k", entry("b", "t"), here.purges.count)


def test_the_least_recently_used_goes_first() -> None:
    here = Cache[str](10)
    here.trusted = True
    for name in "abc":
        here.store(name, entry(name * 4), 0)
        here.get("a")

    assert set(here.entries) == {"a", "c"}
    assert here.bytes == 8
    assert not here.store("huge", entry("x" * 11), 0)


def test_what_grows_makes_others_leave() -> None:
    here = cache()
    for name in ("first", "second", "third"):
        here.store(name, entry("x" * 300), here.purges.count)
    second, gone = here.entries["second"], entry("x" * 300)

    here.weigh("second", second, 600)
    here.weigh("second", gone, 900)

    assert list(here.entries) == ["second", "third"]
    assert here.bytes == 900


def test_many_tags_cost_one_general_purge_and_not_endless_memory() -> None:
    purges = Purges()
    for number in range(100_001):
        purges.add([str(number)], hard=True)

    for times in (purges.all, purges.hard):
        assert len(times.of_tag) <= 100_000
        assert times.since(5, ["never seen"])


def race(*, check: bool) -> int:
    """2,000 fills that race a change; how many leave an old answer behind."""
    chance, stale = random.Random(7), 0
    for _ in range(2_000):
        here, version = cache(), 0
        before, read = here.purges.count, version
        if chance.random() < 0.8:  # the change and its purge come while the answer travels
            version += 1
            here.purge(["point:1"])
        here.store("k", entry(str(read), "point:1"), before if check else here.purges.count)
        kept = here.fresh("k", 1)
        stale += kept is not None and kept.what != str(version)
    return stale


def test_an_answer_read_before_a_change_is_not_kept_after_it() -> None:
    assert race(check=True) == 0


def test_without_the_check_many_old_answers_would_stay() -> None:
    assert race(check=False) > 1_000
