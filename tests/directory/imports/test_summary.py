"""The summary of an import: sentences that a person understands, of what is or would be done."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from common.errors import Said
from directory.imports import running
from directory.imports.batches import Import
from directory.imports.findings import SENTENCES
from directory.imports.summary import summary_of
from tests.directory.imports.sending import applied, hours_csv, place, places_csv, sent
from tests.directory.town import helsinki
from tests.services import as_caller

STAFF = as_caller("directory:import", "directory:read", municipalities=["*"])
DONE = {
    "fi": ("luotiin", "muutettiin", "jätettiin", "julkaistiin", "lisättiin", " sai "),
    "sv": ("skapade", ", ändrade", "lämnade", "publicerade", "lade till", "fick"),
    "en": ("created", "updated", "left unchanged", "published", "added", "got"),
}
WOULD = {"fi": "isi", "sv": "skulle", "en": "would"}
TWO = places_csv([place(), place(id="2", kunta="Heinola")])
MAY = hours_csv("1;2026-05-01;09:00;12:00;auki", "1;2026-05-02;;;kiinni")


async def tried(session: AsyncSession, content: bytes, kind: str = "csv", **more: Any) -> Import:
    file = sent(content, kind, **more)
    return await running.try_dry(session, file, await running.compare(session, file), "tester")


def text(row: Import, language: str = "en") -> str:
    return "\n".join(getattr(said, language) for said in summary_of(row))


@pytest.mark.parametrize("language", Said._fields)
async def test_a_dry_run_tells_what_would_be_done(session: AsyncSession, language: str) -> None:
    places = text(await tried(session, TWO), language)
    await applied(session, TWO)
    hours = text(await tried(session, MAY, "hours_csv"), language)

    for said in (places, hours):
        assert WOULD[language] in said
        assert [word for word in DONE[language] if word in said] == []


@pytest.mark.parametrize("language", Said._fields)
async def test_an_import_tells_what_is_done(session: AsyncSession, language: str) -> None:
    places = text(await applied(session, TWO), language)
    hours = text(await applied(session, MAY, "hours_csv"), language)

    said = f"{places}\n{hours}"
    assert [word for word in DONE[language] if word not in said] == []
    assert "would" not in said
    assert "skulle" not in said


async def test_words_that_are_no_service_are_explained(session: AsyncSession) -> None:
    words = "Digituki|Lautapelit|Ompelukone"
    file = places_csv([place(palvelut=words), place(id="2", palvelut="Digituki|Lautapelit")])

    said = text(await tried(session, file))

    assert (
        "Words in the column of services that are no service of digital support and are left "
        "out: 3 (2 different)."
    ) in said


async def test_R3_points_that_left_the_source_are_explained_when_there_are_any(
    session: AsyncSession,
) -> None:
    whole = text(await applied(session, TWO))
    less = text(await applied(session, places_csv([place()])))

    assert "Earlier points" not in whole
    assert "Earlier points of this source that the file does not name: 1. They are kept;" in less


async def test_points_that_the_file_does_not_name_are_not_told_as_updated(
    session: AsyncSession,
) -> None:
    await applied(session, TWO)

    said = text(await tried(session, places_csv([place(id="3", nimi="")])))

    assert "Points: would create 0, update 0, leave unchanged 0;" in said
    assert "Earlier points of this source that the file does not name: 2. They are kept;" in said


async def test_drafts_are_told_when_there_are_any(session: AsyncSession) -> None:
    file = places_csv([place(palvelut="Lautapelit")])

    dry = text(await tried(session, file))
    done = text(await applied(session, file))

    assert "Of the points in the file 1 would be drafts, which residents do not see." in dry
    assert "Of the points in the file 1 are drafts, which residents do not see." in done
    assert "drafts" not in text(await applied(session, TWO))


@pytest.mark.parametrize(
    ("month", "day", "is_past"), [(5, 1, False), (5, 2, False), (5, 3, True), (11, 22, True)]
)
async def test_hours_of_days_that_are_all_past_are_remarked(
    session: AsyncSession, month: int, day: int, is_past: bool
) -> None:
    with standing_at(helsinki(month, day, 0, 30)):
        await applied(session, TWO)
        row = await tried(session, MAY, "hours_csv")

    assert ("every day in the file is past (the last is 2026-05-02)" in text(row)) == is_past
    assert ("kaikki päivät ovat menneitä (viimeinen on 2.5.2026)" in text(row, "fi")) == is_past


async def test_too_many_errors_are_told_before_they_are_applied(session: AsyncSession) -> None:
    wrong = places_csv([place(), place(id="2", kunta="?")])

    said = text(await tried(session, wrong))
    forced = text(await applied(session, wrong, force=True))

    assert "More than 20 % of the rows have errors" in said
    assert "More than 20 %" not in forced


def test_what_is_said_of_a_row_is_true_before_and_after_it_is_applied() -> None:
    assert not any(word in said.en for said in SENTENCES.values() for word in (" was ", " were "))


async def test_the_api_tells_the_summary_in_three_languages(client: httpx.AsyncClient) -> None:
    asked = {"format": "csv", "data_source": "kirjastot", "dry_run": "true"}
    headers = STAFF | {"content-type": "text/csv"}

    dry = await client.post("/imports", params=asked, content=TWO, headers=headers)
    path = f"/imports/{dry.json()['id']}"
    done = await client.post(f"{path}/apply", headers=STAFF | {"if-match": dry.headers["etag"]})
    read = await client.get(path, headers=STAFF)

    first = dry.json()["summary"][0]
    assert first == {
        "fi": "Koeajo: mitään ei ole vielä muutettu.",
        "sv": "Provkörning: inget har ändrats ännu.",
        "en": "Dry run: nothing has been changed yet.",
    }
    assert "would create 2" in str(dry.json()["summary"])
    assert "created 2" in str(done.json()["summary"])
    assert read.json()["summary"] == done.json()["summary"]
