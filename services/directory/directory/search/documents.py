"""What can be found: a document of the directory as the search sees it, and its postings."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from directory.search import tokens
from directory.search.dictionary import Concept
from directory.search.shelf import Shelf
from directory.search.stemming import FOREIGN

Kind = Literal["point", "visit", "channel", "material", "topic", "municipality"]
Texts = Mapping[str, str | None]
"""Language (`fi`, `sv`, `en`) -> text."""
Key = TypeVar("Key")
Range = tuple[int, int]
"""Start and end of a word, in characters."""

IN_NAME, IN_SUMMARY, IN_DESCRIPTION = 40, 15, 8  # rule W9
FIELDS = (("name", IN_NAME), ("summary", IN_SUMMARY), ("description", IN_DESCRIPTION))


@dataclass(frozen=True, slots=True)
class Document:
    """Something that a search may answer with."""

    kind: Kind
    id: str
    names: Texts
    summary: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    concepts: frozenset[Concept] = frozenset()
    municipality: str | None = None
    trust: int = 0
    """0-5, higher first among equals."""
    starts: float = 0.0
    """Sooner first among equals; the unit is the caller's, for example hours from now."""
    audiences: frozenset[str] = frozenset()
    """For whom it is; for everybody when nobody is named."""

    def texts(self) -> Iterator[tuple[str, int, str, str]]:
        """Field, its points, language and text; the strongest field first."""
        for (name, points), texts in zip(
            FIELDS, (self.names, self.summary, self.description), strict=True
        ):
            for language, text in texts.items():
                if text:
                    yield name, points, language, text


@dataclass(slots=True)
class Postings:
    """Where every word of the documents stands."""

    words: Shelf[str, int, int] = field(default_factory=Shelf)
    """Word -> document number -> points of the best field."""
    foreign: Shelf[str, str, int] = field(default_factory=Shelf)
    """Word -> language -> how many documents have it in a Swedish or English text."""
    names: Shelf[str, int, None] = field(default_factory=Shelf)
    """Whole name in lower case -> document numbers."""
    concepts: Shelf[Concept, int, None] = field(default_factory=Shelf)
    municipalities: Shelf[str, int, None] = field(default_factory=Shelf)

    def copy(self) -> "Postings":
        """One that may be changed while this one is read."""
        return Postings(
            Shelf(self.words),
            Shelf(self.foreign),
            Shelf(self.names),
            Shelf(self.concepts),
            Shelf(self.municipalities),
        )

    def replace(self, number: int, old: Document | None, new: Document | None) -> None:
        """Another document stands under a number, or the first one, or none any more."""
        if not _says_the_same(old, new):
            self._replace_words(number, _words_of(old), _words_of(new))
            _replace(self.names, number, _names_of(old), _names_of(new))
        _replace(self.concepts, number, old.concepts if old else (), new.concepts if new else ())
        _replace(self.municipalities, number, _municipality_of(old), _municipality_of(new))

    def _replace_words(self, number: int, old: "_Words", new: "_Words") -> None:
        for word in old.points.keys() - new.points.keys():
            self.words.take(word, number)
        for word, points in new.points.items():
            if old.points.get(word) != points:
                self.words.put(word, number, points)
        for word, language in old.foreign - new.foreign:
            self._count(word, language, -1)
        for word, language in new.foreign - old.foreign:
            self._count(word, language, 1)

    def _count(self, word: str, language: str, more: int) -> None:
        count = self.foreign.get(word, {}).get(language, 0) + more
        if count:
            self.foreign.put(word, language, count)
        else:
            self.foreign.take(word, language)


@dataclass(slots=True)
class _Words:
    """The words of one document, and those of Swedish and English texts."""

    points: dict[str, int] = field(default_factory=dict)
    foreign: set[tuple[str, str]] = field(default_factory=set)


def _says_the_same(old: Document | None, new: Document | None) -> bool:
    return (
        old is not None
        and new is not None
        and (old.names, old.summary, old.description) == (new.names, new.summary, new.description)
    )


def _words_of(document: Document | None) -> _Words:
    found = _Words()
    for _, points, language, text in document.texts() if document else ():
        for word in set(tokens.words(text)):
            found.points.setdefault(word, points)
            if language in FOREIGN:
                found.foreign.add((word, language))
    return found


def _names_of(document: Document | None) -> set[str]:
    names = document.names.values() if document else ()
    return {" ".join(tokens.plain(name).split()) for name in names if name}


def _municipality_of(document: Document | None) -> tuple[str, ...]:
    return (document.municipality,) if document and document.municipality else ()


def _replace(
    shelf: Shelf[Key, int, None], number: int, old: Collection[Key], new: Collection[Key]
) -> None:
    for key in set(old).difference(new):
        shelf.take(key, number)
    for key in set(new).difference(old):
        shelf.put(key, number, None)


def highlights(document: Document, marked: frozenset[str]) -> dict[str, tuple[Range, ...]]:
    """Where the marked words stand: `name.fi` -> ranges in the text as given."""
    found: dict[str, tuple[Range, ...]] = {}
    for name, _, language, text in document.texts():
        places = [(start, end) for word, start, end in tokens.tokens(text) if word in marked]
        if places:
            found[f"{name}.{language}"] = tuple(places)
    return found
