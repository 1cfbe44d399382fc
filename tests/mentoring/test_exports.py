"""Lists as files obey the same filters and permissions as the lists."""

import csv
import io

import pytest
from httpx import AsyncClient
from openpyxl import load_workbook

from common.clock import standing_at
from common.shapes import Page
from mentoring.api import exports
from mentoring.api.columns import Path, cells_of, columns_of, safe
from mentoring.api.exports import CSV, XLSX
from mentoring.api.need_shapes import Need
from tests.mentoring.bridge.test_engagements import NOON, opened
from tests.mentoring.county import County, caller


async def test_S23_a_file_holds_what_the_list_holds(client: AsyncClient, county: County) -> None:
    with standing_at(NOON):
        for unit in ("u", "v"):
            await opened(client, county, unit)
        files = {
            who: await client.get("/engagements", headers={**caller(who), "Accept": CSV})
            for who in ("lu", "su", "pr")
        }

    rows = {
        who: list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
        for who, file in files.items()
    }
    assert {who: len(found) for who, found in rows.items()} == {"lu": 2, "su": 1, "pr": 0}
    assert rows["su"][0]["org_unit_id"] == str(county.units["u"])
    assert files["lu"].headers["content-disposition"] == 'attachment; filename="engagements.csv"'


async def test_a_workbook_has_the_same_rows(client: AsyncClient, county: County) -> None:
    with standing_at(NOON):
        await opened(client, county, "u")
        file = await client.get("/engagements", headers={**caller("lu"), "Accept": XLSX})

    sheet = load_workbook(io.BytesIO(file.content)).active
    assert sheet is not None
    head, row = sheet.iter_rows(values_only=True)
    assert dict(zip(head, row, strict=True))["state"] == "uncontacted"


async def test_a_file_has_every_page_of_the_list(
    client: AsyncClient, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "PAGE", 1)
    with standing_at(NOON):
        for unit in ("u", "v", "a"):
            await opened(client, county, unit)
        file = await client.get("/engagements", headers={**caller("lu"), "Accept": CSV})

    found = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    units = {str(county.units[unit]) for unit in ("u", "v", "a")}
    assert len(found) == 3
    assert {row["org_unit_id"] for row in found} == units


async def test_what_is_wrong_with_the_question_is_said_as_always(
    client: AsyncClient, county: County
) -> None:
    answer = await client.get("/engagements?state=x", headers={**caller("lu"), "Accept": CSV})

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_the_team_and_who_works_and_leads_where_are_told_as_files(
    client: AsyncClient, county: County
) -> None:
    paths = {
        "/team": "team",
        f"/people/{county.people['pr']}/placements": "people-placements",
        f"/org-units/{county.units['u']}/leadership": "org-units-leadership",
    }
    for path, name in paths.items():
        told = (await client.get(path, headers=caller("lu"))).json()
        file = await client.get(path, headers={**caller("lu"), "Accept": CSV})

        rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
        ids = [one["id"] for one in told.get("members", told.get("items"))]
        assert [row["id"] for row in rows] == ids != []
        assert file.headers["content-disposition"] == f'attachment; filename="{name}.csv"'


def test_no_cell_is_run_as_a_formula() -> None:
    assert [safe(told) for told in ("=1+1", "@x", "teksti", -5, True, None)] == [
        "'=1+1",
        "'@x",
        "teksti",
        -5,
        "true",
        None,
    ]


async def test_an_empty_list_is_a_file_with_the_columns_of_its_shape(
    client: AsyncClient, county: County
) -> None:
    with standing_at(NOON):
        empty = await client.get("/engagements", headers={**caller("lu"), "Accept": CSV})
        await opened(client, county, "u")
        full = await client.get("/engagements", headers={**caller("lu"), "Accept": CSV})

    lines = [
        list(csv.reader(io.StringIO(one.content.decode("utf-8-sig")))) for one in (empty, full)
    ]
    assert (len(lines[0]), len(lines[1])) == (1, 2)
    assert lines[0][0] == lines[1][0]
    assert lines[0][0][:9] == [
        *("id", "state", "version", "org_unit_id"),
        *("org_unit_name.fi", "org_unit_name.sv", "org_unit_name.en"),
        *("owner_id", "owner_name"),
    ]
    named = dict(zip(*lines[1], strict=True))
    assert (named["org_unit_name.fi"], named["owner_name"]) == ("Yksikkö u", "Testi Me1")
    assert not any(one.startswith("warnings") for one in lines[0][0])


async def test_values_of_the_trail_are_one_cell_each(client: AsyncClient, county: County) -> None:
    with standing_at(NOON):
        await opened(client, county, "u")
        file = await client.get(
            "/audit-entries?noun=engagement", headers={**caller("me1"), "Accept": CSV}
        )

    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert {"before", "after"} <= set(rows[0])
    assert {row["field"]: row["after"] for row in rows}["state"] == '{"value": "uncontacted"}'
    assert {row["before"] for row in rows} == {""}


def test_lists_of_texts_are_read_and_lists_of_parts_are_json() -> None:
    columns: list[Path] = [("tags",), ("parts",), ("name", "fi"), ("name", "sv")]
    row = {"tags": ["a", "b"], "parts": [{"fi": "ä"}], "name": {"fi": "Ö", "sv": None}}

    assert cells_of(row, columns) == ["a; b", '[{"fi": "ä"}]', "Ö", None]
    assert cells_of({"tags": [], "name": None}, columns) == ["", None, None, None]


def test_columns_are_those_of_the_shape_in_its_order() -> None:
    names = [".".join(one) for one in columns_of(Page[Need], "items")]

    at = names.index("partner_name.fi")
    assert names[at : at + 5] == [
        *("partner_name.fi", "partner_name.sv", "partner_name.en"),
        *("digital_service_id", "digital_service_name.fi"),
    ]
    assert {"planned.noun", "planned.state", "origins", "benefits"} <= set(names)
    assert len(names) == len(set(names))
