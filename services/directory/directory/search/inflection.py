"""How a Finnish noun bends: the stems of a base form, and the endings.

The stems are made generously (both grades of every consonant, all plurals that its ending
allows). That is safe because a form is only read when its stem **and** its ending fit each
other and the base form is in the lexicon.
"""

from collections.abc import Iterator
from functools import lru_cache

from directory.search.tokens import listed

VOWELS = "aeiouyåäö"
# strong grade, weak grade; the first that fits counts, so the long ones stand first
GRADATION = (
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("nk", "ng"),
    ("nt", "nn"),
    ("mp", "mm"),
    ("lt", "ll"),
    ("rt", "rr"),
    ("k", ""),
    ("k", "v"),
    ("p", "v"),
    ("t", "d"),
)
NO_GRADATION = ("sk", "st", "sp", "tk")
CASES = listed("n ssa ssä sta stä lla llä lta ltä lle ksi kse na nä tta ttä")
HVN = [f"h{vowel}n" for vowel in VOWELS]
VOWEL, CONSONANT, PLURAL, PLURAL_J, WHOLE = "V", "C", "P", "J", "W"
ENDINGS_OF = {
    WHOLE: ("",),
    VOWEL: (*CASES, *listed("t a ä ta tä seen an en in on un yn än ön"), *HVN),
    CONSONANT: listed("ta tä na nä ten"),
    PLURAL: (*CASES, *listed("a ä ta tä en in hin siin den tten ne")),
    PLURAL_J: listed("a ä en"),
}
ENDINGS: dict[str, str] = {}
for _kind, _endings in ENDINGS_OF.items():
    for _ending in _endings:
        ENDINGS[_ending] = ENDINGS.get(_ending, "") + _kind
LONGEST_ENDING = max(map(len, ENDINGS))
SHORTEST_VOWEL_STEM = 4  # letters
PERSONS = listed("n t mme tte vat vät")
LIKE_THE_VOWEL_BEFORE = {"an", "en", "in", "on", "un", "yn", "än", "ön"}
AFTER_LONG_VOWEL = {"ta", "tä", "seen"}


def weaker(body: str) -> list[str]:
    """The body of a noun (without its last vowel) in weak grade, if it changes."""
    return _graded(body, [(strong, weak) for strong, weak in GRADATION])


def stronger(body: str) -> list[str]:
    """The body in strong grade: `lait` of `laite` gives `laitt`."""
    forms = _graded(body, [(weak, strong) for strong, weak in GRADATION if weak])
    return [*forms, body + "k"] if body[-1:] in VOWELS else forms


def _graded(body: str, pairs: list[tuple[str, str]]) -> list[str]:
    if body.endswith(NO_GRADATION):
        return []
    fits = [(old, new) for old, new in pairs if body.endswith(old) and len(body) > len(old)]
    longest = max((len(old) for old, _ in fits), default=0)
    return [body[: -len(old)] + new for old, new in fits if len(old) == longest]


def stems(word: str) -> tuple[tuple[str, str], ...]:
    """Every (stem, kind) that the base form may have; kinds are those of `ENDINGS_OF`."""
    made = {(word, WHOLE)}
    if len(word) < 3:
        return tuple(made)
    if word[-1] == "t" and word[-2] in VOWELS:
        made.update(_of_plural(word[:-1]))
    if word[-1] in VOWELS:
        made.update(_of_vowel(word))
    else:
        made.update(_of_consonant(word))
    return tuple(sorted(made))


@lru_cache(maxsize=30_000)
def remembered_stems(word: str) -> tuple[tuple[str, str], ...]:
    """As `stems`, for the words of documents: never for what a person has typed."""
    return stems(word)


def is_ending(stem: str, kind: str, ending: str) -> bool:
    """Whether a stem of a kind takes the ending."""
    return kind in kinds_of(stem, ending)


def kinds_of(stem: str, ending: str) -> str:
    """The kinds of stems that take the ending, as far as the letters of the stem allow it."""
    return ENDINGS.get(ending, "") if _fits(stem, ending) else ""


def are_forms_of_one(one: str, other: str) -> bool:
    """Whether two words are the same one bent: then neither is a typo of the other (rule W8)."""
    bent = _is_form_of(one, other) or _is_form_of(other, one)
    alike = bent or not _vowel_stems(one).isdisjoint(_vowel_stems(other))
    return alike or not _person_stems(one).isdisjoint(_person_stems(other))


def _is_form_of(form: str, base: str) -> bool:
    return any(
        form.startswith(stem) and is_ending(stem, kind, form[len(stem) :])
        for stem, kind in stems(base)
    )


def _vowel_stems(form: str) -> set[str]:
    """What stands before an ending that the form may have: `kirjeen` has `kirjee`."""
    cuts = range(max(SHORTEST_VOWEL_STEM, len(form) - LONGEST_ENDING), len(form))
    return {
        form[:cut]
        for cut in cuts
        if form[cut - 1] in VOWELS and VOWEL in kinds_of(form[:cut], form[cut:])
    }


def _person_stems(form: str) -> set[str]:
    """What stands before the ending of a person: `pääsen`, `pääsee`, `en pääse` have `pääse`."""
    found = {form[: -len(one)] for one in PERSONS if form.endswith(one)}
    found.update([form] if form.endswith("e") else [])
    if form[-1:] in VOWELS and form[-2:-1] == form[-1:]:
        found.add(form[:-1])
    return {stem for stem in found if len(stem) >= SHORTEST_VOWEL_STEM and stem[-1] in VOWELS}


def _of_vowel(word: str) -> Iterator[tuple[str, str]]:
    body, last = word[:-1], word[-1]
    for grade in [body, *weaker(body)]:
        yield from _bent(grade, last)
    if last == "e":
        yield from _of_e(word, body)
    if word.endswith("si"):
        yield from _of_si(word[:-2])
    if last == "i" and body[-1] in "lrn":
        yield body, CONSONANT  # kieli: kieltä


def _bent(body: str, last: str) -> Iterator[tuple[str, str]]:
    """A vowel stem and its plurals."""
    yield body + last, VOWEL
    if last in "aä":
        rounded = "o" if last == "a" else "ö"
        yield from ((body + "i", PLURAL), (body + rounded + "i", PLURAL))
        yield body + rounded + "j", PLURAL_J
    elif last == "i":
        yield from ((body + "e", VOWEL), (body + "i", PLURAL), (body + "ei", PLURAL))
        yield body + "ej", PLURAL_J
    elif last == "e":
        yield body + "i", PLURAL
    else:
        yield from ((body + last + "i", PLURAL), (body + last + "j", PLURAL_J))
    if body[-1:] in VOWELS:
        yield body + "i", PLURAL  # vapaa: vapaita


def _of_e(word: str, body: str) -> Iterator[tuple[str, str]]:
    for strong in [body, *stronger(body)]:
        yield strong + "ee", VOWEL
        yield strong + "ei", PLURAL
    yield word + "t", CONSONANT


def _of_si(root: str) -> Iterator[tuple[str, str]]:
    """`uusi`, `vesi`: uuden, uutta, uusia."""
    yield from ((root + "de", VOWEL), (root + "te", VOWEL), (root + "t", CONSONANT))
    yield root + "si", PLURAL


def _of_plural(vowel_stem: str) -> Iterator[tuple[str, str]]:
    """A word that is listed in the plural: `verkkosivut`, `pankkitunnukset`, `valtuudet`."""
    yield from _bent(vowel_stem[:-1], vowel_stem[-1])
    for strong in stronger(vowel_stem[:-1]):
        yield from _bent(strong, vowel_stem[-1])
    root = vowel_stem[:-3]
    if vowel_stem.endswith("kse"):
        yield from ((root + "s", WHOLE), (root + "s", CONSONANT))
    if vowel_stem.endswith(("uude", "yyde")):
        root = vowel_stem[:-2]
        yield from ((root + "s", WHOLE), (root + "t", CONSONANT), (root + "ksi", PLURAL))
    if vowel_stem.endswith("ime"):
        yield from ((root + "in", WHOLE), (root + "in", CONSONANT))


def _of_consonant(word: str) -> Iterator[tuple[str, str]]:
    yield word, CONSONANT
    if word.endswith("nen"):
        yield from _vowel_and_plural(word[:-3] + "s")
        yield word[:-3] + "s", CONSONANT
    elif word.endswith(("ton", "tön")):
        root = word[:-3] + "tt" + word[-2] + "m"
        yield from ((root + ("a" if word[-2] == "o" else "ä"), VOWEL), (root + "i", PLURAL))
    elif word.endswith("in"):
        for root in [word[:-2], *stronger(word[:-2])]:
            yield from _vowel_and_plural(root + "im")
    elif word[-1] == "s":
        yield from _of_s(word)
    else:
        yield from _loan(word)


def _of_s(word: str) -> Iterator[tuple[str, str]]:
    yield from _vowel_and_plural(word[:-1] + "ks")
    last, root = word[-2], word[:-2]
    if last in "uy":  # terveys: terveyden, terveyttä
        yield from ((word[:-1] + "de", VOWEL), (word[:-1] + "te", VOWEL))
        yield word[:-1] + "t", CONSONANT
    if last in "aäie":
        for strong in [root, *stronger(root)]:
            yield from ((strong + last * 2, VOWEL), (strong + last + "i", PLURAL))


def _loan(word: str) -> Iterator[tuple[str, str]]:
    """`internet`, `chat`, `sävel`: a vowel comes between, and the consonant may double."""
    for root in (word, word + word[-1]):
        yield from ((root + "i", VOWEL), (root + "ei", PLURAL), (root + "ej", PLURAL_J))
    yield from _vowel_and_plural(word)


def _vowel_and_plural(body: str) -> Iterator[tuple[str, str]]:
    yield from ((body + "e", VOWEL), (body + "i", PLURAL))


def _fits(stem: str, ending: str) -> bool:
    if ending in LIKE_THE_VOWEL_BEFORE and stem[-1] != ending[0]:
        return ending == "en" or (ending == "in" and stem[-1] == "i")
    if ending in AFTER_LONG_VOWEL and stem[-1] in VOWELS:
        return stem[-2] in VOWELS
    return True
