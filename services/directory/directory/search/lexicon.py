"""Base forms, and the reading of their forms back to them (rule W5)."""

from collections import defaultdict
from collections.abc import Iterable

from directory.search import verbs
from directory.search.inflection import LONGEST_ENDING, VOWEL, kinds_of, remembered_stems

CLITICS = ("kaan", "kään", "kin", "han", "hän", "ko", "kö", "pa", "pä")
POSSESSIVES = ("nsa", "nsä", "mme", "nne", "ni", "si")
TAILS = CLITICS + POSSESSIVES


class Lexicon:
    """Nouns, the verbs among them as the dictionary tells them, and what they look like bent."""

    def __init__(
        self,
        words: Iterable[str],
        fold: dict[int, str] | None = None,
        bent_as_verbs: Iterable[str] = (),
    ) -> None:
        self.words = frozenset(words)
        self._stems: dict[str, list[tuple[str, str]]] = defaultdict(list)
        bent = self.words.intersection(bent_as_verbs)
        for word in sorted(self.words):
            for stem, kind in verbs.stems(word) if word in bent else remembered_stems(word):
                self._stems[stem.translate(fold) if fold else stem].append((word, kind))

    def read(self, form: str) -> set[str]:
        """The base forms that the form may come from; a word that is known is never stripped."""
        return {form} if form in self.words else self.strip(form)

    def strip(self, form: str) -> set[str]:
        """As `read`, but a listed word may itself be a form of another (words of running text)."""
        found = self.plain(form)
        return found if found or not form.endswith(TAILS) else self._tailed(form)

    def plain(self, form: str) -> set[str]:
        """As `strip`, for forms without clitics and possessives."""
        found: set[str] = set()
        for cut in range(max(3, len(form) - LONGEST_ENDING), len(form) + 1):
            entries = self._stems.get(form[:cut])
            if not entries:
                continue
            kinds = kinds_of(form[:cut], form[cut:])
            found.update(word for word, kind in entries if kind in kinds)
        return found

    def _tailed(self, form: str) -> set[str]:
        """`kirjastossakin`, `puhelimeni`: a clitic or a possessive stands behind the case."""
        for tail in CLITICS:
            if form.endswith(tail) and len(form) > len(tail) + 3:
                body = form[: -len(tail)]
                return self.plain(body) or self._possessed(body)
        return self._possessed(form)

    def _possessed(self, form: str) -> set[str]:
        for tail in POSSESSIVES:
            if form.endswith(tail) and len(form) > len(tail) + 3:
                body = form[: -len(tail)]
                bare = {word for word, kind in self._stems.get(body, ()) if kind == VOWEL}
                return self.plain(body) | bare
        return set()
