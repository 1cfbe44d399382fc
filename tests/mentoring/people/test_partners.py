"""Partners are what the directory told last of organisations; work begins with those that are."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from directory import events as directory
from mentoring.listeners import (
    HEARING,
    OrganisationArchived,
    OrganisationCreated,
    OrganisationUpdated,
    hear_organisation,
)
from mentoring.people.partners import Partner, Told, keep_partner, names_of
from tests.mentoring.bridge.test_engagements import NOON
from tests.mentoring.county import County, caller, slug
from tests.mentoring.partnering import NAME, a_partner
from tests.mentoring.support.items import target
from tests.services import as_caller

PAIRS: dict[Any, Any] = {
    directory.OrganisationCreated: OrganisationCreated,
    directory.OrganisationUpdated: OrganisationUpdated,
    directory.OrganisationArchived: OrganisationArchived,
}
"""What the directory tells, and what is heard of it."""


async def heard(session: AsyncSession, kind: Any, id_: UUID, sequence: int, name: str) -> None:
    names = {"fi": name, "sv": None, "en": None}
    event = kind(organisation_id=id_, name=names, kind="third_sector", sequence=sequence)
    await HEARING[kind](session, event)
    await session.commit()


async def begun(client: AsyncClient, path: str, partner: UUID) -> Response:
    new = {"title": "Koulutus"} if path == "/needs" else {}
    with standing_at(NOON):
        sent = new | {"partner_id": f"{partner}"}
        return await client.post(path, headers=caller("me1"), json=sent)


@pytest.mark.parametrize("path", ["/engagements", "/needs"])
async def test_work_begins_with_organisations_that_take_part(
    path: str, client: AsyncClient, session: AsyncSession, county: County
) -> None:
    known, gone = uuid4(), uuid4()
    await a_partner(session, known)
    await heard(session, OrganisationCreated, gone, 1, "Ennen")
    await heard(session, OrganisationArchived, gone, 2, "Ennen")

    answers = [await begun(client, path, one) for one in (known, uuid4(), gone)]

    assert [one.status_code for one in answers] == [201, 422, 422]
    wrong = [one.json()["errors"][0] for one in answers[1:]]
    assert {(one["pointer"], one["code"]) for one in wrong} == {("/partner_id", "not_in_list")}
    assert (answers[0].json()["partner_id"], answers[0].json()["partner_name"]) == (
        f"{known}",
        NAME,
    )


async def test_an_engagement_needs_a_unit_that_is_there(
    client: AsyncClient, county: County
) -> None:
    refused = await client.post(
        "/engagements", headers=caller("me1"), json={"org_unit_id": f"{uuid4()}"}
    )

    assert refused.json()["errors"][0]["pointer"] == "/org_unit_id"


async def test_what_came_late_changes_nothing(session: AsyncSession) -> None:
    one = uuid4()

    await heard(session, OrganisationUpdated, one, 3, "Uusi")
    await heard(session, OrganisationCreated, one, 1, "Vanha")
    await heard(session, OrganisationArchived, one, 2, "Vanha")
    between = await names_of(session, [one])
    await heard(session, OrganisationArchived, one, 4, "Uusi")

    row = await session.get_one(Partner, one)
    assert between[one]["fi"] == "Uusi"
    assert (row.is_archived, row.sequence) == (True, 4)


async def test_what_nobody_told_gives_way_to_the_first_event(session: AsyncSession) -> None:
    one = uuid4()
    await keep_partner(session, Told(one, {"fi": "Oma"}, "kela", is_archived=False, sequence=0))

    await heard(session, OrganisationCreated, one, 1, "Kuultu")
    await keep_partner(session, Told(one, {"fi": "Oma"}, "kela", is_archived=False, sequence=0))

    assert (await names_of(session, [one]))[one]["fi"] == "Kuultu"


async def test_it_hears_what_the_directory_tells() -> None:
    theirs = {"name": NAME, "kind": "kela", "organisation_id": f"{uuid4()}"}
    fields = theirs | {"municipality_codes": [], "version": 1}

    ours = [
        ours.opened(json.loads(kind.model_validate(fields).sealed(number)))
        for number, (kind, ours) in enumerate(PAIRS.items(), 7)
    ]

    kept = [HEARING[kind] for kind in PAIRS.values()]
    assert [one.sequence for one in ours] == [7, 8, 9]
    assert {(one.name["fi"], one.kind) for one in ours} == {(NAME["fi"], "kela")}
    assert set(kept) == {hear_organisation}


@pytest.mark.parametrize("path", ["/engagements", "/needs", "/forwarded-items"])
async def test_lists_name_partners_also_archived_ones(
    path: str, client: AsyncClient, session: AsyncSession, county: County
) -> None:
    partner = uuid4()
    await a_partner(session, partner)
    if path == "/forwarded-items":
        theirs = as_caller(
            "mentoring:use", subject="key:1", kind="partner", organisation=f"{partner}"
        )
        sent = {"kind": "fault", "target_id": f"{await target(session)}", "text": "Chat ei aukea."}
        made = await client.post(path, headers=theirs, json=sent)
    else:
        made = await begun(client, path, partner)
    await heard(session, OrganisationArchived, partner, 2, "Entinen ry")

    listed = (await client.get(path, headers=caller("lu"))).json()["items"]
    one = (await client.get(f"{path}/{made.json()['id']}", headers=caller("lu"))).json()

    assert {slug(made), listed[0]["id"]} == {"", one["id"]}
    assert [told["partner_name"]["fi"] for told in (*listed, one)] == ["Entinen ry"] * 2
    assert {told["partner_id"] for told in (*listed, one)} == {f"{partner}"}


async def test_a_partner_that_is_not_known_yet_has_no_name(
    client: AsyncClient, session: AsyncSession, county: County
) -> None:
    partner = uuid4()
    await a_partner(session, partner)
    path = f"/needs/{(await begun(client, '/needs', partner)).json()['id']}"
    known = (await client.get(path, headers=caller("lu"))).json()
    await session.delete(await session.get_one(Partner, partner))
    await session.commit()

    told = (await client.get(path, headers=caller("lu"))).json()

    assert known["origins"][0]["partner_name"] == NAME
    assert (told["partner_id"], told["partner_name"]) == (f"{partner}", None)
    assert told["origins"][0]["partner_name"] is None
