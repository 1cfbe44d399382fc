"""Files of places in the database: the rules I3-I6, F1, D6 and what is told."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from directory.imports.batches import ImportHasErrors, OutsideCounty
from directory.points import changing
from tests.directory.imports.sending import (
    HOURS,
    ONE,
    TWO,
    applied,
    codes,
    compared,
    local_point,
    place,
    places_csv,
    places_xlsx,
    points,
    the_point,
    told_of,
)
from tests.services import told


async def test_a_first_import_creates_points_and_the_organisation_that_stands_for_the_source(
    session: AsyncSession,
) -> None:
    row = await applied(session, ONE)

    point = await the_point(session)
    owner = (await session.execute(text("select name, kind from organisation"))).one()
    assert point["state"] == "published"
    assert point["kind"] == "municipality"
    assert point["hours"] == {}
    assert set(point["field_owners"].values()) == {"source"}
    assert (point["version"], point["data_source"]) == (1, "kirjastot")
    assert owner.name == {
        "fi": "Tuontilähde kirjastot",
        "sv": "Importkälla kirjastot",
        "en": "Import source kirjastot",
    }
    assert owner.kind == "municipality"
    assert await told_of(session) == ["organisation.created", "point.created", "point.published"]
    assert row.counts["points"]["created"] == row.counts["points"]["published"] == 1


async def test_the_event_of_an_imported_point_carries_its_state(session: AsyncSession) -> None:
    await applied(session, ONE)

    created = next(one for one in await told(session) if "point.created" in one["type"])["data"]
    point = await the_point(session)

    assert created["point_id"] == str(point["id"])
    assert created["service_codes"] == ["device_network", "service_guidance"]
    assert (created["municipality_code"], created["public"]) == ("398", True)
    assert (created["version"], created["changed"]) == (1, ["all"])


async def test_the_point_has_the_form_that_the_application_gives(session: AsyncSession) -> None:
    await applied(session, places_csv([place(**HOURS, kuvaus="Apua", omistaja="Kela")]))

    row = await local_point(session)
    await changing.change_point(session, row, {"summary": {"fi": "Muu", "sv": None, "en": None}})

    assert row.missing == []
    assert row.sort_name == "keskustan kirjasto"
    assert row.is_public


async def test_I4_the_same_file_again_changes_nothing_and_tells_nothing(
    session: AsyncSession,
) -> None:
    rows = [
        place(**HOURS, tarkistettu="2026-05-01", organisaatio="Kirjastot ry", kuvaus="Apua"),
        place(id="2", palvelut="Lautapelit", aukioloajat="parillisilla viikoilla ma 9-12"),
    ]
    await applied(session, places_csv(rows))
    before = await points(session)

    again = await applied(session, places_csv(rows))

    assert again.counts["rows"]["unchanged"] == 2
    assert await points(session) == before
    assert await told_of(session) == []


async def test_I5_a_row_is_matched_by_source_and_id_alone(session: AsyncSession) -> None:
    await applied(session, ONE)

    await applied(session, ONE, data_source="ptv")
    renamed = await applied(session, places_csv([place(nimi="Uusi nimi")]))

    names = await session.execute(text("select data_source, name->>'fi' from support_point"))
    assert sorted(map(tuple, names)) == [
        ("kirjastot", "Uusi nimi"), ("ptv", "Keskustan kirjasto"),
    ]  # fmt: skip
    assert renamed.counts["rows"]["updated"] == 1
    assert await told_of(session) == ["point.updated"]


async def test_a_change_counts_the_version_up_and_names_its_groups(session: AsyncSession) -> None:
    await applied(session, ONE)

    await applied(session, places_csv([place(puhelin="03 999 999", nimi="Uusi")]))

    point = await the_point(session)
    (event,) = await told(session)
    assert (point["version"], point["sort_name"]) == (2, "uusi")
    assert event["data"]["changed"] == ["contacts", "names"]
    assert event["data"]["version"] == 2


async def test_D6_a_row_without_a_service_stays_a_draft_until_the_source_names_one(
    session: AsyncSession,
) -> None:
    draft = await applied(session, places_csv([place(palvelut="Lautapelit")]))
    assert (await the_point(session))["state"] == "draft"
    assert draft.counts["points"]["drafts"] == draft.counts["codes"]["no-service"] == 1
    assert await told_of(session) == ["organisation.created", "point.created"]

    await applied(session, ONE)

    assert (await the_point(session))["state"] == "published"
    assert await told_of(session) == ["point.published", "point.updated"]


async def test_D6_a_place_that_nobody_can_reach_stays_a_draft(session: AsyncSession) -> None:
    found = await compared(session, places_csv([place(www="", puhelin="", sähköposti="")]))

    assert codes(found) == {"nimi": "not-publishable"}
    assert found.counts["points"]["drafts"] == 1


async def test_a_point_that_loses_its_last_service_is_suspended_and_comes_back(
    session: AsyncSession,
) -> None:
    await applied(session, ONE)

    lost = await applied(session, places_csv([place(palvelut="")]))
    assert (await the_point(session))["state"] == "suspended"
    assert await told_of(session) == ["point.suspended", "point.updated"]
    assert lost.counts["points"]["suspended"] == 1
    await applied(session, ONE)

    point = await the_point(session)
    assert (point["state"], point["flags"]) == ("published", [])


async def test_the_column_of_the_state_is_obeyed(session: AsyncSession) -> None:
    await applied(session, places_csv([place(tila="luonnos")]))
    assert (await the_point(session))["state"] == "draft"

    await applied(session, places_csv([place(tila="julkaistu")]))

    assert (await the_point(session))["state"] == "published"
    assert await told_of(session) == ["point.published"]


async def test_F1_a_date_of_checking_is_a_verification_of_that_date(session: AsyncSession) -> None:
    await applied(session, places_csv([place(tarkistettu="2026-05-01")]))
    assert "point.verified" in await told_of(session)
    older = await applied(session, places_csv([place(tarkistettu="2026-04-01")]))
    newer = await applied(session, places_csv([place(tarkistettu="2026-06-01")]))

    rows = await session.execute(text("select at::date, by_role from verification order by at"))
    assert [(str(day), role) for day, role in rows] == [
        ("2026-05-01", "import"), ("2026-06-01", "import"),
    ]  # fmt: skip
    point = await the_point(session)
    assert (str(point["verified_at"].date()), point["verified_by_role"]) == ("2026-06-01", "import")
    assert older.counts["rows"]["unchanged"] == newer.counts["rows"]["updated"] == 1
    assert await told_of(session) == ["point.verified"]


async def test_F1_without_a_date_of_checking_an_import_verifies_nothing(
    session: AsyncSession,
) -> None:
    await applied(session, ONE)

    assert (await the_point(session))["verified_at"] is None
    assert (await session.scalar(text("select count(*) from verification"))) == 0


async def test_owners_are_found_by_name_and_made_when_they_are_new(session: AsyncSession) -> None:
    rows = [
        place(organisaatio="Digitalkoot ry", omistaja="järjestö"),
        place(id="2", organisaatio="digitalkoot RY", omistaja="järjestö"),
    ]

    await applied(session, places_csv(rows))
    await applied(session, places_csv(rows))

    owners = (await session.execute(text("select name->>'fi', kind from organisation"))).all()
    assert [tuple(one) for one in owners] == [("Digitalkoot ry", "third_sector")]
    assert len({one["organisation_id"] for one in (await points(session)).values()}) == 1


async def test_I3_errors_do_not_stop_other_rows(session: AsyncSession) -> None:
    rows = [place(id=f"{number}") for number in range(4)] + [place(id="9", kunta="?")]

    found = await applied(session, places_csv(rows))

    assert found.counts["rows"]["created"] == 4
    assert found.counts["rows"]["error"] == 1


async def test_I3_above_a_fifth_of_errors_nothing_is_applied_unless_forced(
    session: AsyncSession,
) -> None:
    rows = [place(id=f"{number}") for number in range(3)] + [place(id="9", kunta="?")]

    with pytest.raises(ImportHasErrors) as refused:
        await applied(session, places_csv(rows))
    assert refused.value.members["codes"] == {"unknown-municipality": 1}
    assert await points(session) == {}
    forced = await applied(session, places_csv(rows), force=True)

    assert forced.counts["rows"]["created"] == 3


@pytest.mark.parametrize(
    ("choice", "counts"), [(OutsideCounty.SKIP, (1, 1)), (OutsideCounty.KEEP, (2, 0))]
)
async def test_I6_rows_outside_the_county_are_skipped_and_counted_or_kept(
    session: AsyncSession, choice: OutsideCounty, counts: tuple[int, int]
) -> None:
    rows = [place(), place(id="2", kunta="Tampere")]

    found = await applied(session, places_csv(rows), outside_county=choice)

    assert (found.counts["rows"]["created"], found.counts["rows"]["skipped"]) == counts


async def test_a_spreadsheet_and_text_of_the_same_rows_are_the_same(session: AsyncSession) -> None:
    await applied(session, TWO)

    rows = [place(), place(id="2", nimi="Toinen kirjasto")]
    again = await applied(session, places_xlsx(rows), "xlsx")

    assert again.counts["rows"]["unchanged"] == 2


async def test_a_dry_comparison_writes_nothing(session: AsyncSession) -> None:
    found = await compared(session, TWO)

    assert found.counts["rows"]["created"] == 2
    assert await points(session) == {}
    assert (await session.scalar(text("select count(*) from organisation"))) == 0
    assert await told_of(session) == []


async def test_an_import_of_many_changes_tells_of_each(session: AsyncSession) -> None:
    rows = [place(id=f"{number}") for number in range(300)]
    await applied(session, places_csv(rows))

    await applied(session, places_csv([row | {"nimi": "Uusi"} for row in rows]))

    assert await told_of(session) == ["point.updated"] * 300
