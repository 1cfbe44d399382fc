import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from mentoring.documents.content import Language
from mentoring.documents.docx import docx
from tests.mentoring.documents.kooste import FIGURES, HOSTILE, kooste, suggested


def read(made: bytes) -> Any:
    return Document(io.BytesIO(made))


def test_the_word_document_has_real_headings_lists_and_tables() -> None:
    word = read(docx(kooste(figures=FIGURES), Language.FI))

    styles = [one.style.name for one in word.paragraphs]
    assert styles.count("Heading 1") == 1
    assert styles.count("Heading 2") == 2
    assert styles.count("Heading 3") == 4 + 6
    assert styles.count("List Bullet") == 3 + 2
    assert [len(one.rows) for one in word.tables] == [5, 7]
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_it_says_title_language_unit_and_number() -> None:
    word = read(docx(kooste(), Language.SV))

    about = word.core_properties
    assert about.title == "Sammanfattning av digitaliseringen: Öppenvårdens resultatområde"
    assert about.language == "sv"
    assert {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))} == {"sv-FI"}
    header = word.sections[0].header.paragraphs[0].text
    assert header == "Öppenvårdens resultatområde · sammanfattning 3"
    footer = word.sections[0].footer._element
    assert [one.get(qn("w:instr")) for one in footer.iter(qn("w:fldSimple"))] == [
        "PAGE",
        "NUMPAGES",
    ]


def test_it_says_the_same_as_the_pdf() -> None:
    word = read(docx(kooste(state="withdrawn", figures=FIGURES), Language.FI))

    text = "\n".join(one.text for one in word.paragraphs)
    assert "Peruttu: tämä kooste ei ole voimassa" in text
    assert "luonnos" not in text.lower()
    for number in range(6):
        assert f"Miksi juuri tälle yksikölle: Perustelu {number}." in text
    figures = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert figures[2] == ["Sähköisen asioinnin osuus", "2026Q3", "41,5\u00a0%", "–", "45\u00a0%"]
    assert figures[3][2] == "*)"


def test_the_same_content_gives_the_same_bytes_and_nothing_tells_the_present_time() -> None:
    first = docx(kooste(figures=FIGURES), Language.FI)

    assert docx(kooste(figures=FIGURES), Language.FI) == first
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {one.date_time for one in parts.infolist()} == {(2026, 11, 12, 22, 30, 0)}
        assert "docProps/thumbnail.jpeg" not in parts.namelist()
    about = read(first).core_properties
    assert {about.created, about.modified} == {kooste().frozen_at}


@pytest.mark.parametrize("language", Language)
def test_any_text_can_be_written(language: Language) -> None:
    content = kooste(
        unit={"fi": HOSTILE * 2},
        current_state=HOSTILE,
        challenges=(HOSTILE, ""),
        suggestions=(suggested(1, prerequisites=HOSTILE),),
    )

    word = read(docx(content, language))

    text = "\n".join(one.text for one in word.paragraphs)
    assert "#let x = 1 $a^2$ *lihava* _kursiivi_ `koodi` @viite <nimi>" in text
    assert "\N{THUMBS UP SIGN} مرحبا" in text
    assert "\x00" not in text
