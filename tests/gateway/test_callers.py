"""Who is asking, and for how long that is remembered."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta

import pytest

from common.clock import now, standing_at
from common.errors import InvalidCredentials, KeyExpired, ServiceUnavailable
from common.identity import ANYONE, Caller, Minter, Verifier
from gateway import keys
from gateway.api_keys import ApiKey
from gateway.callers import NOBODY, REMEMBERED, Callers, Known, Tokens
from tests.gateway.conftest import KeyTable
from tests.gateway.fake_service import PEPPER, PRIVATE_KEY, PUBLIC_KEYS


def callers(table: KeyTable, *more: bytes) -> Callers:
    return Callers(table.look_up, [*more, PEPPER], "test")


async def who(here: Callers, key: str) -> Known:
    return await here.who([(b"x-api-key", key.encode())])


async def test_without_a_credential_it_is_nobody(key_table: KeyTable) -> None:
    assert await callers(key_table).who([(b"accept", b"*/*")]) is NOBODY
    assert key_table.looked_up == 0


async def test_what_is_no_key_costs_no_question(key_table: KeyTable) -> None:
    with pytest.raises(InvalidCredentials):
        await who(callers(key_table), "dgs_test_nothing")

    assert key_table.looked_up == 0


async def test_a_key_is_looked_up_once(key_table: KeyTable) -> None:
    here, key = callers(key_table), key_table.add("directory:write")

    await who(here, key)
    known = await who(here, key)

    assert known.caller.scopes == {"directory:write"}
    assert key_table.looked_up == 1
    assert here.remembered(key.encode()) is known
    assert here.used == {known.key_id}


async def test_a_key_that_was_used_a_moment_ago_is_not_hashed_with_its_pepper_again(
    key_table: KeyTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, key = callers(key_table), key_table.add()
    await who(here, key)
    known = await who(here, key)
    monkeypatch.delattr("gateway.keys.fingerprint")
    here.used.clear()

    again = await here.who([(b"authorization", f"Bearer {key}".encode())])

    assert again is known
    assert here.used == {known.key_id}


async def test_an_unknown_key_is_remembered_too(key_table: KeyTable) -> None:
    here, key = callers(key_table), key_table.add()
    key_table.rows.clear()

    for _ in range(3):
        with pytest.raises(InvalidCredentials):
            await who(here, key)

    assert key_table.looked_up == 1
    assert here.remembered(key.encode()) is None


def invented() -> str:
    """A key that nobody was given: its checksum is right, which anybody can make so."""
    return keys.new_key("test")[1]


async def refused(here: Callers, key: str) -> None:
    with pytest.raises(InvalidCredentials):
        await who(here, key)


async def test_who_invents_keys_does_not_slow_the_holder_of_a_real_one(
    key_table: KeyTable,
) -> None:
    here, key = callers(key_table), key_table.add()
    key_table.takes = 0.05
    async with asyncio.TaskGroup() as beside:
        for _ in range(500):
            beside.create_task(refused(here, invented()))
        await asyncio.sleep(0)
        begun = asyncio.get_running_loop().time()

        known = await who(here, key)
        took = asyncio.get_running_loop().time() - begun

    assert known.key_id is not None
    assert took < 1
    assert key_table.looked_up <= 3


async def test_invented_keys_push_out_no_real_one(
    key_table: KeyTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.callers.MOST_REMEMBERED", 10)
    here, key = callers(key_table), key_table.add()
    await who(here, key)

    for _ in range(30):
        await refused(here, invented())
    await who(here, key)

    assert key_table.looked_up == 31
    assert len(here.unknown) == 10


async def test_the_key_that_was_used_longest_ago_makes_room(
    key_table: KeyTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.callers.MOST_REMEMBERED", 2)
    here, often, once, another = callers(key_table), *(key_table.add() for _ in range(3))

    for key in (often, once, often, another, often):
        await who(here, key)

    assert key_table.looked_up == 3


async def test_all_who_asked_together_hear_that_nobody_could_be_asked(key_table: KeyTable) -> None:
    here, asked = callers(key_table), 0

    async def gone(_: Collection[bytes]) -> Sequence[ApiKey]:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.05)
        raise ServiceUnavailable

    here.together.lookup = gone
    ended = await asyncio.gather(
        *(who(here, invented()) for _ in range(20)), return_exceptions=True
    )

    assert {type(one) for one in ended} == {ServiceUnavailable}
    assert asked == 2


async def test_who_leaves_while_asking_for_others_leaves_nobody_behind(key_table: KeyTable) -> None:
    here, key = callers(key_table), key_table.add()
    key_table.takes = 0.1
    async with asyncio.TaskGroup() as beside:
        first = beside.create_task(who(here, key))
        second = beside.create_task(who(here, key))
        await asyncio.sleep(0.05)

        first.cancel()

    assert second.result().key_id is not None


async def test_a_revoked_key_says_no_more_than_an_unknown_one(key_table: KeyTable) -> None:
    with pytest.raises(InvalidCredentials):
        await who(callers(key_table), key_table.add(revoked_at=now()))


async def test_its_holder_is_told_that_a_key_has_expired(key_table: KeyTable) -> None:
    here, key = callers(key_table), key_table.add(expires_at=now() + timedelta(seconds=5))
    await who(here, key)
    await who(here, key)

    with standing_at(now() + timedelta(seconds=6)):
        assert here.remembered(key.encode()) is None
        with pytest.raises(KeyExpired):
            await who(here, key)


async def test_what_has_changed_is_looked_up_anew(key_table: KeyTable) -> None:
    here, key = callers(key_table), key_table.add()
    known = await who(here, key)
    await who(here, key)
    next(iter(key_table.rows.values())).revoked_at = now()
    assert known.key_id is not None

    here.forget(known.key_id)

    assert here.remembered(key.encode()) is None
    with pytest.raises(InvalidCredentials):
        await who(here, key)


async def test_after_thirty_seconds_it_is_looked_up_anew(
    key_table: KeyTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, key = callers(key_table), key_table.add()
    await who(here, key)
    await who(here, key)
    next(iter(key_table.rows.values())).revoked_at = now()

    here.known = type(here.known)(
        (hashed, (until - REMEMBERED, known)) for hashed, (until, known) in here.known.items()
    )
    here.lately = {
        hashed: (until - REMEMBERED, known) for hashed, (until, known) in here.lately.items()
    }

    assert here.remembered(key.encode()) is None
    with pytest.raises(InvalidCredentials):
        await who(here, key)


async def test_a_row_that_was_read_before_its_change_is_not_remembered(
    key_table: KeyTable,
) -> None:
    here, key = callers(key_table), key_table.add()
    look_up = here.together.lookup

    async def meanwhile(hashes: Collection[bytes]) -> Sequence[ApiKey]:
        rows = await look_up(hashes)
        here.forget(rows[0].id)
        return rows

    here.together.lookup = meanwhile
    await who(here, key)

    assert not here.known


async def test_the_previous_pepper_still_opens(key_table: KeyTable) -> None:
    here, key = callers(key_table, b"q" * 32), key_table.add()

    assert (await who(here, key)).key_id is not None


def test_a_token_is_used_again_until_its_caller_changes() -> None:
    tokens = Tokens(Minter(PRIVATE_KEY))
    holder = Caller(subject="key:abc", scopes=frozenset({"directory:write"}))

    first = tokens.token(holder, "directory")

    assert tokens.token(holder, "directory") is first
    assert tokens.token(holder, "metrics") != first
    assert tokens.token(ANYONE, "directory") != first
    assert Verifier("directory", PUBLIC_KEYS).read(first) == holder
    tokens.forget("abc")
    assert ("key:abc", "directory") not in tokens.minted
    narrowed = Caller(subject="key:abc")
    assert Verifier("directory", PUBLIC_KEYS).read(tokens.token(narrowed, "directory")) == narrowed
