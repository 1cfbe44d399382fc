import hashlib
import io
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from mentoring.documents.content import Answered, KoosteContent, Language
from mentoring.documents.pdf import pdf
from mentoring.documents.printable import SHOWN, paragraphs, printable
from tests.mentoring.documents.kooste import FIGURES, HOSTILE, KOOSTE, kooste, suggested

ELSEWHERE = """
import hashlib
from mentoring.documents.content import Language
from mentoring.documents.pdf import pdf
from tests.mentoring.documents.kooste import FIGURES, kooste
print(hashlib.sha256(pdf(kooste(figures=FIGURES), Language.FI)).hexdigest())
"""


def read(content: KoosteContent, language: Language = Language.FI) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(content, language)))


def text_of(document: PdfReader) -> str:
    """All text in one line, words that were parted at the end of a line whole again."""
    text = "\n".join(page.extract_text() for page in document.pages)
    text = re.sub("\u00ad\\s*\n", "", text).replace("\u00ad", "-").replace("\u200b", "")
    return " ".join(text.split())


def elements(node: Any) -> Iterator[str]:
    """The kinds of the elements that a reader's voice walks through, in order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from elements(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        yield from elements(node.get("/K", []))


def structure(document: PdfReader) -> list[str]:
    root: Any = document.root_object
    return list(elements(root["/StructTreeRoot"]["/K"]))


@pytest.mark.parametrize(
    ("language", "locale", "title"),
    [
        (Language.FI, "fi-FI", "Digitalisaation kooste: Avoterveydenhuollon tulosalue"),
        (Language.SV, "sv-FI", "Sammanfattning av digitaliseringen: Öppenvårdens resultatområde"),
        (Language.EN, "en-FI", "Summary of digitalisation: Avoterveydenhuollon tulosalue"),
    ],
)
def test_the_pdf_is_PDF_UA_1_with_title_and_language(
    language: Language, locale: str, title: str
) -> None:
    document = read(kooste(), language)

    root: Any = document.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == locale
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata is not None
    assert document.metadata.title == title
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()


def test_headings_lists_and_tables_are_what_they_look_like() -> None:
    document = read(kooste(figures=FIGURES))

    found = Counter(structure(document))
    assert found["/H1"] == 1
    assert found["/H2"] == 2
    assert found["/H3"] == 4 + 6
    assert found["/Table"] == 2
    assert found["/TH"] == 5 + 3
    assert found["/TR"] == 1 + 4 + 1 + 6
    assert found["/L"] == 2 + 6


def test_every_font_is_inside_the_document() -> None:
    document = read(kooste(figures=FIGURES))

    resources: list[Any] = [page["/Resources"] for page in document.pages]
    fonts = [font.get_object() for one in resources for font in one["/Font"].values()]
    below = [one["/DescendantFonts"][0].get_object()["/FontDescriptor"] for one in fonts]
    assert below
    assert all("/FontFile3" in one or "/FontFile2" in one for one in below)


def test_pages_are_numbered_and_say_which_kooste_they_are_of() -> None:
    pages = [page.extract_text() for page in read(kooste(figures=FIGURES)).pages]

    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert f"Sivu {number} / 3" in page
        assert page.startswith("Avoterveydenhuollon tulosalue · kooste 3")


def test_both_parts_are_printed_with_every_suggestion_and_its_answer() -> None:
    text = text_of(read(kooste()))

    assert "Testilän hyvinvointialue · kooste 3 · Jaettu 13.11.2026" in text  # the day in Helsinki
    assert "Laitteita on liian vähän." in text
    assert "Tukea etävastaanottoihin." in text
    for number in range(6):
        assert f"Digihoitopolku {number} Potentiaali: " in text
        assert f"Miksi juuri tälle yksikölle: Perustelu {number}. Etävastaanottoja" in text
        assert f"Asiakkaan tarve: Asiakastarve {number}. Etävastaanottoja" in text
    assert "Yksikön vastaus: ei nyt, palataan 9.1.2027" in text
    assert "Yksikön vastaus: jo käytössä" in text


def test_figures_are_there_only_when_there_are_some() -> None:
    with_figures, without = text_of(read(kooste(figures=FIGURES))), text_of(read(kooste()))

    assert "Etävastaanotot 2026Q3 1 412 377 –" in with_figures
    assert "Sähköisen asioinnin osuus 2026Q3 41,5 % – 45 %" in with_figures
    assert "Koettu hyöty 1–5 2026S1 *) – –" in with_figures
    assert "*) Arvoa ei näytetä" in with_figures
    assert "Mittari" not in without


@pytest.mark.parametrize(
    ("state", "label"),
    [
        ("withdrawn", "Peruttu: tämä kooste ei ole voimassa"),
        ("superseded", "Korvattu: yksiköllä on uudempi kooste"),
        ("acknowledged", "Kuitattu: yksikön johto on käsitellyt koosteen"),
    ],
)
def test_what_became_of_the_kooste_is_said_on_its_first_page(state: str, label: str) -> None:
    document = read(kooste(state=state))

    assert label in document.pages[0].extract_text()
    assert "luonnos" not in text_of(document).lower()


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_a_draft_is_never_printed(state: str) -> None:
    with pytest.raises(ValueError, match="not frozen"):
        kooste(state=state)


def test_the_same_content_gives_the_same_bytes_in_every_process() -> None:
    here = pdf(kooste(figures=FIGURES), Language.FI)

    runs = [
        subprocess.run(
            [sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, check=True
        )
        for _ in range(2)
    ]
    assert {run.stdout.strip() for run in runs} == {hashlib.sha256(here).hexdigest()}


def test_another_answer_or_language_gives_other_bytes() -> None:
    first = pdf(kooste(), Language.FI)

    assert pdf(kooste(state="withdrawn"), Language.FI) != first
    assert pdf(kooste(), Language.SV) != first


def test_markup_in_free_text_is_printed_as_it_was_written() -> None:
    content = kooste(
        unit={"fi": HOSTILE},
        current_state=HOSTILE,
        challenges=(HOSTILE, "x" * 4000),
        needs=(HOSTILE,),
        suggestions=(suggested(1, prerequisites=HOSTILE),),
    )

    document = read(content)

    text = text_of(document)
    for written in ("#let x = 1 $a^2$ *lihava* _kursiivi_ `koodi` @viite <nimi>", "#panic()"):
        assert text.count(written) >= 4
    assert '#read("/etc/passwd")' in text
    assert "= Otsikko - luettelo + numero" in text
    assert "[thumbs up sign]" in text
    assert Counter(structure(document))["/H1"] == 1


def test_a_word_of_four_thousand_letters_stays_on_the_paper() -> None:
    document = read(kooste(challenges=("W" * 4000,)))

    lines = [line for page in document.pages for line in page.extract_text().split("\n")]
    assert sum(line.count("W") for line in lines) == 4000
    assert max(line.count("W") for line in lines) <= 48


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=300), st.text(max_size=80))
def test_anything_can_be_printed(text: str, name: str) -> None:
    content = kooste(
        unit={"fi": name},
        current_state=text,
        challenges=(text,),
        needs=(name, text),
        suggestions=(suggested(1, complements=text),),
    )

    assert pdf(content, Language.FI).startswith(b"%PDF-1.7")


def test_what_was_frozen_is_printed_also_when_it_says_less_or_more() -> None:
    service = {"id": "1", "code": "remote", "names": {"fi": "Etävastaanotto"}}
    line = {"potential": "low", "rationale": "Sopii.", "client_need": "Matkat.", "colour": "blue"}
    frozen = {
        "part_1": {"state": None, "challenges": [], "needs": ["Tukea."]},
        "part_2": [{"digital_service": service, **line}],
        "figures": {},
    }
    about = {"id": KOOSTE.id, "unit": KOOSTE.unit, "number": 1, "state": "shared"}
    about |= {"frozen_at": KOOSTE.frozen_at, "content_hash": KOOSTE.content_hash}

    text = text_of(read(KoosteContent.of_frozen(frozen, {"1": Answered("interested")}, **about)))

    assert "Vuoropuhelussa esiin nousseet tarpeet Tukea. Osa 2" in text
    assert "Yksikön vastaus: kiinnostaa" in text
    assert "Digitalisaation tila Tukea" not in text


def test_the_fonts_have_every_character_that_is_said_to_be_shown() -> None:
    every = " ".join(sorted(SHOWN))

    made = pdf(kooste(unit={"fi": every}, current_state=every), Language.FI)

    assert made.startswith(b"%PDF")


def test_what_the_fonts_lack_is_named_or_boxed() -> None:
    assert (
        printable("e\u0301 ja \N{GRINNING FACE}\N{VARIATION SELECTOR-16}") == "é ja [grinning face]"
    )
    assert printable("中\t文\x00\u202e") == "□ □"
    assert printable("a\r\nb\u2028c") == "a\nb\nc"


def test_a_long_name_breaks_in_its_cell() -> None:
    name = "W" * 80
    document = read(kooste(suggestions=(suggested(1, service={"fi": name}),)))

    lines = [line for page in document.pages for line in page.extract_text().split("\n")]
    assert sum("W" * 20 in line and "W" * 21 not in line for line in lines) == 4


def test_paragraphs_and_lines_are_kept() -> None:
    assert paragraphs("\n a\nb\n \n\nc\n") == [["a", "b"], ["c"]]
    assert paragraphs(" \n") == []
