"""A kooste as a Word document, with real headings, lists and tables, for those who edit it on."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from mentoring.documents.content import KoosteContent, Language
from mentoring.documents.pages import (
    Heading,
    Items,
    Note,
    Notice,
    Pages,
    Table,
    Terms,
    Text,
    pages,
)
from mentoring.documents.printable import one_line, paragraphs

BLUE = RGBColor(0x17, 0x3F, 0x5F)
LOCALES = {Language.FI: "fi-FI", Language.SV: "sv-FI", Language.EN: "en-GB"}
LONGEST = 255
"""Characters of a title in the properties of a file."""
THUMBNAIL = "/thumbnail"
"""How the kind of the relation to the picture of the empty template ends."""


def docx(content: KoosteContent, language: Language) -> bytes:
    """The document; the same bytes for the same content. It takes tens of milliseconds of CPU."""
    of = pages(content, language)
    word = Document()
    _set_up(word, of, content)
    word.add_heading(_xml(of.title), 1)
    for block in of.blocks:
        _ADDING[type(block)](word, block)
    return _saved(word, of.at)


def _set_up(word: Word, of: Pages, content: KoosteContent) -> None:
    about = word.core_properties
    about.title, about.language = _xml(of.title)[:LONGEST], of.language
    about.author = about.last_modified_by = _xml(of.author)[:LONGEST]
    about.identifier = str(content.id)
    about.created = about.modified = of.at.astimezone(UTC).replace(tzinfo=None)
    about.comments, about.revision, about.version = "", 1, content.content_hash[:16]
    _set_styles(word, LOCALES[of.language])
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.header.paragraphs[0].text = _xml(of.header)
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{of.page} ")
    _add_field(footer, "PAGE")
    footer.add_run(" / ")
    _add_field(footer, "NUMPAGES")


def _set_styles(word: Word, locale: str) -> None:
    """Colours and sizes of the PDF; the language is what spelling and a reader's voice go by."""
    styles: Any = word.styles
    styles["Normal"].font.size = Pt(10.5)
    for level, size in ((1, 18), (2, 12.5), (3, 11)):
        font = styles[f"Heading {level}"].font
        font.size, font.color.rgb = Pt(size), BLUE
    for said in styles.element.iter(qn("w:lang")):
        said.set(qn("w:val"), locale)


def _add_field(paragraph: Paragraph, code: str) -> None:
    """A number that Word counts."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    number = OxmlElement("w:t")
    number.text = "1"
    run.append(number)
    field.append(run)
    paragraph._p.append(field)


def _add_heading(word: Word, block: Heading) -> None:
    word.add_heading(_xml(one_line(block.text)), block.level)


def _add_text(word: Word, block: Text) -> None:
    for lines in paragraphs(block.text):
        word.add_paragraph(_xml("\n".join(lines)))


def _add_note(word: Word, block: Note) -> None:
    for lines in paragraphs(block.text):
        word.add_paragraph().add_run(_xml("\n".join(lines))).font.size = Pt(9)


def _add_notice(word: Word, block: Notice) -> None:
    run = word.add_paragraph(style="Intense Quote").add_run(_xml(one_line(block.text)))
    run.bold = True


def _add_items(word: Word, block: Items) -> None:
    for item in block.items:
        first, *others = paragraphs(item) or [[""]]
        word.add_paragraph(_xml("\n".join(first)), style="List Bullet")
        for lines in others:
            word.add_paragraph(_xml("\n".join(lines)), style="List Continue")


def _add_terms(word: Word, block: Terms) -> None:
    for term, text in block.terms:
        first, *others = paragraphs(text) or [[""]]
        paragraph = word.add_paragraph()
        paragraph.add_run(f"{term}: ").bold = True
        paragraph.add_run(_xml("\n".join(first)))
        for lines in others:
            word.add_paragraph(_xml("\n".join(lines)))


def _add_table(word: Word, block: Table) -> None:
    table = word.add_table(rows=0, cols=len(block.head), style="Table Grid")
    for row in (block.head, *block.rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _xml(one_line(text))
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))  # repeated on each page, read with each cell
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    name = OxmlElement("w:tblCaption")
    name.set(qn("w:val"), _xml(block.name))
    table._tbl.tblPr.append(name)
    word.add_paragraph()


_ADDING: Mapping[type, Callable[[Word, Any], None]] = {
    Heading: _add_heading,
    Text: _add_text,
    Note: _add_note,
    Notice: _add_notice,
    Items: _add_items,
    Terms: _add_terms,
    Table: _add_table,
}


def _xml(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return "".join(one for one in text if one in "\n\t" or _is_in_xml(ord(one)))


def _is_in_xml(code: int) -> bool:
    return 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF


def _saved(word: Word, at: datetime) -> bytes:
    """The parts of the file in order, all dated to one moment, without the template's picture."""
    relations = word.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith(THUMBNAIL)]:
        del relations[key]
    written, whole = io.BytesIO(), io.BytesIO()
    word.save(written)
    moment = at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(whole, "w") as out:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, date_time=moment)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            out.writestr(part, parts.read(name))
    return whole.getvalue()
