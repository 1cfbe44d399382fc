"""The read model stays true: changed rows only, listeners late or killed (performance.md 3.5)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from common import db
from common.clock import standing_at
from directory.codes.codes import Code
from directory.model import keeper as keeper_module
from directory.model.keeper import Keeper, kept
from directory.partners.organisations import Organisation, change_organisation
from directory.points import changing
from directory.points.points import RecordState, SupportPoint
from tests.directory.town import Town, helsinki, point
from tests.directory.writing import EDITOR, send
from tests.services import as_caller, eventually

STAFF = as_caller("directory:read", kind="staff")


@pytest_asyncio.fixture
async def kept_town(town: Town) -> AsyncIterator[Town]:
    """The town with its listener, as the service runs."""
    async with kept(town.app.state.keeper, town.url):
        await eventually(lambda: fresh(town))
        yield town


async def fresh(town: Town) -> bool:
    keeper: Keeper = town.app.state.keeper
    return keeper.is_fresh()


async def rename(town: Town, name: str, to: str) -> None:
    """Another process changes a point."""
    async with db.connected(town.url) as transactions, transactions.begin() as session:
        row = await session.get_one(SupportPoint, town.ids[name])
        await changing.change_point(session, row, {"name": {"fi": to, "sv": None, "en": None}})


async def name_of(town: Town, name: str) -> str:
    shown: str = (await town.get(f"/support-points/{town.ids[name]}"))["name"]["fi"]
    return shown


@contextmanager
def statements(town: Town) -> Iterator[list[str]]:
    """The SQL that the service sends meanwhile."""
    seen: list[str] = []
    engine = town.app.state.transactions.kw["bind"].sync_engine

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_only_the_row_that_changed_is_read_again(town: Town) -> None:
    keeper: Keeper = town.app.state.keeper
    before = await keeper.compared()
    await rename(town, "harju", "Toinen")

    after = await keeper.compared()

    changed = {
        name
        for name, id_ in town.ids.items()
        if before.places.get(id_) is not after.places.get(id_)
    }
    assert changed == {"harju"}
    assert all(before.visits[id_] is after.visits[id_] for id_ in before.visits)
    assert all(before.channels[id_] is after.channels[id_] for id_ in before.channels)
    assert before.lists is after.lists
    assert await keeper.compared() is after


async def test_a_changed_owner_changes_what_it_owns(town: Town) -> None:
    keeper: Keeper = town.app.state.keeper
    before = await keeper.compared()
    async with db.connected(town.url) as transactions, transactions.begin() as session:
        row = await session.get_one(Organisation, town.ids["county"])
        await change_organisation(session, row, {"name": {"fi": "Uusi alue"}})

    after = await keeper.compared()

    assert after.places[town.ids["harju"]].organisation.name["fi"] == "Uusi alue"
    assert after.visits[town.ids["sysma"]].organisation.name["fi"] == "Uusi alue"
    assert before.places[town.ids["kela"]] is after.places[town.ids["kela"]]


async def test_a_changed_list_is_seen(town: Town) -> None:
    asked = f"/support-points/{town.ids['kela']}"
    before = await town.get(asked, include="services")
    async with db.connected(town.url) as transactions, transactions.begin() as session:
        these = update(Code).where(Code.code == "kela_point")
        await session.execute(these.values(name={"fi": "Kelan piste", "sv": None, "en": None}))

    after = await town.get(asked, include="services")

    assert before["services"][0]["name"]["fi"] == "Kelapiste"
    assert after["services"][0]["name"]["fi"] == "Kelan piste"


async def test_a_hot_read_opens_no_session(kept_town: Town) -> None:
    paths = ["/support-points", "/open-now", "/match", "/search?q=tuki", "/mobile-visits",
             "/mobile-units", "/remote-channels", "/materials", "/organisations", "/topics",
             f"/support-points/{kept_town.ids['harju']}", "/municipalities"]  # fmt: skip
    for path in paths:
        with statements(kept_town) as seen:
            assert (await kept_town.client.get(path)).status_code == 200
        assert seen == [], path


async def test_statements_do_not_grow_with_rows(town: Town) -> None:
    """Staff read what PostgreSQL says now."""
    paths = ["/support-points", "/mobile-visits", "/mobile-units", "/remote-channels",
             "/materials", "/organisations"]  # fmt: skip
    few = [await counted(town, path) for path in paths]
    async with db.connected(town.url) as transactions, transactions.begin() as session:
        for number in range(300):
            fields = point(f"Piste {number}", "398", (61.0, 25.7))
            row = SupportPoint(
                **fields,
                organisation_id=town.ids["county"],
                sort_name="x",
                state=RecordState.PUBLISHED,
            )
            session.add(row)
    await town.client.get("/support-points", headers=STAFF)

    many = [await counted(town, path) for path in paths]

    assert many == few
    assert max(many) <= 8


async def counted(town: Town, path: str) -> int:
    await town.client.get(path, headers=STAFF)
    with statements(town) as seen:
        assert (await town.client.get(path, headers=STAFF)).status_code == 200
    return len(seen)


async def test_a_notification_marks_the_model_old_at_once(
    kept_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rebuilder sleeps; the reader does not wait for it."""
    monkeypatch.setattr(keeper_module, "GATHER", 30.0)
    for number in range(3):
        await rename(kept_town, "harju", f"Nimi {number}")
        await eventually(lambda: stale(kept_town))

        assert await name_of(kept_town, "harju") == f"Nimi {number}"


async def stale(town: Town) -> bool:
    return not await fresh(town)


async def test_the_next_reader_sees_a_write_of_this_process(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when its notification is half a second late."""
    keeper: Keeper = town.app.state.keeper
    on_notify = keeper_module._on_notify

    async def late(connection: Any, heard: Any, lost: Any) -> None:
        def half_a_second_later() -> None:
            asyncio.get_running_loop().call_later(0.5, heard)

        await on_notify(connection, half_a_second_later, lost)

    monkeypatch.setattr(keeper_module, "_on_notify", late)
    async with kept(keeper, town.url):
        await eventually(lambda: fresh(town))
        for number in range(3):
            path, name = f"/support-points/{town.ids['harju']}", f"Nimi {number}"
            body = {"name": {"fi": name}}
            answer = await send(town, "PATCH", path, body, version=3 + number)
            assert answer.status_code == 200
            assert await name_of(town, "harju") == name
        await rename(town, "harju", "Muualla muutettu")
        await eventually(lambda: named(town, "Muualla muutettu"))


async def test_a_listener_that_was_killed_is_not_trusted(kept_town: Town) -> None:
    keeper: Keeper = kept_town.app.state.keeper
    async with db.connected(kept_town.url) as transactions, transactions() as session:
        killed = await session.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        )
        assert killed.all()
    await eventually(lambda: deaf(keeper))
    await rename(kept_town, "harju", "Kuulematta")

    assert await name_of(kept_town, "harju") == "Kuulematta"
    assert (await keeper.parts())["read_model"] in ("degraded", "ok")
    await eventually(lambda: fresh(kept_town))
    await rename(kept_town, "harju", "Taas kuultu")
    await eventually(lambda: named(kept_town, "Taas kuultu"))


async def deaf(keeper: Keeper) -> bool:
    return not keeper.listening


async def named(town: Town, name: str) -> bool:
    keeper: Keeper = town.app.state.keeper
    return keeper.catalogue.places[town.ids["harju"]].name["fi"] == name


@pytest.mark.parametrize("stumbling", ["rows", "read_lists"])
async def test_a_reading_that_fails_loses_no_change(
    town: Town, monkeypatch: pytest.MonkeyPatch, stumbling: str
) -> None:
    keeper: Keeper = town.app.state.keeper
    keeper.listening = True
    await keeper.current()

    async def broken(_: AsyncSession) -> Any:
        raise ConnectionError

    await rename(town, "harju", "Toinen")
    keeper.old = True
    with monkeypatch.context() as patched:
        patched.setattr(keeper.reader, stumbling, broken)
        with pytest.raises(ConnectionError):
            await keeper.current()
    assert keeper.old
    after = await keeper.current()
    assert after.places[town.ids["harju"]].row.name["fi"] == "Toinen"


async def test_nothing_is_read_again_when_nothing_was_committed(town: Town) -> None:
    await town.client.get("/support-points", headers=STAFF)

    with statements(town) as seen:
        await town.client.get("/support-points", headers=STAFF)

    assert len(seen) == 1
    await rename(town, "harju", "Toinen")
    assert await name_of(town, "harju") == "Toinen"


async def test_many_readers_compare_once(town: Town) -> None:
    keeper: Keeper = town.app.state.keeper
    keeper.listening = True

    with statements(town) as seen:
        found = await asyncio.gather(*(keeper.current() for _ in range(20)))

    assert len({id(one) for one in found}) == 1
    assert len(seen) < 30


async def test_a_unit_moves_on_when_its_visit_ends(kept_town: Town) -> None:
    with standing_at(helsinki(5, 5, 12) - timedelta(seconds=1)):
        before = await kept_town.get("/support-points", kind="mobile")
    with standing_at(helsinki(5, 5, 12)):
        after = await kept_town.get("/support-points", kind="mobile")

    codes = [one["items"][0]["municipality_code"] for one in (before, after)]
    assert codes == ["398", "781"]


async def test_all_tables_are_read_as_they_stood_at_one_moment(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A point of a new owner comes between the reading of owners and of points."""
    keeper: Keeper = town.app.state.keeper
    await keeper.compared()
    await rename(town, "harju", "Toinen")
    rows = keeper.reader._of

    async def slow(session: AsyncSession, kind: type[Any]) -> Any:
        found = await rows(session, kind)
        if kind is Organisation:
            made = await town.client.post(
                "/organisations", json={"name": {"fi": "Uusi"}, "kind": "company"}, headers=EDITOR
            )
            async with db.connected(town.url) as transactions, transactions.begin() as other:
                fields = point("Uuden piste", "398", None, organisation_id=made.json()["id"])
                await changing.add_point(other, fields)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(keeper.reader, "_of", slow)
        before = await keeper.compared()
    after = await keeper.compared()

    assert len(after.places) == len(before.places) + 1


async def test_without_notify_every_read_compares_first(kept_town: Town) -> None:
    keeper: Keeper = kept_town.app.state.keeper
    keeper.is_notified = False

    with statements(kept_town) as seen:
        await keeper.current()

    assert seen
    assert not keeper.is_fresh()
