"""Search on the golden set: recall, precision and time, PostgreSQL's Finnish search beside it.

`python -m bench.search`. The set is synthetic; what it says of real text is little, so words that
the dictionary does not know are told apart.
"""

import asyncio
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import asyncpg

from bench.measuring import Bar, kept, until_held
from directory.search import places, words
from directory.search.dictionary import Dictionary
from directory.search.index import Index
from directory.search.words import Maker
from tests.directory.search import golden_set
from tests.directory.search.golden_set import FAMILIES, QUERIES, Score
from tests.servers import new_postgres

DRAWS = (1, 2, 3)
ROUNDS = 5
Relevant = Mapping[str, set[int]]
BARS = {
    "words of the dictionary": {
        "base": Score(0.98, 0.95),
        "inflected": Score(0.98, 0.95),
        "typo": Score(0.90, 0.0),
    },
    "unseen": {"base": Score(0.75, 0.0), "inflected": Score(0.75, 0.0)},
}


@dataclass(frozen=True)
class Row:
    """One engine with one state of knowledge."""

    engine: str
    known: str
    scores: dict[str, Score]
    microseconds: float
    build_seconds: float

    def markdown(self) -> str:
        cells = [str(self.scores.get(sort, "-")) for sort in QUERIES]
        times = f"{self.microseconds:.0f} | {self.build_seconds:.2f}"
        return f"| {self.engine} | {self.known} | {' | '.join(cells)} | {times} |"

    def bars(self) -> Iterator[Bar]:
        """F8; only the fallback has any."""
        promised = BARS.get(self.known.split(",")[0], {}) if self.engine == "fallback" else {}
        for sort in sorted(promised.keys() & self.scores.keys()):
            for what, bound in asdict(promised[sort]).items():
                if bound:
                    value = getattr(self.scores[sort], what)
                    yield Bar(f"F8 {what}, {self.known}, {sort}", value, bound)


def rows_of(
    name: str, maker_of: Callable[[Dictionary], Maker], written: list[list[str]], relevant: Relevant
) -> Iterator[Row]:
    """One maker: all words known, five of ten known (three draws), none known."""
    everything = list(FAMILIES)

    def row(label: str, known: Collection[str], asked: Collection[str]) -> Row:
        dictionary = golden_set.knowing(known)
        documents = golden_set.documents(written)
        started = time.perf_counter()
        index = Index(documents, dictionary, places.DEFAULT, maker_of(dictionary))
        built = time.perf_counter() - started
        scores = golden_set.measure(index, relevant, asked)
        return Row(name, label, scores, _microseconds(index, asked), built)

    yield row("words of the dictionary", everything, everything)
    for draw in DRAWS:
        known = random.Random(draw).sample(sorted(everything), 5)
        yield row(f"unseen, draw {draw}", known, set(everything) - set(known))
    yield row("none known", [], everything)


def _microseconds(index: Index, asked: Collection[str]) -> float:
    """Median time of a whole search, of the base and inflected queries."""
    taken = []
    for sort in ("base", "inflected"):
        for query, family in QUERIES[sort].items():
            for _ in range(ROUNDS if family in asked else 0):
                started = time.perf_counter()
                index.search(query)
                taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1e6


async def postgres_row(address: str, written: list[list[str]], relevant: Relevant) -> Row:
    """`tsvector('finnish')` with a GIN index on the same texts."""
    connection = await asyncpg.connect(address.partition("?")[0].replace("+asyncpg", ""), ssl=False)
    try:
        started = time.perf_counter()
        await connection.execute("create table text (id int primary key, words tsvector)")
        await connection.executemany(
            "insert into text values ($1, to_tsvector('finnish', $2))",
            [(number, " ".join(row)) for number, row in enumerate(written)],
        )
        await connection.execute("create index on text using gin (words)")
        await connection.execute("analyze text")
        built = time.perf_counter() - started
        taken: list[float] = []
        scores = {
            sort: await _postgres_score(connection, queries, relevant, taken)
            for sort, queries in QUERIES.items()
        }
    finally:
        await connection.close()
    return Row("tsvector('finnish')", "-", scores, statistics.median(taken) * 1e6, built)


async def _postgres_score(
    connection: asyncpg.Connection,
    queries: Mapping[str, str],
    relevant: Relevant,
    taken: list[float],
) -> Score:
    recalls, precisions = [], []
    for query, family in queries.items():
        started = time.perf_counter()
        found = await connection.fetch(
            "select id from text where words @@ plainto_tsquery('finnish', $1)", query
        )
        taken.append(time.perf_counter() - started)
        right = len({row["id"] for row in found} & relevant[family])
        recalls.append(right / len(relevant[family]))
        precisions.append(right / len(found) if found else 0.0)
    return Score(statistics.mean(recalls), statistics.mean(precisions))


def measured() -> list[Row]:
    """All rows; Voikko's where it is installed."""
    written, relevant = golden_set.texts()
    rows = list(rows_of("fallback", words.fallback, written, relevant))
    if words.best_maker(golden_set.knowing([])).name == "voikko":
        rows += rows_of("voikko", words.best_maker, written, relevant)
    home = Path(tempfile.mkdtemp(prefix="digisilta-bench-"))
    server = new_postgres(home)
    try:
        server.start()
        rows.append(asyncio.run(postgres_row(server.url(), written, relevant)))
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
    return rows


def held() -> bool:
    """Whether the bars are, of the fallback; the other engines stand beside it."""
    rows = measured()
    lines = [
        f"{golden_set.SIZE} documents. Recall/precision, means over queries;"
        " µs = one whole search, median.",
        "",
        "| engine | known | base | inflected | typo | µs | build s |",
        "|---|---|---|---|---|---:|---:|",
        *(row.markdown() for row in rows),
    ]
    bars = [bar for row in rows for bar in row.bars()]
    return kept("search", lines, bars, {"rows": [asdict(row) for row in rows]})


if __name__ == "__main__":
    sys.exit(until_held(held))
