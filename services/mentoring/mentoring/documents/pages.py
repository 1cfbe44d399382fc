"""What stands on the pages of a kooste, in order: the same for every format."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from common.clock import helsinki_day
from mentoring.documents.content import Answered, Figure, KoosteContent, Language, Suggested
from mentoring.documents.wording import day, metric_name, metric_number, named, say

VERSION = 1
"""Of the template: count up whenever the bytes of a document change."""
WITHHELD = "*)"
UNKNOWN = "–"
NO_LONGER = frozenset({"superseded", "withdrawn"})


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Text:
    """Free text, or a sentence of ours. Its paragraphs are kept."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Note:
    text: str
    kind: str = "note"


@dataclass(frozen=True)
class Notice:
    """What must not be overlooked."""

    text: str
    kind: str = "notice"


@dataclass(frozen=True)
class Items:
    items: tuple[str, ...]
    kind: str = "items"


@dataclass(frozen=True)
class Terms:
    """Words and what is said of each."""

    terms: tuple[tuple[str, str], ...]
    kind: str = "terms"


@dataclass(frozen=True)
class Table:
    """The first column and the first row name the others. `numbers`: how many last columns are."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int = 0
    kind: str = "table"


Block = Heading | Text | Note | Notice | Items | Terms | Table


@dataclass(frozen=True)
class Pages:
    """A document before it has a format."""

    language: Language
    title: str
    author: str
    header: str
    page: str
    """The word before the number of a page."""
    at: datetime
    blocks: tuple[Block, ...]


def pages(content: KoosteContent, language: Language) -> Pages:
    """The kooste in words of the language; free texts as they were written."""
    unit = named(content.unit, language)
    author = named(content.county, language) if content.county else unit
    numbered = say("number", language, number=str(content.number))
    return Pages(
        language=language,
        title=f"{say('title', language)}: {unit}",
        author=author,
        header=f"{unit} · {numbered}",
        page=say("page", language),
        at=content.frozen_at,
        blocks=(
            *_opening(content, language, numbered),
            *_part_1(content, language),
            *_part_2(content, language),
            Note(say("checksum", language, checksum=content.content_hash)),
        ),
    )


def _opening(content: KoosteContent, language: Language, numbered: str) -> Iterator[Block]:
    said = [named(content.county, language)] if content.county else []
    shared = day(helsinki_day(content.frozen_at), language)
    yield Note(" · ".join([*said, numbered, say("shared_on", language, day=shared)]))
    state = say(f"state.{content.state}", language)
    yield Notice(state) if content.state in NO_LONGER else Note(state)


def _part_1(content: KoosteContent, language: Language) -> Iterator[Block]:
    yield Heading(2, say("part1", language))
    current = (content.current_state,) if content.current_state else ()
    sections = {"current_state": current, "challenges": content.challenges, "needs": content.needs}
    for code, texts in sections.items():
        if texts:
            yield Heading(3, say(code, language))
            yield Items(texts) if len(texts) > 1 else Text(texts[0])
    if content.figures:
        yield from _figures(content.figures, language)


def _figures(figures: tuple[Figure, ...], language: Language) -> Iterator[Block]:
    """A column that no figure fills is left out."""
    more = [name for name in ("previous", "target") if any(getattr(one, name) for one in figures)]
    yield Heading(3, say("figures", language))
    yield Table(
        name=say("figures", language),
        head=tuple(say(code, language) for code in ("metric", "period", "value", *more)),
        rows=tuple(_figure(one, more, language) for one in figures),
        numbers=1 + len(more),
    )
    if any(one.is_withheld for one in figures):
        yield Note(say("withheld", language))


def _figure(one: Figure, more: list[str], language: Language) -> tuple[str, ...]:
    def written(number: str | None, missing: str) -> str:
        return metric_number(one.metric, number, language) if number else missing

    item = f": {one.item.replace('_', ' ')}" if one.item else ""
    return (
        metric_name(one.metric, language) + item,
        one.period or UNKNOWN,
        written(None if one.is_withheld else one.value, WITHHELD),
        *(written(getattr(one, name), UNKNOWN) for name in more),
    )


def _part_2(content: KoosteContent, language: Language) -> Iterator[Block]:
    yield Heading(2, say("part2", language))
    if not content.suggestions:
        yield Text(say("no_suggestions", language))
        return
    yield Table(
        name=say("part2", language),
        head=tuple(say(code, language) for code in ("service", "potential", "answer")),
        rows=tuple(
            (
                named(one.service, language),
                say(f"potential.{one.potential}", language),
                _answer(one.answered, language),
            )
            for one in content.suggestions
        ),
    )
    for one in content.suggestions:
        yield Heading(3, named(one.service, language))
        yield Terms(tuple(_suggested(one, language)))


def _suggested(one: Suggested, language: Language) -> Iterator[tuple[str, str]]:
    yield say("potential", language), say(f"potential.{one.potential}", language)
    for code in ("rationale", "client_need", "complements", "prerequisites", "repeat_reason"):
        if written := getattr(one, code):
            yield say(code, language), written
    yield say("answer", language), _answer(one.answered, language)


def _answer(one: Answered, language: Language) -> str:
    answer = say(f"answer.{one.answer}", language)
    if one.revisit_on is None or one.answer != "not_now":
        return answer
    return f"{answer}, {say('revisit_on', language, day=day(one.revisit_on, language))}"
