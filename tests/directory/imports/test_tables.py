"""Bytes as rows: encodings, delimiters, spreadsheets, packed files, limits (I7, I8)."""

import gzip
import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.imports import spreadsheet, table
from directory.imports.findings import UnreadableFile
from directory.imports.hours_file import hours_table, read_days
from directory.imports.places_file import places_table
from directory.imports.table import unpacked
from tests.directory.imports.reading import codes_of, errors, read, read_rows, warnings
from tests.directory.imports.sending import hours_csv, place, places_csv, places_xlsx


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_told_by_the_header(delimiter: str) -> None:
    content = places_csv([place(nimi="Kirja; kahvi, tee", palvelut="Digituki")], delimiter)

    found = read(content).places[0]

    assert errors(found) == {}
    assert found.fields["name"]["fi"] == "Kirja; kahvi, tee"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
def test_the_encoding_is_utf8_with_or_without_mark_or_windows_1252(encoding: str) -> None:
    content = places_csv([place(nimi="Äänekosken kirjasto")]).decode().encode(encoding)

    found = read(content).places[0]

    assert found.fields["name"]["fi"] == "Äänekosken kirjasto"
    assert found.fields["contacts"][2]["value"] == "kirjasto@example.fi"


def test_I9_the_apostrophe_of_our_exports_is_taken_off() -> None:
    found = read_rows([place(puhelin="'+358 3 123 456", nimi="'Kulma'")]).places[0]

    assert found.fields["contacts"][1]["value"] == "+358 3 123 456"
    assert found.fields["name"]["fi"] == "'Kulma'"


def test_a_row_knows_its_line_also_behind_a_cell_of_two_lines() -> None:
    content = places_csv([place(katuosoite="Katu 1\nC-porras"), place(id="2"), place(id="")])

    found = read(content).places

    assert [one.number for one in found] == [3, 4, 5]
    assert found[0].fields["address"]["street"]["fi"] == "Katu 1\nC-porras"


def test_short_rows_are_filled_up_and_long_ones_refused() -> None:
    content = b"id;nimi;kunta;palvelut\n1;A;Lahti\n2;B;Lahti;Digituki;x\n3;C;Lahti;Digituki;\n\n"

    found = read(content).places

    assert [errors(one) for one in found] == [{}, {"id": "too-many-cells"}, {}]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-a-table"),
        (b"\x00\x01\x02\xff", "not-a-table"),
        (b"<html><body>404</body></html>", "not-a-table"),
        (b"nimi;kunta\nA;Lahti\n", "no-header"),
        (b"title,city,hours\nA,Lahti,9-16\n", "no-header"),
        (b"\x02;\x01\n", "not-a-table"),
        (b"id;nimi;kunta\n", "no-rows"),
        (b"id;nimi;kunta\n1;" + b'"' + b"x" * 140_000, "not-a-table"),
    ],
)
def test_what_is_no_table_of_places_is_refused_as_a_whole(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(content)

    assert refused.value.code == code
    assert all(refused.value.said)


def test_a_spreadsheet_is_read_like_a_file_of_text() -> None:
    row = place(palvelut="Digituki", postinumero="00530")

    found = read(places_xlsx([row]), is_xlsx=True).places[0]

    assert errors(found) == {}
    assert found.number == 2
    assert found.fields == read_rows([row]).places[0].fields


def test_numbers_and_dates_that_a_spreadsheet_made_are_seen() -> None:
    row = place() | {
        "id": 84750,
        "leveysaste": 60.983,
        "pituusaste": 25,
        "postinumero": 530,
        "puhelin": 31234567,
        "aukioloajat": datetime(2026, 9, 16),
        "tarkistettu": datetime(2026, 5, 1),
    }

    found = read(places_xlsx([row]), is_xlsx=True).places[0]

    assert found.origin_id == "84750"
    assert (found.fields["lat"], found.fields["lon"]) == (60.983, 25.0)
    assert errors(found) == {"postinumero": "bad-postal-code", "aukioloajat": "date-cell"}
    assert warnings(found) == {"puhelin": "number-cell"}
    assert found.checked_on is not None


def test_the_sheet_of_places_is_found_among_others() -> None:
    content = places_xlsx([place()], sheet="Taul1")

    assert len(read(content, is_xlsx=True).places) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"id;nimi;kunta\n1;A;Lahti\n"])
def test_what_is_no_spreadsheet_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        places_table(content, is_xlsx=True)

    assert refused.value.code == "not-a-spreadsheet"


def test_a_zip_of_something_else_is_no_spreadsheet() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("hello.txt", "hello")

    with pytest.raises(UnreadableFile) as refused:
        places_table(out.getvalue(), is_xlsx=True)

    assert refused.value.code == "not-a-spreadsheet"


def test_I8_a_spreadsheet_that_unpacks_to_too_much_is_refused_unread() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (table.MOST_UNPACKED + 1))

    with pytest.raises(UnreadableFile) as refused:
        places_table(out.getvalue(), is_xlsx=True)

    assert refused.value.code == "too-large"


def test_I8_a_spreadsheet_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 2)

    with pytest.raises(UnreadableFile) as refused:
        places_table(places_xlsx([place(), place(), place()]), is_xlsx=True)

    assert refused.value.code == "too-many-rows"
    assert places_table(places_xlsx([place(), place()]), is_xlsx=True).known


def test_I8_packed_hours_that_unpack_to_too_much_are_refused() -> None:
    bomb = gzip.compress(b"0" * (table.MOST_UNPACKED + 1), 9)

    with pytest.raises(UnreadableFile) as refused:
        unpacked(bomb)

    assert len(bomb) < 100_000
    assert refused.value.code == "too-large"


def test_broken_packing_is_refused() -> None:
    packed = gzip.compress(hours_csv("1;2026-05-01;;;kiinni"))

    for broken in (packed[:-9], packed[:12] + b"\xff" * 20):
        with pytest.raises(UnreadableFile) as refused:
            unpacked(broken)
        assert refused.value.code == "not-gzip"


def test_I8_a_file_of_more_than_twenty_megabytes_is_refused() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(b"id;nimi;kunta\n" + b"x" * table.MOST_BYTES)

    assert refused.value.code == "too-large"


HEADER = places_csv([place()]).partition(b"\r\n")[0]
Fuzzed = st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode))


@settings(max_examples=150, deadline=None)
@given(Fuzzed)
def test_no_bytes_make_the_readers_stumble(body: bytes) -> None:
    for content in (body, HEADER + b"\n" + body):
        try:
            found = read(content)
        except UnreadableFile:
            continue
        for one in found.places:
            assert one.is_wrong or one.fields or one.is_outside
            assert all(finding.told()["text"] for finding in one.findings)


@settings(max_examples=150, deadline=None)
@given(Fuzzed)
def test_no_bytes_make_the_reader_of_days_stumble(body: bytes) -> None:
    for content in (body, hours_csv() + body, gzip.compress(body)):
        try:
            found = read_days(hours_table(content), {"1"})
        except UnreadableFile:
            continue
        assert found.accepted + len(found.wrong) == found.rows


def test_the_services_of_a_spreadsheet_are_those_of_text() -> None:
    found = read(places_xlsx([place(palvelut="Tietokoneet|Digituki")]), is_xlsx=True)

    assert codes_of(found.places[0]) == ["device_network", "service_guidance"]
