"""The sentences of a text about hours, with what can only be flagged (T1, T6)."""

from collections.abc import Sequence
from dataclasses import replace

from directory.hours.reading_subjects import subject_of
from directory.hours.reading_tokens import (
    BOUNDARIES,
    PASSED_OVER,
    PREDICATES,
    SEPARATORS,
    SUBJECTS,
    Kind,
    Token,
)
from directory.hours.reading_walk import PARITIES, Clauses, Walk

_HEADINGS = frozenset({Kind.DATES, Kind.FLAG, Kind.SEASON, Kind.PARITY, Kind.ELSEWHERE})


def clauses_of(text: str, tokens: Sequence[Token]) -> Clauses:
    """Reads all pieces of a text; what is in no clause is in `rest`."""
    reader = _Reader(text, tokens)
    while reader.at < len(tokens):
        reader.at += 1
        reader.take(tokens[reader.at - 1])
    reader.let_go()
    return reader.found


class _Reader(Walk):
    """Adds to the walk the words that take a clause out of the week, or flag it."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        super().__init__(tokens)
        self.text = text

    def take(self, token: Token) -> None:
        kind = token.kind
        if kind in SUBJECTS or kind in SEPARATORS:
            self.wait(token)
        elif kind is Kind.TIMES:
            self.times(token)
        elif kind in PREDICATES:
            self.closed(token)
        elif kind in BOUNDARIES:
            self.boundary(token)
        elif kind in PASSED_OVER:
            self._pass_over(token)
        else:
            self._aside(token)

    def _pass_over(self, token: Token) -> None:
        match token.kind:
            case Kind.OPENS:
                self.opened = token.start
            case Kind.SHUTS:
                self.close_bracket()
            case Kind.DURING:
                self._during()
            case _:
                pass

    def _aside(self, token: Token) -> None:
        match token.kind:
            case Kind.PARITY:
                self._alternates(token)
            case Kind.SEASON:
                self._season(token)
            case Kind.FLAG | Kind.BOUND:
                self._leave_out(token)
            case Kind.PLACE:
                self._place(token)
            case Kind.ELSEWHERE | Kind.AGREED:
                self._says_elsewhere(token)
            case Kind.UNSAID:
                self._unsaid(token)
            case _:
                self._unknown(token)

    def _flag(self, name: str) -> None:
        if name:
            self.found.flags.append(name)

    def _alternates(self, token: Token) -> None:
        """Even or odd weeks; after the hours the words belong to the clause before."""
        self._flag(token.flag)
        if token.parity not in PARITIES:
            self.leave(token.start, token.end)  # of which weeks, nobody knows
        if self.has_subject() or any(each.kind in SUBJECTS for each in self.line_ahead()):
            self.parity = token.parity
        elif self.in_sentence:
            self.found.clauses[-1] = replace(self.found.clauses[-1], parity=token.parity)
        else:
            self.leave(token.start, token.end)

    def _season(self, token: Token) -> None:
        if not self._season_has_dates():
            self._leave_out(token)
        elif token.days:
            self.waiting.append(replace(token, kind=Kind.DAYS))

    def _season_has_dates(self) -> bool:
        """`heinäkuussa 1.7.-31.7.`: the dates say it, the season is only its name."""
        if any(each.kind is Kind.DATES for each in self.waiting):
            return True
        before = Kind.SEASON
        for each in self.line_ahead():
            if each.kind is Kind.DATES:
                return True
            if before in PREDICATES and each.kind is not Kind.DURING:
                return False
            before = each.kind
        return False

    def _leave_out(self, token: Token) -> None:
        """A clause that the week cannot hold: to the rest, wherever its hours stand."""
        self._flag(token.flag)
        ahead = self.line_ahead()
        start = min([token.start, *(each.start for each in self.waiting)])
        heads_line = self._begins_line(start)
        self.waiting = []
        if any(each.kind in PREDICATES for each in ahead):
            self._skip(start, len(ahead))
        elif heads_line:
            self._skip(start, self._block_length())
        else:
            self._skip(start, 0)
            self._drop_last()
        self.in_sentence = 0

    def _skip(self, start: int, count: int) -> None:
        for each in self.tokens[self.at : self.at + count]:
            self._flag(each.flag)
        self.at += count
        self.leave(start, self.tokens[self.at - 1].end)

    def _drop_last(self) -> None:
        """`la 9-13 kesällä`: the words take the clause before them with them."""
        if self.in_sentence:
            clause = self.found.clauses.pop()
            self.in_sentence -= 1
            self.leave(clause.start, clause.end)

    def _begins_line(self, start: int) -> bool:
        for at in range(self.at - 1, -1, -1):
            token = self.tokens[at]
            if token.start < start and token.kind not in PASSED_OVER:
                return token.kind in BOUNDARIES or token.kind is Kind.WORD
        return True

    def _block_length(self) -> int:
        """How far a heading reaches: to a blank line, or to the next heading or date."""
        count, new_line = 0, False
        for each in self.tokens[self.at :]:
            if each.kind is Kind.BLANK or (new_line and each.kind in _HEADINGS):
                break
            new_line = each.kind in BOUNDARIES
            count += 1
        return count

    def _place(self, token: Token) -> None:
        """`palvelupiste` after the hours of something else."""
        if self.found.clauses:
            self._flag("several_places")
            self._leave_out(token)
        else:
            self.leave(token.start, token.end)

    def _says_elsewhere(self, token: Token) -> None:
        """`ks. www…`, `sopimuksen mukaan`: takes the place of the hours that are not said."""
        agreed = token.kind is Kind.AGREED
        self._flag("on_agreement" if agreed else "elsewhere")
        trailing = agreed and not self.waiting and not self._after_join()
        self.leave(min([token.start, *(each.start for each in self.waiting)]), token.end)
        self.waiting = []
        if not trailing:
            return
        ahead = self.line_ahead()
        if any(each.kind in PREDICATES for each in ahead) and not self.in_sentence:
            self._skip(token.start, len(ahead))
        else:
            self._drop_last()

    def _after_join(self) -> bool:
        return self.at > 1 and self.tokens[self.at - 2].kind in SEPARATORS

    def _unsaid(self, token: Token) -> None:
        """`ei määritetty` alone is unknown (T7); of a part of the week it is not used."""
        if self.waiting or self.found.clauses:
            self.leave(min([token.start, *(each.start for each in self.waiting)]), token.end)
        self.waiting = []

    def _unknown(self, token: Token) -> None:
        if self._names_another_place(token):
            self._flag("several_places")
            self._leave_out(token)
        else:
            self.leave(token.start, token.end)

    def _names_another_place(self, token: Token) -> bool:
        """A line that begins with a name: `Kirkonkylä: ti 10-14` after other hours."""
        if not self.found.clauses or self.waiting or not self._begins_line(token.start):
            return False
        ahead = self.line_ahead()
        return (
            self.text[token.start : token.end].istitle()
            and bool(ahead)
            and ahead[0].kind in {Kind.COLON, Kind.DAYS}
            and any(each.kind in PREDICATES for each in ahead)
        )

    def _during(self) -> None:
        """`lauantait suljettu ajalla 1.6.-31.8.`: the dates come last."""
        ahead = self.line_ahead()
        if self.waiting or not self.in_sentence or not ahead or ahead[0].kind is not Kind.DATES:
            return
        last = self.found.clauses[-1]
        if any(each.kind in PREDICATES for each in ahead) or not last.subject.is_weekly:
            return
        subject = replace(last.subject, dates=subject_of([ahead[0]]).dates)
        self.found.clauses[-1] = replace(last, subject=subject, end=ahead[0].end)
        self.at += 1
        if self.in_sentence > 1:
            self.leave(last.start, ahead[0].end)
