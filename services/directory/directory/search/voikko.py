"""Base forms and compound parts from Voikko, an optional system library (rule W7)."""

import importlib
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any

SHORTEST_PART = 3  # letters


class Voikko:
    """All analyses of a word; the library keeps state, so one word at a time."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._lock = threading.Lock()

    def bases(self, word: str) -> set[str]:
        """The base forms of every analysis, in lower case (one first analysis is often wrong)."""
        return {base for base, _ in self._analyses(word)}

    def runs(self, word: str) -> set[str]:
        """Every contiguous run of a compound's parts, in base form, without the whole."""
        found: set[str] = set()
        for base, lengths in self._analyses(word):
            found.update(self._runs(word, base, lengths))
        return {run for run in found if len(run) >= SHORTEST_PART}

    def _runs(self, word: str, base: str, lengths: list[int]) -> Iterator[str]:
        ends = [sum(lengths[: count + 1]) for count in range(len(lengths))]
        begins = [0, *ends[:-1]]
        for first in range(len(lengths)):
            for last in range(first, len(lengths)):
                if (first, last) == (0, len(lengths) - 1):
                    continue
                head = word[begins[first] : begins[last]]
                tail = word[begins[last] : ends[last]]
                if last == len(lengths) - 1 and base.startswith(word[: begins[last]]):
                    yield head + base[begins[last] :]
                else:
                    yield from (head + form for form in self.bases(tail) or {tail})

    def _analyses(self, word: str) -> list[tuple[str, list[int]]]:
        """Base form and the lengths of the parts; STRUCTURE has `=` before each part."""
        with self._lock:
            raw = self._library.analyze(word)
        return [
            (one["BASEFORM"].casefold(), [len(part) for part in one["STRUCTURE"].split("=")[1:]])
            for one in raw
            if "BASEFORM" in one and "STRUCTURE" in one
        ]


@cache
def installed() -> Voikko | None:
    """Voikko with its Finnish dictionary; None where one of them is missing."""
    try:
        binding = importlib.import_module("libvoikko")
    except ImportError:
        return None
    try:
        return Voikko(binding.Voikko("fi"))
    except (OSError, binding.VoikkoException):
        return None
