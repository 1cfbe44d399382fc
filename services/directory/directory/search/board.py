"""The documents of an index as rows of arrays: first the one that stands first among equals."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from directory.search.dictionary import Concept
from directory.search.documents import Document, Kind
from directory.search.holdings import Holdings

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
Codes = tuple[tuple[str, str], ...]
Counts = NDArray[np.float32]
FACETS = ("type", "municipality", "service")
AUDIENCES = ("resident", "professional")
SHORTEST_BEGINNING = 3  # letters of a name that is typed from its beginning
LAST = "\U0010ffff"


class Board:
    """Immutable; each array is made at first use. Rows count from 0 in the order of W9."""

    def __init__(self, holdings: Holdings, names: Sequence[str]) -> None:
        self.row_of: Mapping[int, int] = holdings.ranks
        self.postings = holdings.postings
        self._holdings, self._names = holdings, names

    def __len__(self) -> int:
        return len(self.row_of)

    @cached_property
    def documents(self) -> Sequence[Document]:
        held = self._holdings.documents
        return [held[number] for _, number in self._holdings.order]

    @cached_property
    def ids(self) -> Sequence[str]:
        return [one.id for one in self.documents]

    def rows(self, numbers: Iterable[int]) -> Rows:
        """The rows of documents by number."""
        return np.fromiter(map(self.row_of.__getitem__, numbers), dtype=np.intp)

    def beginning(self, text: str) -> range:
        """Which names, in their order, begin with a text."""
        if len(text) < SHORTEST_BEGINNING:
            return range(0)
        first = bisect_left(self._names, text)
        return range(first, bisect_left(self._names, text + LAST, first))

    def with_names(self, names: range) -> Rows:
        """The rows with these names; one with two of them stands there twice."""
        return self._by_name[self._starts[names.start] : self._starts[names.stop]]

    def holding(self, name: str, codes: Collection[str]) -> Mask:
        """Which rows have one of the codes of a facet."""
        columns = [self._columns[name, code] for code in codes if (name, code) in self._columns]
        if len(columns) == 1:
            found: Mask = self._masks[columns[0]]
        else:
            found = np.logical_or.reduce(self._masks[columns], axis=0)
        return found

    def meant_for(self, audience: str) -> Mask:
        """Which rows are for somebody; for the empty audience all."""
        return self._meant[audience]

    @cached_property
    def _meant(self) -> Mapping[str, Mask]:
        told = [one.audiences for one in self.documents]
        masks = {
            audience: np.fromiter((not some or audience in some for some in told), np.bool_)
            for audience in {*AUDIENCES, *chain.from_iterable(told)}
        }
        return {**masks, "": np.ones(len(self), dtype=np.bool_)}

    def facets(self, best: Rows) -> dict[str, dict[str, int]]:
        """How many of these rows each code of a facet has; what comes first in them stands first.

        Services of which one row is the first stand in the order of their codes.
        """
        told: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        if len(best):
            found, names = self._table.take(best, axis=0), self._names_of_columns
            counts = self._ones[: len(best)].dot(found).tolist()
            for column in found.argmax(axis=0).argsort(kind="stable").tolist():
                if counts[column]:
                    name, code = names[column]
                    told[name][code] = int(counts[column])
        return told

    def by_id(self, kind: Kind) -> Rows:
        """The rows of a kind in the order of ids."""
        return self._by_id[kind]

    @cached_property
    def _by_id(self) -> Mapping[Kind, Rows]:
        rows: dict[Kind, list[int]] = {kind: [] for kind in get_args(Kind)}
        for row in sorted(range(len(self)), key=self.ids.__getitem__):
            rows[self.documents[row].kind].append(row)
        return {kind: np.array(some, dtype=np.intp) for kind, some in rows.items()}

    @cached_property
    def _spelled(self) -> tuple[Rows, Sequence[int]]:
        """The rows of every name in the order of names, and where those of each begin."""
        postings, starts = self.postings.names, [0]
        rows: list[int] = []
        for name in self._names:
            rows.extend(map(self.row_of.__getitem__, postings[name]))
            starts.append(len(rows))
        return np.array(rows, dtype=np.intp), starts

    @cached_property
    def _by_name(self) -> Rows:
        return self._spelled[0]

    @cached_property
    def _starts(self) -> Sequence[int]:
        return self._spelled[1]

    @cached_property
    def _names_of_columns(self) -> Sequence[tuple[str, str]]:
        """The codes that documents have, as (facet, code): the columns of the table."""
        return sorted(set(chain.from_iterable(self._coded)))

    @cached_property
    def _columns(self) -> Mapping[tuple[str, str], int]:
        return {one: column for column, one in enumerate(self._names_of_columns)}

    @cached_property
    def _coded(self) -> Sequence[Codes]:
        return [_codes(one.kind, one.municipality, one.concepts) for one in self.documents]

    @cached_property
    def _ones(self) -> Counts:
        return np.ones(len(self), dtype=np.float32)

    @cached_property
    def _table(self) -> Counts:
        """Which row has which code: 1 where it has. Exact for sums below 2^24."""
        table = np.zeros((len(self), len(self._columns)), dtype=np.float32)
        counts = np.fromiter(map(len, self._coded), dtype=np.intp)
        columns = map(self._columns.__getitem__, chain.from_iterable(self._coded))
        table[np.arange(len(self)).repeat(counts), np.fromiter(columns, dtype=np.intp)] = 1
        return table

    @cached_property
    def _masks(self) -> Mask:
        """The same, a row a code."""
        return np.ascontiguousarray(self._table.T > 0)


@lru_cache(10_000)
def _codes(kind: Kind, municipality: str | None, concepts: Collection[Concept]) -> Codes:
    """The codes of a document, each with the facet that counts it."""
    area = [("municipality", municipality)] if municipality else []
    services = [("service", given.code) for given in concepts if given.list == "service"]
    return (("type", kind), *area, *services)
