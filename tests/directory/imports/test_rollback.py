"""One transaction a file: what fails in the middle leaves the last good data (I1, O26)."""

import pytest
from sqlalchemy import text

from common.db import Transactions
from common.errors import Conflict
from directory.imports import running
from tests.directory.imports.sending import (
    applied,
    days,
    hours_csv,
    place,
    places_csv,
    points,
    sent,
    told_of,
)

TWO = places_csv([place(), place(id="2", nimi="Toinen kirjasto")])


class PowerOut(Exception):  # noqa: N818  a name for the story
    """The process ends before the commit."""


async def _fails(transactions: Transactions, content: bytes, kind: str = "csv") -> None:
    async with transactions.begin() as session:
        await applied(session, content, kind)
        raise PowerOut


async def _collides(transactions: Transactions, content: bytes) -> None:
    """Somebody changes the points between the comparison and the write."""
    file = sent(content)
    async with transactions.begin() as session:
        found = await running.compare(session, file)
        async with transactions.begin() as other:
            await other.execute(text("update support_point set version = version + 1"))
        await running.apply_at_once(session, file, found, "tester", force=False)


async def test_I1_an_import_that_fails_in_the_middle_leaves_the_last_good_data(
    transactions: Transactions,
) -> None:
    async with transactions.begin() as session:
        await applied(session, TWO)
        before = await told_of(session)
    changed = places_csv([place(nimi="A"), place(id="2", nimi="B"), place(id="3")])

    with pytest.raises(PowerOut):
        await _fails(transactions, changed)

    async with transactions() as session:
        names = [one["name"]["fi"] for one in (await points(session)).values()]
        assert names == ["Keskustan kirjasto", "Toinen kirjasto"]
        assert await told_of(session) == before
        assert (await session.scalar(text("select count(*) from import"))) == 1


async def test_O26_an_import_of_hours_that_fails_leaves_the_last_good_hours(
    transactions: Transactions,
) -> None:
    async with transactions.begin() as session:
        await applied(session, TWO)
        await applied(session, hours_csv("1;2026-05-01;;;kiinni"), "hours_csv")

    with pytest.raises(PowerOut):
        await _fails(transactions, hours_csv("1;2026-05-01;09:00;12:00;auki"), "hours_csv")

    async with transactions() as session:
        assert await days(session) == {"2026-05-01": "closed"}


async def test_a_point_that_changes_while_the_file_is_compared_is_a_conflict(
    transactions: Transactions,
) -> None:
    async with transactions.begin() as session:
        await applied(session, TWO)

    with pytest.raises(Conflict):
        await _collides(transactions, places_csv([place(nimi="Uusi"), place(id="2")]))
