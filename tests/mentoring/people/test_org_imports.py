"""The organisation from a sheet: tried dry, written once, what is wrong is named (M-009, I8)."""

import asyncio
import io
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.people.org_command import import_units
from mentoring.people.org_units import OrgUnit
from mentoring.processes.trail import AuditEntry
from tests.mentoring.county import County, caller, slug
from tests.services import PUBLIC_KEYS, names_told

HEAD = ("code", "kind", "parent_code", "name_fi", "name_sv", "name_en", "valid_from", "ended_on")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TREE = [
    ("4110", "unit", "1200", "Kotihoito", "Hemvård", "", "2025-01-01", ""),
    ("1000", "division", "", "Ikääntyneet", "", "", "2025-01-01", ""),
    ("1200", "result_area", "1000", "Kotiin", "", "", "2025-01-01", ""),
]
Cells = Sequence[Any]


def csv_of(rows: Sequence[Cells], head: Cells = HEAD, delimiter: str = ";") -> bytes:
    return "\r\n".join(delimiter.join(map(str, row)) for row in [head, *rows]).encode()


def xlsx_of(rows: Sequence[Cells]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in [HEAD, *rows]:
        book.active.append([cell or None for cell in row])
    book.save(content)
    return content.getvalue()


async def send(
    client: AsyncClient, content: bytes, kind: str = "text/csv", who: str = "ad", **query: Any
) -> Response:
    headers = caller(who) | {"content-type": kind}
    return await client.post("/org-unit-imports", content=content, headers=headers, params=query)


async def done(client: AsyncClient, rows: Sequence[Cells], **query: Any) -> dict[str, Any]:
    answer = await send(client, csv_of(rows), **({"dry_run": "false"} | query))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def counted(answer: dict[str, Any]) -> dict[str, int]:
    return {name: count for name, count in answer["counts"].items() if count}


def wrong(answer: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(row["number"], row["column"], row["code"]) for row in answer["rows"]]


async def names(client: AsyncClient, on: str) -> dict[str, str]:
    found = await client.get(f"/org-units?as_of={on}&limit=200", headers=caller("me1"))
    return {one["code"]: one["name"]["fi"] for one in found.json()["items"]}


async def test_a_dry_run_is_the_default_and_writes_nothing(
    client: AsyncClient, session: AsyncSession
) -> None:
    answer = await send(client, csv_of(TREE))

    assert answer.json() == {
        "dry_run": True,
        "counts": {
            "created": 3,
            "renamed": 0,
            "moved": 0,
            "ended": 0,
            "unchanged": 0,
            "rejected": 0,
        },
        "rows": [],
        "unknown_columns": [],
    }
    for table in (OrgUnit, AuditEntry):
        assert await session.scalar(select(func.count()).select_from(table)) == 0
    assert await names_told(session) == []


@pytest.mark.parametrize("kind", ["text/csv", XLSX])
async def test_the_same_sheet_again_changes_nothing(
    client: AsyncClient, session: AsyncSession, kind: str
) -> None:
    content = csv_of(TREE) if kind == "text/csv" else xlsx_of(TREE)
    with standing_at(datetime(2026, 11, 22, tzinfo=UTC)):
        first = (await send(client, content, kind, dry_run="false")).json()
        again = (await send(client, content, kind, dry_run="false")).json()

    assert (counted(first), counted(again)) == ({"created": 3}, {"unchanged": 3})
    told = sorted(await names_told(session))
    assert told == ["mentoring.engagement.created", *["mentoring.org_unit.created"] * 3]


async def test_S13_a_sheet_renames_moves_and_ends(
    client: AsyncClient, session: AsyncSession
) -> None:
    await done(client, TREE)
    changed = [
        ("1000", "division", "", "Ikääntyneet", "", "", "2025-01-01", ""),
        ("1300", "result_area", "1000", "Uusi alue", "", "", "1.1.2026", ""),
        ("1200", "result_area", "1000", "Kotiin", "", "", "2025-01-01", "2026-01-01"),
        ("4110", "unit", "1200", "Kotihoito", "Hemvård", "", "2025-01-01", "2026-01-01"),
        ("4110", "unit", "1300", "Kotihoito 1", "Hemvård", "", "2026-01-01", ""),
    ]

    answer = await done(client, changed)
    again = await done(client, changed)

    assert counted(answer) == {"created": 1, "renamed": 1, "moved": 1, "ended": 1, "unchanged": 1}
    assert counted(again) == {"unchanged": 4}
    before, after = [await names(client, on) for on in ("2025-12-31", "2026-01-01")]
    assert before == {"1000": "Ikääntyneet", "1200": "Kotiin", "4110": "Kotihoito"}
    assert after == {"1000": "Ikääntyneet", "1300": "Uusi alue", "4110": "Kotihoito 1"}
    told = await names_told(session)
    kinds = ("created", "renamed", "moved", "ended")
    counts = [told.count(f"mentoring.org_unit.{kind}") for kind in kinds]
    assert counts == [4, 1, 1, 1]


async def test_a_history_of_rows_becomes_versions(client: AsyncClient) -> None:
    rows = [
        ("1000", "division", "", "Vanha", "", "", "2020-01-01", ""),
        ("1000", "division", "", "Uusi", "", "", "2024-01-01", "2030-01-01"),
    ]

    assert counted(await done(client, rows)) == {"created": 1}
    assert await names(client, "2023-12-31") == {"1000": "Vanha"}
    assert await names(client, "2024-01-01") == {"1000": "Uusi"}
    assert await names(client, "2030-01-01") == {}


FIRST = "2025-01-01"
GOOD = ("1000", "division", "", "Toimiala", "", "", "2025-01-01", "")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (("", "unit", "1000", "N", "", "", FIRST, ""), "code", "required"),
        (("2?", "unit", "1000", "N", "", "", FIRST, ""), "code", "bad_format"),
        (("2", "team", "1000", "N", "", "", FIRST, ""), "kind", "unknown_kind"),
        (("2", "unit", "1000", "", "N", "", FIRST, ""), "name_fi", "required"),
        (("2", "unit", "1000", "N", "", "", "tammikuu", ""), "valid_from", "bad_day"),
        (("2", "unit", "1000", "N", "", "", "2025-02-30", ""), "valid_from", "bad_day"),
        (("2", "unit", "1000", "N" * 201, "", "", FIRST, ""), "name_fi", "too_long"),
        (("2", "unit", "9", "N", "", "", FIRST, ""), "parent_code", "parent_unknown"),
        (("2", "unit", "", "N", "", "", FIRST, ""), "parent_code", "parent_missing"),
        (("2", "unit", "2", "N", "", "", FIRST, ""), "parent_code", "cycle"),
        (("2", "county", "1000", "N", "", "", FIRST, ""), "parent_code", "parent_of_wrong_kind"),
        (("2", "unit", "1000", "N", "", "", "2024-01-01", ""), "parent_code", "parent_not_valid"),
        (("2", "unit", "1000", "N", "", "", FIRST, FIRST), "ended_on", "ends_before_it_begins"),
        (("1000", "unit", "", "N", "", "", "2026-01-01", ""), "kind", "kind_differs"),
    ],
)
async def test_what_is_wrong_with_a_row_is_named(
    client: AsyncClient, row: Cells, column: str, code: str
) -> None:
    answer = await done(client, [GOOD, row])

    rejected = 2 if row[0] == "1000" else 1
    *beside, one = answer["rows"]
    assert (one["number"], one["column"], one["code"]) == (3, column, code)
    assert [other["code"] for other in beside] == ["left_out_together"] * (rejected - 1)
    assert all(said for other in answer["rows"] for said in other["text"].values())
    assert counted(answer) == {"rejected": rejected} | ({} if rejected == 2 else {"created": 1})


@pytest.mark.parametrize(
    ("end", "first", "found"),
    [
        ("2026-06-01", "2026-01-01", (2, "ended_on", "versions_overlap")),
        ("2025-06-01", "2026-01-01", (2, "ended_on", "versions_apart")),
        ("", "2025-01-01", (3, "valid_from", "duplicate_row")),
    ],
)
async def test_rows_of_one_unit_follow_each_other(
    client: AsyncClient, end: str, first: str, found: tuple[int, str, str]
) -> None:
    rows = [(*GOOD[:7], end), (*GOOD[:3], "Toinen", "", "", first, "")]

    answer = await done(client, rows)

    (other,) = {2, 3} - {found[0]}
    assert wrong(answer) == sorted([found, (other, "code", "left_out_together")])
    assert counted(answer) == {"rejected": 2}


async def test_what_stands_on_a_rejected_row_is_rejected_too(client: AsyncClient) -> None:
    rows = [
        ("1000", "division", "", "Toimiala", "", "", "tammikuu", ""),
        ("1200", "result_area", "1000", "Alue", "", "", "2025-01-01", ""),
        ("4110", "unit", "1200", "Yksikkö", "", "", "2025-01-01", ""),
        ("2000", "division", "", "Toinen", "", "", "2025-01-01", ""),
    ]

    answer = await done(client, rows)

    assert wrong(answer) == [
        (2, "valid_from", "bad_day"),
        (3, "parent_code", "parent_unknown"),
        (4, "parent_code", "parent_unknown"),
    ]
    assert counted(answer) == {"created": 1, "rejected": 3}
    assert await names(client, "2025-01-01") == {"2000": "Toinen"}


async def test_S13_a_sheet_cannot_end_what_others_stand_under(
    client: AsyncClient, county: County
) -> None:
    rows = [("a", "result_area", "division", "Yksikkö a", "", "", "2020-01-01", "2026-01-01")]
    ring = [("division", "division", "u", "Yksikkö division", "", "", "2020-01-01", "")]

    ended, turned = await done(client, rows), await done(client, ring)

    assert set(wrong(ended)) == {(2, "ended_on", "children_left")}
    assert counted(ended) == {"rejected": 1}
    assert (2, "parent_code", "cycle") in wrong(turned)
    assert counted(turned) == {"rejected": 1}


async def test_S16_an_identity_code_in_a_cell_is_refused_and_the_cell_named(
    client: AsyncClient, session: AsyncSession
) -> None:
    rows = [GOOD, ("2", "unit", "1000", "Matti 031052Y9214", "", "", "2025-01-01", "")]

    answer = await send(client, csv_of(rows), dry_run="false")

    assert wrong(answer.json()) == [(3, "name_fi", "identity_code_in_text")]
    assert "031052" not in answer.text
    assert await session.scalar(select(func.count()).select_from(OrgUnit)) == 1


async def test_a_column_that_is_not_there_leaves_names_and_others_are_told(
    client: AsyncClient,
) -> None:
    await done(client, TREE)
    head = ("Code", "kind", "parent_code", "NAME_FI", "valid_from", "Kustannuspaikka")
    rows = [("4110", "unit", "1200", "Kotihoito", "2025-01-01", "77")]

    answer = await send(client, csv_of(rows, head, ","), dry_run="false")

    assert counted(answer.json()) == {"unchanged": 1}
    assert answer.json()["unknown_columns"] == ["Kustannuspaikka"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_header"),
        (b"%PDF-1.7 \x00\xff", "no_header"),
        (b"code;kind\r\n1;unit\r\n", "no_header"),
        (b"PK\x03\x04 not a workbook", "not_a_spreadsheet"),
        (csv_of([GOOD] * 5_001), "too_many_rows"),
        (csv_of([(*GOOD[:3], '"open', "", "", "", "")]) + b"x" * 200_000, "not_a_spreadsheet"),
    ],
    ids=["empty", "pdf", "columns", "zip", "rows", "quote"],
)
async def test_a_bad_file_is_refused_as_a_whole(
    client: AsyncClient, content: bytes, code: str
) -> None:
    answer = await send(client, content, dry_run="false")

    assert (answer.status_code, slug(answer)) == (422, "validation-error")
    assert [one["code"] for one in answer.json()["errors"]] == [code]


async def test_only_the_admin_imports_and_only_sheets(client: AsyncClient) -> None:
    content = csv_of(TREE)

    lead = await send(client, content, who="lu")
    mentor = await send(client, content, who="me1")
    other = await send(client, content, kind="application/pdf")
    large = await send(client, b"x" * (5 * 1024 * 1024 + 1))

    assert [slug(one) for one in (lead, mentor, other, large)] == [
        "role-required",
        "missing-scope",
        "unsupported-media-type",
        "body-too-large",
    ]


async def test_the_command_line_imports_and_says_what_is_wrong(
    database: str,
    session: AsyncSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MENTORING_DATABASE_URL", database)
    monkeypatch.setenv("MENTORING_NATS_URL", "nats://127.0.0.1:9")
    monkeypatch.setenv("MENTORING_CALLER_KEYS", PUBLIC_KEYS)
    good, bad, none = (tmp_path / name for name in ("good.xlsx", "bad.csv", "none.xlsx"))
    good.write_bytes(xlsx_of(TREE))
    bad.write_bytes(csv_of([("2", "team", "1000", "N", "", "", "2025-01-01", "")]))
    none.write_bytes(b"PK")

    async def run(file: Path, *, is_dry: bool = False) -> tuple[int, str, str]:
        args = Namespace(file=str(file), dry_run=is_dry, called="mentoring import-units")
        code = await asyncio.to_thread(import_units, args)
        return code, *capsys.readouterr()

    dry = await run(good, is_dry=True)
    written = await run(good)
    rejected = await run(bad)
    unread = await run(none)
    missing = await run(tmp_path / "nothing.csv")

    assert (dry[0], dry[1].startswith("Would be: created 3")) == (0, True)
    assert (written[0], written[1].startswith("Units: created 3")) == (0, True)
    assert rejected[0] == 1
    assert f"{bad}:2: kind: The kind must be county" in rejected[2]
    assert (unread[0], "cannot be read as a spreadsheet" in unread[2]) == (2, True)
    assert (missing[0], "No such file" in missing[2]) == (2, True)
    who = select(OrgUnit.created_by).where(OrgUnit.opened_on == date(2025, 1, 1)).distinct()
    assert (await session.scalars(who)).all() == ["command line"]
