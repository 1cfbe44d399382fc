"""Snowball stems in the three languages, safe to use from several threads."""

import threading
from functools import lru_cache
from typing import Any

import snowballstemmer

LANGUAGES = {"fi": "finnish", "sv": "swedish", "en": "english"}
FOREIGN = ("sv", "en")


class _Stemmers(threading.local):
    """A stemmer keeps the word it works on, so each thread has its own."""

    def __init__(self) -> None:
        self.by_language: dict[str, Any] = {
            code: snowballstemmer.stemmer(name) for code, name in LANGUAGES.items()
        }


_stemmers = _Stemmers()


@lru_cache(maxsize=32)
def stem(word: str, language: str) -> str:
    """The Snowball stem; the language is `fi`, `sv` or `en`. One query asks several times."""
    return str(_stemmers.by_language[language].stemWord(word))


@lru_cache(maxsize=100_000)
def remembered_stem(word: str, language: str) -> str:
    """As `stem`, for the words of documents: never for what a person has typed."""
    return stem(word, language)
