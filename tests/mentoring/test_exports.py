"""Lists as files obey the same filters and permissions as the lists."""

import csv
import io

from httpx import AsyncClient
from openpyxl import load_workbook

from common.clock import standing_at
from mentoring.api.exports import CSV, XLSX, _safe
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


async def test_what_is_wrong_with_the_question_is_said_as_always(
    client: AsyncClient, county: County
) -> None:
    answer = await client.get("/engagements?state=x", headers={**caller("lu"), "Accept": CSV})

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_no_cell_is_run_as_a_formula() -> None:
    assert [_safe(told) for told in ("=1+1", "@x", "teksti", -5, True, None)] == [
        "'=1+1",
        "'@x",
        "teksti",
        -5,
        "true",
        None,
    ]
