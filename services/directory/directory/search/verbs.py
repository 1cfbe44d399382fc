"""How a Finnish verb bends: finite forms, infinitives and participles of its first infinitive.

As with nouns the stems are made generously: a form is read only when it leads to a verb that is
listed. Everything is written with back vowels and turned where the verb has front ones.
"""

from collections.abc import Iterator

from directory.search.inflection import VOWEL, VOWELS, WHOLE, stronger, weaker
from directory.search.inflection import stems as noun_stems
from directory.search.tokens import listed

FRONT = str.maketrans("aou", "äöy")
BACK_VOWELS = frozenset("aou")
SURE_ENDINGS = ("taa", "tää")
SHORTEST_SURE = 6  # letters: `sataa` and shorter ones must be listed
ENDINGS_OF_I = listed("n t mme tte vat")
MEANT: dict[str, str] = {
    "asentaa": "",
    "asioida": "",
    "auttaa": "",
    "huijata": "huijaus",
    "kirjautua": "tunnistautuminen",
    "käyttää": "",
    "löytää": "",
    "opastaa": "opastus",
    "päivittää": "päivitys",
    "skannata": "skannaus",
    "soittaa": "soitto",
    "tulkata": "tulkkaus",
    "tulostaa": "tulostus",
    "tunnistautua": "tunnistautuminen",
    "täyttää": "täyttö",
    "valtuuttaa": "valtuutus",
}
"""Verb -> the noun that means the same; without one the verb means something in phrases only."""
Stems = Iterator[tuple[str, str]]


def is_verb(word: str) -> bool:
    """Whether a word is a verb by its looks alone: `tulostaa`, `täyttää`."""
    return len(word) >= SHORTEST_SURE and word.endswith(SURE_ENDINGS)


def gerund(verb: str) -> str:
    """`täyttää`: `täyttäminen`."""
    return min(_strong(verb), key=len) + "minen"


def stems(verb: str) -> tuple[tuple[str, str], ...]:
    """Every (stem, kind) of a verb; kinds are those of nouns (reference: performance 3.6)."""
    back = bool(BACK_VOWELS.intersection(verb))
    made = {(verb, WHOLE)}
    for strong in _strong(verb):
        made.update(_of_strong(strong, back=back))
    for weak in _weak(verb):
        made.update((weak + ending, WHOLE) for ending in ("", "n", "t", "mme", "tte"))
        made.update((past + "i" + ending, WHOLE) for past in _past(weak) for ending in "nt")
    made.update(_of_infinitive(verb, back=back))
    for root in _passive_roots(verb):
        made.update(_of_passive(root, back=back))
    made.update((stem + end, WHOLE) for stem, end in _passive_present(verb, back=back))
    return tuple(sorted(made))


def _is_contracted(verb: str) -> bool:
    """`skannata`, `varata`: the stem ends in a long vowel, the infinitive is in weak grade."""
    return verb.endswith(("ata", "ätä"))


def _is_short(verb: str) -> bool:
    """`asioida`: what stands before the ending does not change."""
    return verb.endswith(("ida", "idä"))


def _strong(verb: str) -> list[str]:
    if _is_short(verb):
        return [verb[:-2]]
    if _is_contracted(verb):
        vowel, body = verb[-1], verb[:-3]
        return [root + vowel * 2 for root in (body, *stronger(body))]
    return [verb[:-1]]


def _weak(verb: str) -> list[str]:
    strong = _strong(verb)
    if _is_short(verb) or _is_contracted(verb):
        return strong
    return [root + strong[0][-1] for root in weaker(strong[0][:-1])] or strong


def _of_strong(strong: str, *, back: bool) -> Stems:
    """Gerund, third infinitive, present participle, conditional, past."""
    yield from ((strong, WHOLE), (strong + _turned("ma", back=back), VOWEL))
    yield from noun_stems(strong + "minen")
    yield from noun_stems(strong + _turned("va", back=back))
    yield from _of_i(_shortened(strong) + "isi", back=back)
    for past in _past(strong):
        yield from _of_i(past + "i", back=back)


def _of_infinitive(verb: str, *, back: bool) -> Stems:
    """Second infinitive and past participle: `soittaessa`, `skannatessa`, `skannannut`."""
    yield verb[:-1] + "e", VOWEL
    done = verb[:-2] + "n" if _is_contracted(verb) else _strong(verb)[0]
    yield from ((done + _turned("nut", back=back), WHOLE), (done + "nee", VOWEL))


def _of_i(stem: str, *, back: bool) -> Stems:
    yield stem, WHOLE
    for ending in ENDINGS_OF_I:
        yield stem + _turned(ending, back=back), WHOLE


def _shortened(strong: str) -> str:
    """Before `i`: `skannaa` loses a vowel, `asioi` its `i`."""
    is_long = strong[-1] == strong[-2]
    return strong[:-1] if is_long or strong[-1] in "ei" else strong


def _past(stem: str) -> list[str]:
    """What stands before the `i` of the past: `soitt`, `autto`, `löys`, `skannas`, `asio`."""
    if stem[-1] in "aä" and stem[-2] == stem[-1]:
        return [stem[:-1] + "s"]
    if stem[-1] not in "aä":
        return [stem[:-1] if stem[-1] in "ei" else stem]
    rounded = [stem[:-1] + "o"] if stem[-1] == "a" else []
    hissing = [stem[:-2] + "s"] if stem[-2] in "td" and stem[-3] in VOWELS + "lnr" else []
    return [stem[:-1], *rounded, *hissing]


def _passive_present(verb: str, *, back: bool) -> list[tuple[str, str]]:
    """`soitetaan` and `ei soiteta`, `asioidaan`, `skannataan`."""
    ends = [_turned(ending, back=back) for ending in ("an", "")]
    if _is_short(verb) or _is_contracted(verb):
        return [(verb, end) for end in ends]
    personal = _turned("ta", back=back)
    return [(root + personal, end) for root in _with_e(_weak(verb)) for end in ends]


def _passive_roots(verb: str) -> list[str]:
    """What stands before `tu`, `tiin`, `tava`: `soitet`, `asioi`, `skannat`."""
    if _is_short(verb):
        return [verb[:-2]]
    return [verb[:-1]] if _is_contracted(verb) else [root + "t" for root in _with_e(_weak(verb))]


def _with_e(weak: list[str]) -> list[str]:
    return [root[:-1] + "e" if root[-1] in "aä" else root for root in weak]


def _of_passive(root: str, *, back: bool) -> Stems:
    yield root + "tiin", WHOLE
    yield from noun_stems(root + _turned("tu", back=back))
    yield from noun_stems(root + _turned("tava", back=back))


def _turned(ending: str, *, back: bool) -> str:
    return ending if back else ending.translate(FRONT)
