"""What can be found: a document of the directory as the search sees it, and its postings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from directory.search import tokens
from directory.search.dictionary import Concept

Kind = Literal["point", "visit", "channel", "material", "topic", "municipality"]
Texts = Mapping[str, str | None]
"""Language (`fi`, `sv`, `en`) -> text."""
Range = tuple[int, int]
"""Start and end of a word, in characters."""

IN_NAME, IN_SUMMARY, IN_DESCRIPTION = 40, 15, 8  # rule W9
FIELDS = (("name", IN_NAME), ("summary", IN_SUMMARY), ("description", IN_DESCRIPTION))


@dataclass(frozen=True, slots=True, eq=False)
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

    words: dict[str, dict[int, int]] = field(default_factory=dict)
    """Word -> document number -> points of the best field."""
    languages: dict[str, set[str]] = field(default_factory=dict)
    names: dict[str, set[int]] = field(default_factory=dict)
    """Whole name in lower case -> document numbers."""
    concepts: dict[Concept, list[int]] = field(default_factory=dict)
    municipalities: dict[str, list[int]] = field(default_factory=dict)

    def add(self, number: int, document: Document) -> None:
        for name, points, language, text in document.texts():
            for word in set(tokens.words(text)):
                self.words.setdefault(word, {}).setdefault(number, points)
                self.languages.setdefault(word, set()).add(language)
            if name == "name":
                self.names.setdefault(" ".join(tokens.plain(text).split()), set()).add(number)
        for concept in document.concepts:
            self.concepts.setdefault(concept, []).append(number)
        if document.municipality:
            self.municipalities.setdefault(document.municipality, []).append(number)


def postings(documents: Sequence[Document]) -> Postings:
    """Reads all documents once."""
    made = Postings()
    for number, document in enumerate(documents):
        made.add(number, document)
    return made


def highlights(document: Document, marked: frozenset[str]) -> dict[str, tuple[Range, ...]]:
    """Where the marked words stand: `name.fi` -> ranges in the text as given."""
    found: dict[str, tuple[Range, ...]] = {}
    for name, _, language, text in document.texts():
        ranges = tuple((start, end) for word, start, end in tokens.tokens(text) if word in marked)
        if ranges:
            found[f"{name}.{language}"] = ranges
    return found
