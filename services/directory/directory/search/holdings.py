"""What an index holds: documents by number, how they stand among equals, and their postings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from directory.search.documents import Document, Kind, Postings

Name = tuple[Kind, str]
Standing = tuple[int, float, str, str, str]
Swap = tuple[int, Document | None, Document | None]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Immutable; other documents make another one, which shares all that stayed."""

    numbers: Mapping[Name, int] = field(default_factory=dict)
    documents: Mapping[int, Document] = field(default_factory=dict)
    order: tuple[tuple[Standing, int], ...] = ()
    ranks: Mapping[int, int] = field(default_factory=dict)
    """The place among equals by document number: trust, then time, then name and id (W9)."""
    postings: Postings = field(default_factory=Postings)

    def changed(self, documents: Iterable[Document]) -> "Holdings":
        """Holdings of these documents alone; these holdings when they are equal."""
        wanted = {(one.kind, one.id): one for one in documents}
        swaps = [*self._gone(wanted), *self._come(wanted)]
        if not swaps:
            return self
        numbers, held, postings = dict(self.numbers), dict(self.documents), self.postings.copy()
        for number, old, new in swaps:
            postings.replace(number, old, new)
            if new is not None:
                numbers[new.kind, new.id], held[number] = number, new
            elif old is not None:
                del numbers[old.kind, old.id], held[number]
        order = self._ordered(swaps)
        ranks = {number: rank for rank, (_, number) in enumerate(order)}
        return Holdings(numbers, held, order, ranks, postings)

    def _gone(self, wanted: Mapping[Name, Document]) -> Iterator[Swap]:
        for name, number in self.numbers.items():
            if name not in wanted:
                yield number, self.documents[number], None

    def _come(self, wanted: Mapping[Name, Document]) -> Iterator[Swap]:
        """New documents, and those that are not equal to the ones held."""
        free = max(self.documents, default=-1) + 1
        for name, new in wanted.items():
            number = self.numbers.get(name)
            old = None if number is None else self.documents[number]
            if number is None:
                number, free = free, free + 1
            if old is not new and old != new:
                yield number, old, new

    def _ordered(self, swaps: Iterable[Swap]) -> tuple[tuple[Standing, int], ...]:
        moved = {number: new for number, _, new in swaps}
        order = [one for one in self.order if one[1] not in moved]
        order += [(_standing(new), number) for number, new in moved.items() if new is not None]
        return tuple(sorted(order))


def _standing(one: Document) -> Standing:
    return -one.trust, one.starts, one.names.get("fi") or "", one.id, one.kind
