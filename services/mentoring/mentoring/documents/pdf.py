"""A kooste as PDF: tagged, PDF/UA-1, made by Typst with the fonts inside it."""

import json
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from mentoring.documents.content import KoosteContent, Language
from mentoring.documents.pages import Block, Items, Note, Notice, Pages, Table, Terms, Text, pages
from mentoring.documents.printable import CELL, LINE, one_line, paragraphs, printable


def pdf(content: KoosteContent, language: Language) -> bytes:
    """The document; the same bytes for the same content. It takes tens of milliseconds of CPU."""
    source, fonts = _once()
    said = _as_data(pages(content, language))
    return typst.compile(
        source,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"pages": json.dumps(said)},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(content.frozen_at.timestamp()),
    )


@cache
def _once() -> tuple[bytes, typst.Fonts]:
    """The template, and the fonts inside Typst: those of the machine would change the bytes."""
    source = files("mentoring.documents").joinpath("kooste.typ").read_bytes()
    return source, typst.Fonts(include_system_fonts=False)


def _as_data(of: Pages) -> dict[str, Any]:
    """For `json()` of Typst, in characters that its fonts have."""
    lines = {name: printable(getattr(of, name)) for name in ("title", "author", "header", "page")}
    return {"language": of.language, **lines, "blocks": [_block(one) for one in of.blocks]}


def _block(block: Block) -> dict[str, Any]:
    said = asdict(block)
    match block:
        case Text() | Note() | Notice():
            said["text"] = _written(block.text)
        case Items():
            said["items"] = [_written(one) for one in block.items]
        case Terms():
            said["terms"] = [[printable(term), _written(text)] for term, text in block.terms]
        case Table():
            said["rows"] = [[_in_line(cell, CELL) for cell in row] for row in block.rows]
        case _:
            said["text"] = _in_line(block.text)
    return said


def _written(text: str) -> list[list[str]]:
    return paragraphs(printable(text))


def _in_line(text: str, longest: int = LINE) -> str:
    return printable(one_line(text), longest)
