"""Points of a document for a query, and why (rule W9)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from directory.search.board import Board, Mask, Rows
from directory.search.documents import (
    IN_DESCRIPTION,
    IN_NAME,
    IN_SUMMARY,
    Document,
    Range,
    highlights,
)

WHOLE_NAME, NAME_BEGINS, CONCEPT, MUNICIPALITY = 100.0, 60.0, 50.0, 30.0
VILLAGE = 1.0  # before its equals, for a text that names the village of the query
TYPO = 0.5
FIELD_OF = {IN_NAME: "name", IN_SUMMARY: "summary", IN_DESCRIPTION: "description"}
CORRECTED = "corrected"
Points = NDArray[np.float64]
Reasons = tuple[str, ...]


Line = tuple[Document, float, Reasons, frozenset[str]]
"""What a hit is made of."""


class Hit(NamedTuple):
    """A document that was found, its points, and why it was found."""

    document: Document
    score: float
    matched: Reasons
    """`name`, `summary`, `description`, `concept:<code>`, `municipality`, `corrected`,
    `anything` (only a time or a language was asked for)."""
    marked: frozenset[str] = frozenset()

    @property
    def highlights(self) -> Mapping[str, tuple[Range, ...]]:
        """`name.fi`, `summary.sv` ... -> ranges in the text as given."""
        return highlights(self.document, self.marked)


class Share(NamedTuple):
    """What one thing that a query says gives to every row: points, and the reasons told for them.

    Rows that are alike have the same class, a byte a row; class 0 gets nothing.
    """

    classes: bytes
    rows: NDArray[np.uint8]
    """The same bytes."""
    points: Points
    reasons: tuple[Reasons, ...]

    @classmethod
    def of(cls, count: int, *groups: tuple[Rows | Mask, float, Reasons]) -> "Share":
        """Groups of rows with their points and reasons; a row of several is of the last one."""
        classes = np.zeros(count, dtype=np.uint8)
        for number, (rows, _, _) in enumerate(groups, 1):
            classes[rows] = number
        points = np.array([0.0, *[worth for _, worth, _ in groups]])
        told = classes.tobytes()
        reasons = ((), *[why for _, _, why in groups])
        return cls(told, np.frombuffer(told, np.uint8), points, reasons)


class Scores:
    """Points gathered a row: all shares are added in one order, so equal sums are really equal."""

    def __init__(self, count: int) -> None:
        self.points: Points = np.zeros(count)
        self._shares: list[Share] = []

    def add(self, *shares: Share) -> None:
        for share in shares:
            self.points += share.points.take(share.rows)
        self._shares += shares

    def reasons(self, rows: Sequence[int]) -> Iterator[Reasons]:
        """Why each of these rows was found; a reason is told once."""
        classes = [map(share.classes.__getitem__, rows) for share in self._shares]
        alike = list(zip(*classes, strict=True))
        return map({one: self._reasons(one) for one in set(alike)}.__getitem__, alike)

    def _reasons(self, classes: Sequence[int]) -> Reasons:
        told = zip(self._shares, classes, strict=True)
        return tuple(dict.fromkeys(why for share, one in told for why in share.reasons[one]))


class Hits(Sequence[Hit]):
    """Rows of a board, best first; a hit is made when it is looked at."""

    def __init__(self, board: Board, best: Rows, scores: Scores, marked: frozenset[str]) -> None:
        self._board, self._best, self._scores, self._marked = board, best, scores, marked

    def __len__(self) -> int:
        return len(self._best)

    @overload
    def __getitem__(self, at: int) -> Hit: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Hit, ...]: ...

    def __getitem__(self, at: int | slice) -> Hit | tuple[Hit, ...]:
        if isinstance(at, slice):
            return tuple(self._made(self._best[at]))
        return next(self._made(self._best[[at]]))

    def __iter__(self) -> Iterator[Hit]:
        return self._made(self._best)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def ids(self) -> list[str]:
        """The ids of the documents, best first."""
        return list(map(self._board.ids.__getitem__, self._best.tolist()))

    def page(self, start: int, end: int) -> Iterator[Line]:
        """What hits are made of."""
        return self._lines(self._best[start:end])

    @property
    def facets(self) -> dict[str, dict[str, int]]:
        return self._board.facets(self._best)

    def _made(self, rows: Rows) -> Iterator[Hit]:
        return map(Hit._make, self._lines(rows))

    def _lines(self, rows: Rows) -> Iterator[Line]:
        several = rows.tolist()
        documents = map(self._board.documents.__getitem__, several)
        points: list[float] = self._scores.points.take(rows).tolist()
        return zip(
            documents, points, self._scores.reasons(several), repeat(self._marked), strict=False
        )


def best_places(
    found: Mapping[str, float], words: Mapping[str, Mapping[int, int]], *, typo: bool
) -> dict[tuple[float, int], list[int]]:
    """The points of the best place of each document that holds some words, and which place.

    By these, the numbers of the documents.
    """
    best: dict[int, tuple[float, int]] = {}
    for word, weight in found.items():
        share = weight * TYPO if typo else weight
        worth = {points: (share * points, points) for points in FIELD_OF}
        for number, points in words[word].items():
            if number not in best or best[number] < worth[points]:
                best[number] = worth[points]
    alike: dict[tuple[float, int], list[int]] = {}
    for number, worthy in best.items():
        alike.setdefault(worthy, []).append(number)
    return alike
