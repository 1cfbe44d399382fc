"""Who is asking, and for how long that is remembered."""

from datetime import timedelta

import pytest

from common.clock import now, standing_at
from common.errors import InvalidCredentials, KeyExpired
from common.identity import ANYONE, Caller, Minter, Verifier
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


async def test_an_unknown_key_is_remembered_too(key_table: KeyTable) -> None:
    here, key = callers(key_table), key_table.add()
    key_table.rows.clear()

    for _ in range(3):
        with pytest.raises(InvalidCredentials):
            await who(here, key)

    assert key_table.looked_up == 1
    assert here.remembered(key.encode()) is None


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
    look_up = here.lookup

    async def meanwhile(hashes: list[bytes]) -> object:
        row = await look_up(hashes)
        here.forget(str(row.id if row else ""))
        return row

    here.lookup = meanwhile  # type: ignore[assignment]
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
