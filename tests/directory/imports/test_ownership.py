"""What an import may change and what belongs to people; points that left their source (R1, R3)."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from directory.partners.organisations import (
    OrganisationKind,
    add_organisation,
    change_organisation,
    the_organisation,
)
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
    points,
    the_point,
    told_of,
)


async def test_what_a_person_has_suspended_stays_so(session: AsyncSession) -> None:
    await applied(session, ONE)
    await changing.act_on_point(session, await local_point(session), "suspend")

    await applied(session, places_csv([place(nimi="Uusi")]))

    assert (await the_point(session))["state"] == "suspended"


async def test_R1_a_group_that_a_person_has_changed_is_not_overwritten(
    session: AsyncSession,
) -> None:
    await applied(session, ONE)
    theirs = [{"kind": "phone", "value": "03 555 555"}]
    await changing.change_point(session, await local_point(session), {"contacts": theirs})

    changed = await applied(session, places_csv([place(puhelin="03 777 777", nimi="Uusi")]))

    point = await the_point(session)
    assert point["contacts"] == theirs
    assert point["name"]["fi"] == "Uusi"
    assert point["source_values"]["contacts"]["contacts"][1]["value"] == "03 777 777"
    assert changed.counts["rows"]["updated"] == 1
    again = await applied(session, places_csv([place(puhelin="03 777 777", nimi="Uusi")]))
    assert again.counts["rows"]["unchanged"] == 1


async def test_R1_owners_that_a_person_has_named_stay(session: AsyncSession) -> None:
    # given the organisation that stands for a source, renamed, and a point of another
    await applied(session, ONE)
    standing = await the_organisation(session, (await the_point(session))["organisation_id"])
    await change_organisation(session, standing, {"name": {"fi": "Kirjastot"}})
    kela = {"name": {"fi": "Kela"}, "kind": OrganisationKind.KELA}
    other = await add_organisation(session, kela)
    await changing.change_point(session, await local_point(session), {"organisation_id": other.id})

    # when the next file comes
    await applied(session, places_csv([place(nimi="Uusi"), place(id="2")]))

    # then both are as they were
    assert (await the_point(session))["organisation_id"] == other.id
    assert (await the_point(session, "2"))["organisation_id"] == standing.id
    named = await session.scalars(text("select name->>'fi' from organisation order by 1"))
    assert named.all() == ["Kela", "Kirjastot"]


async def test_R1_a_column_that_the_file_does_not_have_changes_nothing(
    session: AsyncSession,
) -> None:
    await applied(session, places_csv([place(**HOURS, omistaja="Kela", kuvaus="Apua")]))
    before = await the_point(session)

    again = await applied(session, ONE)

    assert again.counts["rows"]["unchanged"] == 1
    assert await the_point(session) == before


async def test_R3_a_point_that_left_the_source_is_suspended_after_two_imports_without_it(
    session: AsyncSession,
) -> None:
    await applied(session, TWO)

    first = await applied(session, ONE)
    assert (await the_point(session, "2"))["state"] == "published"
    assert (await the_point(session, "2"))["flags"] == ["left_source"]
    second = await applied(session, ONE)
    assert (await the_point(session, "2"))["state"] == "suspended"
    assert await told_of(session) == ["point.suspended"]
    third = await applied(session, ONE)
    assert await told_of(session) == []

    assert [one.counts["points"]["suspended"] for one in (first, second, third)] == [0, 1, 0]
    assert [one.counts["points"]["left_source"] for one in (first, second, third)] == [1, 1, 1]


async def test_R3_a_point_that_comes_back_is_published_again(session: AsyncSession) -> None:
    for content in (TWO, ONE, ONE):
        await applied(session, content)

    await applied(session, TWO)

    point = await the_point(session, "2")
    assert (point["state"], point["flags"]) == ("published", [])
    assert await told_of(session) == ["point.published"]


async def test_R3_one_import_without_it_and_one_with_it_begin_anew(session: AsyncSession) -> None:
    for content in (TWO, ONE, TWO, ONE):
        await applied(session, content)

    assert (await the_point(session, "2"))["state"] == "published"


async def test_R3_a_row_with_an_error_or_outside_the_county_has_not_left(
    session: AsyncSession,
) -> None:
    await applied(session, TWO)
    wrong = places_csv(
        [place(), *(place(id=f"{n}") for n in range(3, 9)), place(id="2", kunta="?")]
    )

    for _ in range(2):
        await applied(session, wrong)

    assert (await the_point(session, "2"))["flags"] == []


async def test_an_archived_point_is_skipped(session: AsyncSession) -> None:
    await applied(session, ONE)
    await changing.act_on_point(session, await local_point(session), "archive")
    await session.flush()

    found = await compared(session, places_csv([place(nimi="Uusi")]))

    assert found.counts["rows"]["skipped"] == 1
    assert codes(found) == {"id": "archived"}


async def test_T8_unclear_hours_make_a_draft_and_never_replace_hours_that_are_shown(
    session: AsyncSession,
) -> None:
    unclear = {"aukioloajat": "parillisilla viikoilla ma 9-12"}
    await applied(session, places_csv([place(**HOURS), place(id="2", **unclear)]))
    shown = (await the_point(session))["hours"]

    await applied(session, places_csv([place(**unclear), place(id="2", **unclear)]))

    one, two = (await points(session)).values()
    assert (one["state"], one["hours"]) == ("published", shown)
    assert one["source_values"]["hours"]["hours"]["periods"]
    assert "check_hours" in one["flags"]
    assert two["state"] == "draft"


async def test_a_flag_that_a_person_took_away_comes_back_only_with_something_new(
    session: AsyncSession,
) -> None:
    kela = place(palvelut="KELA etäpalvelut")
    await applied(session, places_csv([kela]))
    assert (await the_point(session))["flags"] == ["check_kela_point"]
    await session.execute(text("update support_point set flags = '{seen}'"))

    same = await applied(session, places_csv([kela]))
    assert same.counts["rows"]["unchanged"] == 1
    await applied(session, places_csv([kela | {"nimi": "Uusi"}]))

    assert (await the_point(session))["flags"] == ["check_kela_point", "seen"]
