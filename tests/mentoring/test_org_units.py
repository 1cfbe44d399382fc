"""The tree of the organisation (domain.md 4.1 and 5)."""

from contextlib import nullcontext
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from mentoring.events import UnitKind
from mentoring.org_units import OrgChangeInvalid, OrgUnit, State, add_unit, the_unit
from tests.services import as_caller, told

LEAD = as_caller("mentoring:read", "mentoring:write", subject="aino")
READER = as_caller("mentoring:read")
NAME = {"fi": "Kotihoito", "sv": "Hemvård", "en": None}


def unit(
    kind: UnitKind,
    begins: str = "2025-01-01",
    ends: str | None = None,
    parent_id: UUID | None = None,
) -> OrgUnit:
    return OrgUnit(
        kind=kind,
        name=NAME,
        parent_id=parent_id,
        valid_from=date.fromisoformat(begins),
        ended_on=date.fromisoformat(ends) if ends else None,
        created_by="aino",
    )


def test_kinds_nest() -> None:
    above = {kind: {over for over in (None, *UnitKind) if nests(kind, over)} for kind in UnitKind}

    assert above == {
        UnitKind.COUNTY: {None},
        UnitKind.DIVISION: {None, UnitKind.COUNTY},
        UnitKind.RESULT_AREA: {UnitKind.COUNTY, UnitKind.DIVISION},
        UnitKind.UNIT: {UnitKind.COUNTY, UnitKind.DIVISION, UnitKind.RESULT_AREA},
    }


def nests(kind: UnitKind, parent: UnitKind | None) -> bool:
    try:
        unit(kind).stand_under(unit(parent) if parent else None)
    except OrgChangeInvalid:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "parent", "code"),
    [
        (UnitKind.RESULT_AREA, None, "parent_missing"),
        (UnitKind.UNIT, None, "parent_missing"),
        (UnitKind.UNIT, UnitKind.UNIT, "parent_of_wrong_kind"),
        (UnitKind.DIVISION, UnitKind.RESULT_AREA, "parent_of_wrong_kind"),
        (UnitKind.COUNTY, UnitKind.COUNTY, "parent_of_wrong_kind"),
    ],
)
def test_a_unit_stands_below_a_kind_above(
    kind: UnitKind, parent: UnitKind | None, code: str
) -> None:
    with pytest.raises(OrgChangeInvalid) as refused:
        unit(kind).stand_under(unit(parent) if parent else None)

    assert [(wrong.pointer, wrong.code) for wrong in refused.value.errors] == [("/parent_id", code)]


@pytest.mark.parametrize(
    ("begins", "ends", "fits"),
    [
        ("2025-01-01", "2026-01-01", True),
        ("2025-06-01", "2025-07-01", True),
        ("2024-12-31", "2026-01-01", False),
        ("2025-01-01", "2026-01-02", False),
        ("2025-01-01", None, False),
    ],
)
def test_a_parent_exists_all_the_time_that_the_unit_does(
    begins: str, ends: str | None, fits: bool
) -> None:
    area = unit(UnitKind.RESULT_AREA, "2025-01-01", "2026-01-01")

    with nullcontext() if fits else pytest.raises(OrgChangeInvalid, match="exists all the time"):
        unit(UnitKind.UNIT, begins, ends).stand_under(area)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2025-12-31T21:59:59+00:00", State.PLANNED),
        ("2025-12-31T22:00:00+00:00", State.ACTIVE),
        ("2026-06-30T20:59:59+00:00", State.ACTIVE),
        ("2026-06-30T21:00:00+00:00", State.ENDED),
    ],
)
def test_a_state_changes_at_midnight_in_helsinki(moment: str, state: State) -> None:
    area = unit(UnitKind.RESULT_AREA, "2026-01-01", "2026-07-01")

    with standing_at(datetime.fromisoformat(moment)):
        assert area.state is state


async def test_a_new_unit_is_told_with_its_public_name(session: AsyncSession) -> None:
    division = await add_unit(session, unit(UnitKind.DIVISION))
    area = await add_unit(session, unit(UnitKind.RESULT_AREA, parent_id=division.id))

    first, second = await told(session)

    assert first["type"] == "fi.digisilta.mentoring.org_unit.created.v1"
    assert second["data"] == {
        "org_unit_id": str(area.id),
        "kind": "result_area",
        "parent_id": str(division.id),
        "names": NAME,
        "valid_from": "2025-01-01",
        "ended_on": None,
    }
    assert second["partitionkey"] == f"org_unit.{area.id}"
    assert await the_unit(session, area.id) is area


async def test_a_parent_that_is_not_there_is_told_at_its_pointer(session: AsyncSession) -> None:
    with pytest.raises(OrgChangeInvalid) as refused:
        await add_unit(session, unit(UnitKind.UNIT, parent_id=uuid4()))

    assert refused.value.errors[0].code == "parent_unknown"
    assert await told(session) == []


async def add(client: AsyncClient, kind: str, **more: Any) -> Response:
    new = {"kind": kind, "name": NAME, "valid_from": "2025-01-01"} | more
    return await client.post("/org-units", json=new, headers=LEAD)


async def test_the_lead_adds_a_unit_and_others_read_it(client: AsyncClient) -> None:
    division = (await add(client, "division")).json()
    added = await add(client, "result_area", parent_id=division["id"], ended_on="2027-01-01")

    assert added.status_code == 201
    with standing_at(datetime(2026, 11, 22, tzinfo=UTC)):
        answer = await client.get(added.headers["location"], headers=READER)
    assert answer.json() == {
        "id": added.json()["id"],
        "kind": "result_area",
        "name": NAME,
        "parent_id": division["id"],
        "valid_from": "2025-01-01",
        "ended_on": "2027-01-01",
        "state": "active",
        "version": 1,
        "created_by": "aino",
        "created_at": added.json()["created_at"],
    }
    assert answer.headers["etag"].startswith('"v1.')
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_a_unit_that_would_break_the_tree_is_refused(client: AsyncClient) -> None:
    answer = await add(client, "unit")

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/org-change-invalid")
    assert answer.json()["title"] == "Muutos rikkoisi organisaatiorakenteen"
    assert answer.json()["errors"][0]["code"] == "parent_missing"


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({"ended_on": "2025-01-01"}, "/ended_on", "out_of_range"),
        ({"name": {"sv": "Hemvård"}}, "/name/fi", "required"),
        ({"kind": "planet"}, "/kind", "not_in_list"),
        ({"valid_from": 0}, "/valid_from", "bad_format"),
        ({"parent_id": "x"}, "/parent_id", "bad_format"),
        ({"id": str(uuid4())}, "/id", "extra_forbidden"),
        ({"version": 5}, "/version", "extra_forbidden"),
        ({"created_by": "somebody"}, "/created_by", "extra_forbidden"),
    ],
)
async def test_what_is_wrong_with_a_new_unit_is_told_at_its_pointer(
    client: AsyncClient, more: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await client.post(
        "/org-units",
        json={"kind": "division", "name": NAME, "valid_from": "2025-01-01"} | more,
        headers=LEAD,
    )

    assert answer.status_code == 422
    errors = [(wrong["pointer"], wrong["code"]) for wrong in answer.json()["errors"]]
    assert errors == [(pointer, code)]


async def test_S16_a_name_with_an_identity_code_is_refused(client: AsyncClient) -> None:
    answer = await add(client, "division", name={"fi": "Yksikkö 031052Y9214"})

    assert answer.json()["type"] == "/problems/identity-code-in-text"


async def test_a_repeated_post_adds_one_unit(client: AsyncClient) -> None:
    headers = LEAD | {"idempotency-key": str(uuid4())}
    new = {"kind": "division", "name": NAME, "valid_from": "2025-01-01"}

    first = await client.post("/org-units", json=new, headers=headers)
    again = await client.post("/org-units", json=new, headers=headers)

    assert first.json() == again.json()
    assert len((await client.get("/org-units", headers=READER)).json()["items"]) == 1


async def listed(client: AsyncClient, **query: Any) -> list[str]:
    answer = await client.get("/org-units", params=query, headers=READER)
    assert answer.status_code == 200
    return [item["id"] for item in answer.json()["items"]]


async def test_units_are_listed_by_kind_parent_and_day(client: AsyncClient) -> None:
    division = (await add(client, "division")).json()["id"]
    old = await add(client, "result_area", parent_id=division, ended_on="2026-01-01")
    new = await add(client, "result_area", parent_id=division, valid_from="2026-01-01")
    team = await add(client, "unit", parent_id=new.json()["id"], valid_from="2026-02-01")
    areas = [old.json()["id"], new.json()["id"]]

    assert await listed(client) == [division, *areas, team.json()["id"]]
    assert await listed(client, kind="result_area") == areas
    assert await listed(client, kind="division,unit") == [division, team.json()["id"]]
    assert await listed(client, parent_id=division) == areas
    assert await listed(client, parent_id=division, as_of="2025-12-31") == areas[:1]
    assert await listed(client, parent_id=division, as_of="2026-01-01") == areas[1:]
    assert await listed(client, as_of="2024-12-31") == []


async def test_units_are_paged(client: AsyncClient) -> None:
    for _ in range(5):
        await add(client, "division")

    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    for _ in range(3):
        page = (await client.get("/org-units", params=query, headers=READER)).json()
        seen += [item["id"] for item in page["items"]]
        query["cursor"] = page.get("next")

    assert query["cursor"] is None
    assert seen == await listed(client)
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/org-units"), ("POST", "/org-units"), ("GET", f"/org-units/{UUID(int=1)}")],
)
async def test_only_staff_of_mentoring_may(client: AsyncClient, method: str, path: str) -> None:
    new = {"kind": "division", "name": NAME, "valid_from": "2025-01-01"}
    body: dict[str, Any] = {"json": new} if method == "POST" else {}

    anyone = await client.request(method, path, **body)
    other = await client.request(method, path, headers=as_caller("directory:write"), **body)

    assert (anyone.status_code, other.status_code) == (401, 403)


async def test_a_unit_that_is_not_there(client: AsyncClient) -> None:
    answer = await client.get(f"/org-units/{uuid4()}", headers=READER)

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
