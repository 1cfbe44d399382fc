"""`directory import` on the command line: what it prints, its exit codes, its rows."""

import argparse
import asyncio
import gzip
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from directory.imports.command import add_import_verb
from tests.directory.imports.sending import days, hours_csv, place, places_csv, places_xlsx, points
from tests.services import names_told

Run = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
def run(database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The verb as the shell calls it, in a thread as it has an event loop of its own."""
    monkeypatch.setenv("DIRECTORY_DATABASE_URL", database)
    monkeypatch.setenv("DIRECTORY_NATS_URL", "nats://127.0.0.1:9")
    monkeypatch.setenv("DIRECTORY_CALLER_KEYS", "{}")
    parser = argparse.ArgumentParser()
    verb = add_import_verb(parser.add_subparsers(dest="verb"))

    async def ran(*words: object) -> tuple[int, str, str]:
        args = parser.parse_args(["import", *map(str, words)])
        code = await asyncio.to_thread(verb, args)
        told = capsys.readouterr()
        return code, told.out, told.err

    return ran


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def written(content: bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return written


Written = Callable[[bytes], Path]
TWO = places_csv([place(), place(id="2", kunta="Tampere")])


async def test_points_come_in_and_the_summary_tells_how_many(
    run: Run, file: Written, session: AsyncSession
) -> None:
    code, out, err = await run("points", file(TWO), "--source", "kirjastot")

    kept = (await session.execute(text("select state, caller, content from import"))).one()
    assert (code, err) == (0, "")
    assert "from kirjastot\n  The file has been imported.\n" in out
    assert "Points: created 1, updated 0" in out
    assert "note outside-county: 1." in out
    assert "Line 3." in out
    assert "would" not in out
    assert list(await points(session)) == ["1"]
    assert tuple(kept) == ("applied", "command line", None)
    assert "directory.point.published" in await names_told(session)


async def test_points_outside_the_county_are_kept_when_asked(
    run: Run, file: Written, session: AsyncSession
) -> None:
    await run("points", file(TWO), "--source", "kirjastot", "--outside-county", "keep")

    assert list(await points(session)) == ["1", "2"]


async def test_a_dry_run_tells_and_changes_nothing(
    run: Run, file: Written, session: AsyncSession
) -> None:
    code, out, _ = await run("points", file(TWO), "--source", "kirjastot", "--dry-run")

    assert code == 0
    assert "Dry run: nothing has been changed yet." in out
    assert "Points: would create 1, update 0" in out
    assert "created" not in out
    assert await points(session) == {}
    assert (await session.scalar(text("select state from import"))) == "checked"


async def test_a_spreadsheet_is_known_by_its_first_bytes(
    run: Run, file: Written, session: AsyncSession
) -> None:
    code, _, _ = await run("points", file(places_xlsx([place()])), "--source", "kirjastot")

    assert code == 0
    assert list(await points(session)) == ["1"]


async def test_hours_come_in_after_their_points(
    run: Run, file: Written, session: AsyncSession
) -> None:
    await run("points", file(TWO), "--source", "kirjastot")

    hours = hours_csv("1;2026-05-01;;;kiinni", "2;2026-05-01;;;kiinni")
    code, out, _ = await run("hours", file(hours), "--source", "kirjastot")

    assert code == 0
    assert "Rows 2: good 1, passed over 1, with errors 0." in out
    assert "Points: 1 got new hours, 0 stayed as they were." in out
    assert "closed 1," in out
    assert await days(session) == {"2026-05-01": "closed"}


async def test_too_many_errors_are_refused_with_one_unless_forced(
    run: Run, file: Written, session: AsyncSession
) -> None:
    path = file(places_csv([place(), place(id="2", kunta="?")]))

    code, out, err = await run("points", path, "--source", "kirjastot")
    assert code == 1
    assert (
        'error unknown-municipality: 1. The municipality is not known. Line 3. Named: "?".' in out
    )
    assert "Nothing has been imported." in out
    assert "Points: would create 1" in out
    assert "More than 20 % of the rows have errors" in out
    assert err.startswith("Nothing was imported: more than 20 % of the rows have errors.")
    assert await points(session) == {}
    assert (await session.scalar(text("select state from import"))) == "refused"
    forced, _, _ = await run("points", path, "--source", "kirjastot", "--force")

    assert forced == 0
    assert list(await points(session)) == ["1"]


async def test_the_first_lines_of_a_code_are_named(run: Run, file: Written) -> None:
    outside = [place(id=str(n), kunta="Tampere") for n in range(7)]

    _, out, _ = await run("points", file(places_csv([place(id="a"), *outside])), "--source", "k")

    assert "Lines 3, 4, 5, 6, 7 and others." in out


@pytest.mark.parametrize("bad", [{"kunta": "?"}, {"nimi": "Mummo 131052-308T"}])
async def test_a_dry_run_of_a_file_that_would_be_refused_says_so_and_why(
    run: Run, file: Written, bad: dict[str, str]
) -> None:
    path = file(places_csv([place(), place(id="2", **bad), place(id="3", **bad)]))

    code, out, err = await run("points", path, "--source", "kirjastot", "--dry-run")
    forced, _, silent = await run("points", path, "--source", "k", "--dry-run", "--force")

    assert code == 1
    assert "Dry run: nothing has been changed yet." in out
    assert "More than 20 % of the rows have errors" in out
    assert ("holds a personal identity code and has not been kept" in out) == ("nimi" in bad)
    assert "Nothing has been imported." not in out
    assert err.startswith("The import itself would be refused: more than 20 % of the rows")
    assert "131052" not in out
    assert (forced, silent) == (0, "")


async def test_what_stands_in_the_cells_is_named_beside_each_code(run: Run, file: Written) -> None:
    rows = [
        place(palvelut="Yhteispalvelupiste"),
        place(id="2", palvelut="KELA etäpalvelut"),
        place(id="3", www="", puhelin="", sähköposti=""),
    ]

    _, out, _ = await run("points", file(places_csv(rows)), "--source", "k", "--dry-run")

    assert (
        'check it with the place. Lines 2, 3. Named: "Yhteispalvelupiste", "KELA etäpalvelut".'
        in out
    )
    assert 'the point stays a draft. Line 4. Named: "contact_or_booking".' in out


async def test_the_first_words_that_are_left_out_are_named(run: Run, file: Written) -> None:
    words = "|".join(f"Peli {n}" for n in range(6))
    rows = [place(palvelut=f"Digituki|{words}|\x1f[31mSilppuri"), place(id="2", palvelut="Peli 5")]
    content = places_csv(rows).replace(b"\x1f", "\u202e".encode())

    _, out, _ = await run("points", file(content), "--source", "k", "--dry-run")

    assert 'words left out: "Peli 5", "Peli 0", "Peli 1", "Peli 2", "Peli 3" and others' in out
    assert "\u202e" not in out


async def test_the_places_that_hours_do_not_find_are_named(run: Run, file: Written) -> None:
    await run("points", file(TWO), "--source", "kirjastot")

    hours = hours_csv("1;2026-05-01;;;kiinni", "98;2026-05-01;;;kiinni", "98;2026-05-02;;;kiinni")
    _, out, _ = await run("hours", file(hours), "--source", "kirjastot", "--dry-run")

    assert 'unknown-place: 2. The source has no point with this id. Lines 3, 4. Named: "98".' in out


async def test_files_of_one_kind_given_as_the_other_are_told_apart(run: Run, file: Written) -> None:
    hours = hours_csv("1;2026-05-01;;;kiinni")

    for content in (hours, gzip.compress(hours)):
        code, _, err = await run("points", file(content), "--source", "k")
        assert code == 2
        assert "a file of opening hours, not of places: import it as hours" in err
    packed = await run("points", file(gzip.compress(TWO)), "--source", "k")
    swapped = await run("hours", file(TWO), "--source", "k")

    assert "Only a file of opening hours may be packed: unpack it first." in packed[2]
    assert "päivä (day), alkaa (from), päättyy (to), tila (state)." in swapped[2]


async def test_columns_that_are_not_known_are_named(run: Run, file: Written) -> None:
    _, out, _ = await run("points", file(places_csv([place(väri="sininen")])), "--source", "k")

    assert "Columns that are not known and not read: 1.\n" in out
    assert "  unknown columns: väri" in out


@pytest.mark.parametrize("content", [b"", b"hello", b"nimi;kunta\na;b\n", b"\x89PNG\r\n"])
async def test_what_is_no_such_file_is_two_with_one_sentence(
    run: Run, file: Written, content: bytes
) -> None:
    code, out, err = await run("points", file(content), "--source", "kirjastot")

    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1


async def test_the_columns_that_a_file_lacks_are_named(run: Run, file: Written) -> None:
    code, _, err = await run("points", file(b"title,city\nA,Lahti\n"), "--source", "k")

    assert code == 2
    assert "The header lacks a column: id, nimi (name), kunta (municipality)." in err


async def test_what_is_only_called_a_spreadsheet_is_refused_as_one(
    run: Run, tmp_path: Path
) -> None:
    junk = tmp_path / "junk.XLSX"
    junk.write_bytes(b"no spreadsheet")

    code, _, err = await run("points", junk, "--source", "k")

    assert code == 2
    assert "The file is not an XLSX spreadsheet." in err


async def test_the_column_of_an_error_is_named(run: Run, file: Written) -> None:
    rows = [place(), place(id="2", nimi=""), *(place(id=f"a{n}") for n in range(8))]

    _, out, _ = await run("points", file(places_csv(rows)), "--source", "k", "--dry-run")

    assert 'error required: 1. It is required. Line 3. Column "nimi".' in out


async def test_a_file_that_is_not_there_is_two(run: Run, tmp_path: Path) -> None:
    code, _, err = await run("hours", tmp_path / "none.csv", "--source", "kirjastot")

    assert code == 2
    assert "No such file" in err


async def test_a_source_of_unknown_characters_is_two(run: Run, file: Written) -> None:
    with pytest.raises(SystemExit) as ended:
        await run("points", file(TWO), "--source", "Kirjastot ry")

    assert ended.value.code == 2
