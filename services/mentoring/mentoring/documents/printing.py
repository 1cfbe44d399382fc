"""Printing on request: which formats there are, what a file is called, when it is another one."""

import asyncio
import hashlib
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from typing import NamedTuple
from unicodedata import normalize

from mentoring.documents.content import KoosteContent, Language
from mentoring.documents.docx import docx
from mentoring.documents.pages import VERSION
from mentoring.documents.pdf import pdf
from mentoring.documents.wording import named

PRINTER = ThreadPoolExecutor(1, thread_name_prefix="printer")
"""One thread: Typst keeps what it remembers for each thread that used it, and lets go of it only
when one alone goes on. A kooste takes it 20 ms, of which most run beside the event loop.
"""


class Format(StrEnum):
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Printing(NamedTuple):
    suffix: str
    print_it: Callable[[KoosteContent, Language], bytes]
    package: str
    """What decides on the bytes besides the template."""


PRINTING = {
    Format.PDF: Printing("pdf", pdf, "typst"),
    Format.DOCX: Printing("docx", docx, "python-docx"),
}


async def printed(content: KoosteContent, language: Language, kind: Format) -> bytes:
    """The document, made in a thread of its own."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(PRINTER, PRINTING[kind].print_it, content, language)


def tag_of(content: KoosteContent, language: Language, kind: Format) -> str:
    """A strong entity tag, without printing: another one whenever a byte might be another."""
    said = f"{VERSION} {_version(PRINTING[kind].package)} {kind} {language} {content!r}"
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


@cache
def _version(package: str) -> str:
    return version(package)


def file_name(content: KoosteContent, language: Language, kind: Format) -> str:
    """`kooste-avoterveydenhuolto-3-fi.pdf`: letters of ASCII, digits and hyphens only."""
    plain = normalize("NFKD", named(content.unit, language)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    unit = "-".join(words)[:60].strip("-")
    parts = ["kooste", unit, str(content.number), language]
    return f"{'-'.join(filter(None, parts))}.{PRINTING[kind].suffix}"
