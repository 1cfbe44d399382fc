"""The dictionary of the field: which words and phrases stand for which codes (rule W3).

A dictionary is a value. The county edits it and hands the new one to the next index;
`DEFAULT` is what it begins with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from directory.search import domain_words, tokens, verbs

LONGEST_PHRASE = 4  # words (rule W3)


class Concept(NamedTuple):
    """A code of one of the lists service, need, form, topic, kind, target_group."""

    list: str
    code: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase in one language, and what it means."""

    phrase: str
    language: str
    concepts: frozenset[Concept]
    whole: bool = False
    """Never recognised as a part of a compound: `kanta` is not in `kantakortti`."""


@dataclass(frozen=True, eq=False)
class Dictionary:
    """Phrases with their concepts, and the words that help to cut compounds (rule W6)."""

    entries: tuple[Entry, ...]
    heads: tuple[str, ...] = domain_words.HEADS
    firsts: tuple[str, ...] = domain_words.FIRST_PARTS
    own: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: domain_words.OWN_WORDS)
    """Words that no maker reads, with their parts."""
    verbs: Mapping[str, str] = field(default_factory=lambda: verbs.MEANT)
    """Verbs, beside the words that look like one, and the noun that means what the verb means."""

    def with_entries(self, entries: Iterable[Entry]) -> "Dictionary":
        """This dictionary and more."""
        return replace(self, entries=(*self.entries, *entries))

    def with_topics(self, topics: Mapping[str, Mapping[str, Iterable[str]]]) -> "Dictionary":
        """Adds the county's own topics: code -> language -> names and search words."""
        return self.with_entries(
            Entry(_phrase(word), language, frozenset({Concept("topic", code)}))
            for code, by_language in topics.items()
            for language, some in by_language.items()
            for word in some
            if 0 < len(tokens.words(word)) <= LONGEST_PHRASE
        )

    def without(self, phrases: Iterable[str]) -> "Dictionary":
        """This dictionary without some phrases, heads or own words."""
        gone = {_phrase(phrase) for phrase in phrases}
        return replace(
            self,
            entries=tuple(entry for entry in self.entries if entry.phrase not in gone),
            heads=tuple(head for head in self.heads if head not in gone),
            own={word: parts for word, parts in self.own.items() if word not in gone},
        )


def _phrase(text: str) -> str:
    return " ".join(tokens.words(text))


def _default() -> Dictionary:
    entries = [
        Entry(
            _phrase(word),
            language,
            frozenset(Concept(*concept) for concept in concepts),
            whole=word in domain_words.WHOLE_WORDS,
        )
        for concepts, by_language in domain_words.MEANINGS
        for language, listed in by_language.items()
        for word in listed.split(", ")
    ]
    return Dictionary(tuple(entries))


DEFAULT = _default()
