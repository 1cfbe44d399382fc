"""Walking over the pieces of a text: a subject waits until its hours are said (T1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from directory.hours.reading_dates import Dated
from directory.hours.reading_subjects import Subject, subject_of
from directory.hours.reading_tokens import (
    BOUNDARIES,
    PASSED_OVER,
    PREDICATES,
    SEPARATORS,
    SUBJECTS,
    WHOLE_WEEK,
    Kind,
    Token,
)

Times = tuple[tuple[int, int], ...]
Parity = Literal["even", "odd"]
PARITIES: tuple[Parity, ...] = ("even", "odd")
"""The weeks that a rule can name; `joka toinen` does not say which."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement: its subject, and times, none for `closed`, or a break (`pause`)."""

    subject: Subject
    start: int
    end: int
    times: Times = ()
    pause: bool = False
    parity: str = ""

    @property
    def closed(self) -> bool:
        """Whether the clause says that nothing is open."""
        return not self.times


@dataclass(slots=True)
class Clauses:
    """What has been read so far, and the parts of the text (offsets) that were not used."""

    clauses: list[Clause] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    rest: list[tuple[int, int]] = field(default_factory=list)


class Walk:
    """The pieces, how far they are read, and the subject that still waits for its hours."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        """Stand before the first piece."""
        self.tokens = tokens
        self.at = 0
        self.found = Clauses()
        self.waiting: list[Token] = []
        self.opened = 0  # where the last bracket opened
        self.in_sentence = 0  # clauses read since the last boundary
        self.pausing = False  # "lounastauko": the next times are a break
        self.parity = ""
        self.context: tuple[Dated, ...] = ()
        self.context_is_heading = False
        self.after_context = False
        self.in_occasion = False  # "pääsiäisenä: pe 12-18" is not of the week

    # looking around

    def next_kind(self, *, over_lines: bool = True) -> Kind | None:
        """The kind of the next piece that means something."""
        for token in self.tokens[self.at : self.at + 20]:
            if token.kind not in PASSED_OVER and not (over_lines and token.kind in BOUNDARIES):
                return token.kind
        return None

    def line_ahead(self) -> Sequence[Token]:
        """The pieces up to the end of the sentence or line; a comma carries on over a line."""
        stop = self.at
        while stop < len(self.tokens):
            kind = self.tokens[stop].kind
            carried = kind is Kind.LINE and self.tokens[stop - 1].kind is Kind.COMMA
            if kind in BOUNDARIES and not carried:
                break
            stop += 1
        return self.tokens[self.at : stop]

    def has_subject(self) -> bool:
        """Whether something waits for its hours."""
        return any(token.kind in SUBJECTS for token in self.waiting)

    def leave(self, start: int, end: int) -> None:
        """A part of the text is not used."""
        self.found.rest.append((start, end))

    # subjects

    def wait(self, token: Token) -> None:
        """A subject, or what separates subjects."""
        if self.waiting or token.kind in SUBJECTS:
            self.waiting.append(token)

    def let_go(self) -> None:
        """The waiting subject gets no hours: it is not used, unless it only repeats."""
        named = [token for token in self.waiting if token.kind in SUBJECTS]
        self.waiting = []
        self.pausing = False
        if named and not self._repeats(subject_of(named)):
            self.leave(named[0].start, named[-1].end)

    def close_bracket(self) -> None:
        """`(arkisin)` after its hours says nothing more, nor does it wait."""
        named = [token for token in self.waiting if token.kind in SUBJECTS]
        if named and named[0].start > self.opened and self._repeats(subject_of(named)):
            self.waiting = []

    def _repeats(self, subject: Subject) -> bool:
        """`ma-pe 9-16 (arkisin)`; `… vuoden jokaisena päivänä` after a whole week."""
        if not (subject.is_weekly and self.found.clauses):
            return False
        stated: set[int] = set()
        for clause in self.found.clauses:
            if clause.subject.is_weekly and not clause.closed:
                stated |= clause.subject.days
        whole_week = subject.days == WHOLE_WEEK == stated
        return whole_week or subject.days == self.found.clauses[-1].subject.days

    # hours

    def times(self, token: Token) -> None:
        """From one time of day to another."""
        if self.pausing:
            self._pause(token)
        elif self.has_subject():
            self._add(token, (token.times,))
        elif self._continues():
            last = self.found.clauses[-1]
            self.found.clauses[-1] = replace(last, times=(*last.times, token.times), end=token.end)
        else:
            self._hours_first(token, (token.times,))

    def closed(self, token: Token) -> None:
        """`suljettu` of a subject; before times, and `lounastauko`, a break."""
        following = self.next_kind(over_lines=False)
        if following is Kind.TIMES or (token.kind is Kind.PAUSE and following in SUBJECTS):
            self.pausing = True
        elif token.kind is Kind.PAUSE:
            self.leave(token.start, token.end)
        elif self.has_subject():
            self._add(token, ())
        else:
            self._hours_first(token, ())

    def _continues(self) -> bool:
        """`9-12 ja 13-16`: more times for the same days."""
        if not self.in_sentence or self.waiting:
            return False
        last = self.found.clauses[-1]
        return not (last.closed or last.pause)

    def _pause(self, token: Token) -> None:
        """A break, of its own subject or of the clause before; of which, when of several?"""
        self.pausing = False
        if self.has_subject():
            self._add(token, (token.times,), pause=True)
            return
        if self.in_sentence:
            last = self.found.clauses[-1]
            self.found.clauses.append(
                replace(last, times=(token.times,), pause=True, start=token.start, end=token.end)
            )
        if self.in_sentence != 1:
            self.leave(token.start, token.end)

    def _hours_first(self, token: Token, times: Times) -> None:
        """`suljettu sunnuntaisin ja pyhinä`: the subject comes after."""
        self.waiting = []
        stop = self.at
        while stop < len(self.tokens) and _may_follow(self.tokens[stop]):
            stop += 1
        following = self.tokens[self.at : stop]
        if stop < len(self.tokens) and self.tokens[stop].kind in PREDICATES:
            following = _before_last_comma(following)
        if not any(each.kind in SUBJECTS for each in following):
            self.leave(token.start, token.end)
            return
        self.at += len(following)
        self.waiting = [each for each in following if each.kind in SUBJECTS | SEPARATORS]
        self._add(token, times)

    def _add(self, token: Token, times: Times, *, pause: bool = False) -> None:
        waiting, self.waiting = self.waiting, []
        start = min(waiting[0].start, token.start)
        end = max(token.end, self.tokens[self.at - 1].end)
        subject = self._in_context(subject_of(waiting))
        unclear = subject.names_nothing and (times or not self.found.clauses)
        if self.in_occasion or unclear:
            self.leave(start, end)
            return
        if self.after_context and subject.is_weekly:
            self.leave(start, end)
        self.found.clauses.append(Clause(subject, start, end, times, pause, self.parity))
        self.in_sentence += 1

    def _in_context(self, subject: Subject) -> Subject:
        """`1.7.-31.7. ma-pe 8-18, la 9-14`: the dates hold for Saturday as well."""
        named = bool(subject.dates or subject.codes)
        self.in_occasion = not named and (self.in_occasion or subject.occasion)
        if subject.dates:
            ranges = any(dated.first[:2] != dated.last[:2] for dated in subject.dates)
            self.context = subject.dates if ranges and subject.days else ()
            self.after_context = False
        elif self.context and subject.is_weekly:
            return replace(subject, dates=self.context)
        elif subject.codes:
            self.context = ()
        return subject

    # between sentences

    def boundary(self, token: Token) -> None:
        """The end of a sentence or line; what waits may go on when its hours come next."""
        if self.has_subject() and self._goes_on(token):
            self.waiting.append(token)
            self.context_is_heading = token.kind is Kind.LINE
        else:
            self.let_go()
            self.in_occasion = False
        self.in_sentence = 0
        after_comma = self.at > 1 and self.tokens[self.at - 2].kind is Kind.COMMA
        if token.kind is not Kind.STOP and not after_comma:
            self.parity = ""
        self._end_context(token)

    def _goes_on(self, token: Token) -> bool:
        following = self.next_kind()
        if following in PREDICATES or self.waiting[-1].kind in SEPARATORS:
            return token.kind is not Kind.BLANK
        kinds = {each.kind for each in self.waiting} - SEPARATORS - BOUNDARIES
        if kinds == {Kind.OCCASION}:
            return following is Kind.DATES
        return kinds <= {Kind.DATES, Kind.OCCASION} and following is Kind.DAYS

    def _end_context(self, token: Token) -> None:
        """Dates with weekdays on one line do not reach the next, or nobody knows."""
        if token.kind is Kind.BLANK:
            self.context, self.after_context = (), False
        elif token.kind is Kind.LINE and self.context and not self.context_is_heading:
            self.context, self.after_context = (), True
        if not (self.waiting or self.context):
            self.context_is_heading = False


def _may_follow(token: Token) -> bool:
    passed_over = token.kind in PASSED_OVER and token.kind is not Kind.SHUTS
    return passed_over or token.kind in SUBJECTS | SEPARATORS


def _before_last_comma(tokens: Sequence[Token]) -> Sequence[Token]:
    """What hours before keep when the next subject has hours of its own."""
    commas = [at for at, token in enumerate(tokens) if token.kind is Kind.COMMA]
    return tokens[: commas[-1]] if commas else []
