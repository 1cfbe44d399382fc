"""The printed kooste over HTTP (S02)."""

import io
import threading
from datetime import UTC, datetime

import pytest
from docx import Document
from httpx import AsyncClient, Response
from pypdf import PdfReader
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.bridge.evidence import ToldFigures, keep_figures
from mentoring.documents.content import Language
from mentoring.documents.printing import PRINTER, Format, file_name
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.documents.kooste import kooste
from tests.mentoring.worlds import summary

NOON = datetime(2026, 11, 22, 10, tzinfo=UTC)


async def written(session: AsyncSession, county: County, state: str = "in_review") -> str:
    with standing_at(NOON):
        one = await summary.make(session, county, state)
        await session.commit()
    return f"/summaries/{one.id}"


async def shared(client: AsyncClient, session: AsyncSession, county: County) -> str:
    one = await written(session, county)
    with standing_at(NOON):
        answer = await act(client, "lu", f"{one}/share")
    assert answer.status_code == 200, answer.text
    return one


async def fetched(
    client: AsyncClient, one: str, who: str = "su", accept: str = Format.PDF, **headers: str
) -> Response:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = {**caller(who), "Accept": accept, **headers}
    return await client.get(f"{one}/document", headers=asked)


def text_of(answer: Response) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


async def test_S02_the_unit_prints_its_kooste(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one = await shared(client, session, county)

    answer = await fetched(client, one)

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["vary"] == "Accept"
    name = 'attachment; filename="kooste-yksikko-u-1-fi.pdf"'
    assert answer.headers["content-disposition"] == name
    text = text_of(answer)
    assert "Digitalisaation kooste: Yksikkö u" in text
    assert "Yksikkö county · kooste 1 · Jaettu 22.11.2026" in text
    assert "Ajanvaraus hoidetaan puhelimella." in text
    assert "Etävastaanotto Potentiaali: suuri" in text
    assert "Yksikön vastaus: ei vielä vastattu" in text
    assert "Mittarit" not in text


async def test_S02_the_same_kooste_is_the_same_file_and_is_not_sent_twice(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one = await shared(client, session, county)

    first = await fetched(client, one)
    again = await fetched(client, one, who="lu")
    known = await fetched(client, one, If_None_Match=first.headers["etag"])

    assert first.content == again.content
    assert first.headers["etag"] == again.headers["etag"]
    assert not first.headers["etag"].startswith("W/")
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["etag"] == first.headers["etag"]
    assert known.headers["cache-control"] == first.headers["cache-control"]


async def test_S02_an_answer_and_a_withdrawal_are_printed_and_make_another_file(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one = await shared(client, session, county)
    before = await fetched(client, one)
    with standing_at(NOON):
        kept = (await client.get(one, headers=caller("su"))).json()
        line = f"/suggestions/{kept['part_2'][0]['id']}"
        body = {"answer": "not_now", "revisit_on": "2027-03-01"}
        answered = await act(client, "su", f"{line}/answer", body)
        assert answered.status_code == 200, answered.text

        after = await fetched(client, one)
        await act(client, "lu", f"{one}/withdraw", {"reason": "Väärä yksikkö."})
        withdrawn = await fetched(client, one)

    assert "ei nyt, palataan 1.3.2027" in text_of(after)
    assert "Peruttu: tämä kooste ei ole voimassa" in text_of(withdrawn)
    assert len({one.headers["etag"] for one in (before, after, withdrawn)}) == 3
    assert len({one.content for one in (before, after, withdrawn)}) == 3


async def test_figures_that_were_told_before_it_was_shared_are_printed(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    told = [
        {"metric": "remote_appointments", "item": None, "value": "1412"},
        {"metric": "benefit", "item": None, "value": None},
    ]
    unit = county.units["u"]
    row = ToldFigures(org_unit_id=unit, quarter="2026Q3", revision=0, figures=told)
    await keep_figures(session, row)
    one = await shared(client, session, county)

    text = text_of(await fetched(client, one))

    assert "Mittari Jakso Arvo Etävastaanotot 2026Q3 1 412" in text
    assert "Koettu hyöty 1–5 2026Q3 *)" in text


LIKED = {
    "*/*": Format.PDF,
    "text/html, application/*;q=0.5": Format.PDF,
    f"{Format.PDF};q=0.2, {Format.DOCX}": Format.DOCX,
    f"{Format.PDF};q=0, */*": Format.DOCX,
}


async def test_the_format_is_the_one_the_caller_likes_best(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one = await shared(client, session, county)

    answers = {accept: await fetched(client, one, accept=accept) for accept in LIKED}

    assert {accept: one.headers["content-type"] for accept, one in answers.items()} == LIKED


async def test_headings_are_in_the_language_that_is_asked_for(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one = await shared(client, session, county)

    answer = await client.get(
        f"{one}/document?language=sv", headers=caller("su") | {"Accept": Format.DOCX}
    )

    word = Document(io.BytesIO(answer.content))
    assert word.paragraphs[0].text == "Sammanfattning av digitaliseringen: Yksikkö u"
    assert answer.headers["content-disposition"].endswith('-1-sv.docx"')


async def test_another_format_is_406_and_another_language_422(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one = await shared(client, session, county)

    page = await fetched(client, one, accept="text/html")
    german = await client.get(f"{one}/document?language=de", headers=caller("su"))

    assert (page.status_code, slug(page)) == (406, "not-acceptable")
    assert (german.status_code, slug(german)) == (422, "validation-error")


@pytest.mark.parametrize("state", ["draft", "in_review"])
async def test_M090_a_draft_is_not_printed(
    client: AsyncClient, county: County, session: AsyncSession, state: str
) -> None:
    one = await written(session, county, state)

    answer = await fetched(client, one, who="me1")

    assert (answer.status_code, slug(answer)) == (409, "not-in-this-state")
    assert "allowed_actions" in answer.json()


async def test_S02_who_may_not_read_the_kooste_cannot_print_it(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    one, draft = await shared(client, session, county), f"/summaries/{county.units['u']}"

    codes = {who: (await fetched(client, one, who=who)).status_code for who in ("sv", "rlb", "pv")}
    missing = await fetched(client, draft)

    assert set(codes.values()) == {404}
    assert (missing.status_code, slug(missing)) == (404, "not-found")
    for who in ("su", "pr", "rla", "dl", "me2", "lu"):
        assert (await fetched(client, one, who=who)).status_code == 200


async def test_printing_is_done_beside_the_event_loop() -> None:
    thread = PRINTER.submit(threading.current_thread).result()

    assert thread is not threading.main_thread()
    assert thread.name.startswith("printer")


def test_the_name_of_a_file_is_plain_ascii() -> None:
    name = 'Öljy & "Ääni"; ../' + "pitkä " * 40

    for_all = file_name(kooste(unit={"fi": name}), Language.EN, Format.PDF)
    nameless = file_name(kooste(unit={"fi": "中文"}), Language.EN, Format.DOCX)

    assert for_all.startswith("kooste-oljy-aani-pitka-pitka-")
    assert for_all.endswith("-3-en.pdf")
    assert for_all.isascii()
    assert len(for_all) < 90
    assert nameless == "kooste-3-en.docx"
