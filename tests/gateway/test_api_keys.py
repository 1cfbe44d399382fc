"""Keys in the database and on the command line."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

import gateway.app
from common.clock import new_id, now
from common.db import Transactions, connected
from common.errors import InvalidCredentials, NotFound, ServiceUnavailable, ValidationFailed
from gateway import keys
from gateway.api_keys import (
    ApiKey,
    Kind,
    Wanted,
    all_keys,
    create_first_admin,
    create_key,
    key_of,
    keys_by_hash,
    note_use,
    revoke_key,
)
from gateway.app import _look_up, write_use
from gateway.callers import Callers
from gateway.partners import Partner
from gateway.rights import ADMIN, SCOPES
from tests.gateway.fake_service import PEPPER, PRIVATE_KEY, PUBLIC_KEYS
from tests.services import NOWHERE, names_told

KNOWN = f"{', '.join(SCOPES)}."
TOWN = UUID("0199e0a0-0000-7000-8000-000000000001")
PARTNER = Wanted(
    name="Heinolan kaupunki",
    kind=Kind.PARTNER,
    scopes=frozenset({"directory:write"}),
    municipalities=frozenset({"111"}),
    organisation_id=TOWN,
)
STAFF = Wanted(name="Silta", kind=Kind.STAFF, scopes=frozenset({"mentoring:write"}))
AINO = replace(STAFF, name="Aino", roles=frozenset({"mentor"}), subject="aino")


async def created(session: AsyncSession, wanted: Wanted = PARTNER) -> tuple[ApiKey, str]:
    return await create_key(session, wanted, "test", PEPPER)


async def test_a_key_is_found_by_its_hash_and_kept_nowhere(session: AsyncSession) -> None:
    key, made = await created(session)

    found = await keys_by_hash(session, [b"another", keys.fingerprint(made, PEPPER)])

    assert list(found) == [key]
    assert key.partner_id is not None
    assert timedelta(days=399) < key.expires_at - now() <= timedelta(days=400)
    row = (await session.execute(text("select row_to_json(api_key)::text from api_key"))).scalar()
    assert made not in str(row)
    assert made.split("_")[3] not in str(row)


async def test_the_caller_of_a_key_carries_its_rights(session: AsyncSession) -> None:
    key, _ = await created(session)

    caller = key.caller()

    assert caller.subject == f"key:{key.id}"
    assert caller.kind == "partner"
    assert caller.scopes == {"directory:write"}
    assert caller.municipalities == {"111"}
    assert caller.organisation == TOWN
    assert not caller.any_owner


async def test_a_staff_key_acts_in_the_name_of_a_person(session: AsyncSession) -> None:
    key, _ = await created(session, AINO)
    other, _ = await created(session, replace(STAFF, subject=key.id))

    caller = key.caller()

    assert (caller.subject, caller.kind) == ("aino", "staff")
    assert caller.roles == {"mentor"}
    assert await key_of(session, caller) == key
    assert await key_of(session, other.caller()) == other


async def test_two_keys_of_a_person_that_may_the_same_are_not_told_apart(
    session: AsyncSession,
) -> None:
    first, _ = await created(session, AINO)
    second, _ = await created(session, AINO)

    either = await key_of(session, first.caller())
    await revoke_key(session, second.id, "lost")

    assert either is None
    assert await key_of(session, first.caller()) == first


@pytest.mark.parametrize(
    "subject", ["", " aino", "ai\nno", "a" * 201, "key:Example001", "system", "anonymised:1"]
)
async def test_a_key_acts_in_the_name_of_persons_only(session: AsyncSession, subject: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        await created(session, Wanted(**vars(AINO) | {"subject": subject}))

    assert refused.value.errors[0].pointer == "/subject"


async def test_two_keys_of_one_organisation_are_of_one_partner(session: AsyncSession) -> None:
    first, _ = await created(session)
    second, _ = await created(session)

    partner = await session.get(Partner, first.partner_id)

    assert first.partner_id == second.partner_id
    assert partner is not None
    assert partner.organisation_id == TOWN


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scopes": frozenset({"directory:everything"})}, "directory:everything is not a scope: "),
        ({"scopes": frozenset({"mentoring:reed"})}, f"mentoring:reed is not a scope: {KNOWN}"),
        ({"scopes": frozenset()}, "Give the key a scope: directory:read, "),
        ({"roles": frozenset({"mentro"})}, "mentro is not a role of a key: professional, mentor, "),
        ({"roles": frozenset({"board"})}, "board is not a role of a key: programme_board."),
        ({"roles": frozenset({"area_leader"})}, "area_leader is not a role of a key: "),
        ({"municipalities": frozenset({"Heinola"})}, "Heinola is not the 3-digit code of a "),
        ({"municipalities": frozenset({"999"})}, "999 is not the 3-digit code of a municipality"),
        ({"municipalities": frozenset({"588"})}, "588 is not the 3-digit code of a municipality"),
        ({"name": " "}, "Give the key a name."),
        ({"organisation_id": None}, "A partner's key must belong to an organisation."),
        ({"subject": "aino"}, "Only a staff key acts in the name of a person"),
        ({"lifetime": timedelta(days=801)}, "A key must live 1 to 800 days."),
    ],
)
async def test_a_wish_that_is_wrong_is_refused_in_words(
    session: AsyncSession, change: dict[str, object], said: str
) -> None:
    wanted = Wanted(**vars(PARTNER) | change)

    with pytest.raises(ValidationFailed) as refused:
        await created(session, wanted)

    assert refused.value.errors[0].detail.en.startswith(said)


async def test_a_key_that_is_made_or_revoked_is_told(session: AsyncSession) -> None:
    key, _ = await created(session)

    await revoke_key(session, key.id, "lost")
    await revoke_key(session, key.id, "again")

    assert await names_told(session) == ["gateway.key.changed"] * 3
    assert key.revoked_at is not None
    assert key.revoked_reason == "lost"


async def test_a_key_that_is_not_there_cannot_be_revoked(session: AsyncSession) -> None:
    with pytest.raises(NotFound):
        await revoke_key(session, "Nothing001", "why")


async def test_there_is_one_first_administrator(session: AsyncSession) -> None:
    first = await create_first_admin(session, "test", PEPPER)

    assert first is not None
    assert set(first[0].scopes) == SCOPES.keys()
    assert ADMIN in first[0].roles
    assert await create_first_admin(session, "test", PEPPER) is None
    await revoke_key(session, first[0].id, "lost")
    assert await create_first_admin(session, "test", PEPPER) is not None


async def test_last_use_is_a_whole_minute_that_moves_forward_only(session: AsyncSession) -> None:
    key, _ = await created(session)
    minute = now().replace(second=0, microsecond=0)

    await note_use(session, {key.id}, minute)
    await note_use(session, {key.id}, minute - timedelta(minutes=5))
    await session.refresh(key)

    assert key.last_used_at == minute


async def test_use_that_could_not_be_written_is_written_the_next_time(
    transactions: Transactions,
) -> None:
    async with transactions.begin() as session:
        key, text_of_key = await created(session)
    callers = Callers(partial(_found, key), [PEPPER], "test")
    await callers.who([(b"x-api-key", text_of_key.encode())])

    async with connected("postgresql+asyncpg://nobody@127.0.0.1:1/nothing") as gone:
        with pytest.raises(ConnectionRefusedError):
            await write_use(gone, callers)
    assert callers.used == {key.id}
    await write_use(transactions, callers)

    async with transactions() as session:
        assert (await session.get_one(ApiKey, key.id)).last_used_at is not None
    assert callers.used == set()


async def _found(key: ApiKey, _: Collection[bytes]) -> list[ApiKey]:
    return [key]


async def test_five_hundred_invented_keys_do_not_keep_a_real_one_waiting(database: str) -> None:
    """More than the pool has connections, and fifteen is what it has."""
    statements: list[str] = []
    engine = create_async_engine(database)
    event.listen(
        engine.sync_engine, "before_cursor_execute", lambda *said: statements.append(said[2])
    )
    async with async_sessionmaker(engine, expire_on_commit=False).begin() as session:
        key, real = await created(session)
    app = FastAPI()
    app.state.transactions = async_sessionmaker(engine, expire_on_commit=False)
    callers = Callers(partial(_look_up, app), [PEPPER], "test")
    statements.clear()

    async with asyncio.TaskGroup() as beside:
        for _ in range(500):
            beside.create_task(_refused(callers, keys.new_key("test")[1]))
        await asyncio.sleep(0)
        known = await callers.who([(b"x-api-key", real.encode())])

    assert known.key_id == key.id
    assert len(statements) <= 3
    assert engine.pool.checkedin() == 1  # type: ignore[attr-defined]  # of AsyncAdaptedQueuePool
    await engine.dispose()


async def _refused(callers: Callers, key: str) -> None:
    with pytest.raises(InvalidCredentials):
        await callers.who([(b"x-api-key", key.encode())])


async def test_a_database_that_does_not_answer_is_no_reason_to_wait_for_ever(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.app, "PATIENCE", 0.3)
    app = FastAPI()
    async with connected(database) as app.state.transactions, app.state.transactions() as busy:
        await busy.execute(text("lock table api_key in access exclusive mode"))
        callers = Callers(partial(_look_up, app), [PEPPER], "test")

        with pytest.raises(ServiceUnavailable):
            async with asyncio.timeout(10):
                await callers.who([(b"x-api-key", keys.new_key("test")[1].encode())])


Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(database: str) -> Command:
    """`gateway keys …` as an operator types it."""
    told = {
        "DATABASE_URL": database, "NATS_URL": NOWHERE, "PEPPER": "p" * 32,
        "CALLER_KEY": PRIVATE_KEY, "CALLER_KEYS": PUBLIC_KEYS, "KEY_ENVIRONMENT": "test",
        "DIRECTORY_URL": "http://a", "MENTORING_URL": "http://a", "METRICS_URL": "http://a",
    }  # fmt: skip
    env = {"PATH": os.defpath} | {f"GATEWAY_{name}": value for name, value in told.items()}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        argv = [sys.executable, "-m", "gateway", "keys", *words]
        return subprocess.run(argv, env=env, capture_output=True, text=True, check=False)

    return run


async def test_an_operator_makes_lists_and_revokes_keys(
    command: Command, transactions: Transactions
) -> None:
    words = ["create", "--name", "Lahti", "--kind", "partner", "--scope", "directory:write",
             "--municipality", "398", "--organisation", str(new_id())]  # fmt: skip

    made = await asyncio.to_thread(command, *words)
    key_id = keys.usable_id(made.stdout.strip(), "test")
    assert key_id is not None
    listed = await asyncio.to_thread(command, "list")
    revoked = await asyncio.to_thread(command, "revoke", key_id, "--why", "lost")
    unknown = await asyncio.to_thread(command, "revoke", "Nothing001", "--why", "lost")
    async with transactions() as session:
        [row] = await all_keys(session)

    assert key_id in listed.stdout
    assert made.stdout.strip() not in listed.stdout
    assert revoked.returncode == 0
    assert row.revoked_reason == "lost"
    assert unknown.returncode == 2
    assert unknown.stderr == "gateway keys: there is no key Nothing001.\n"


async def test_an_operator_makes_a_key_for_a_person_and_sees_whose_it_is(command: Command) -> None:
    words = ("create", "--name", "Aino", "--subject", "aino", "--scope", "mentoring:write")

    roles = ("--role", "lead", "--role", "mentor")

    made = await asyncio.to_thread(command, *words, *roles, "--kind", "staff")
    refused = await asyncio.to_thread(command, *words, *roles, "--kind", "partner")
    listed = await asyncio.to_thread(command, "list")

    assert keys.usable_id(made.stdout.strip(), "test")
    assert refused.returncode == 2
    assert "Only a staff key acts" in refused.stderr
    assert "Aino  as aino  lead+mentor  [mentoring:write]" in listed.stdout


async def test_the_first_administrators_key_is_shown_once(command: Command) -> None:
    first = await asyncio.to_thread(command, "first-admin")
    second = await asyncio.to_thread(command, "first-admin")

    assert keys.usable_id(first.stdout.strip(), "test")
    assert (second.returncode, second.stdout) == (0, "")


async def test_bad_words_are_refused_with_a_sentence(command: Command) -> None:
    refused = await asyncio.to_thread(
        command, "create", "--name", "x", "--kind", "staff", "--scope", "all:all"
    )

    assert refused.returncode == 2
    assert refused.stderr == f"gateway keys: all:all is not a scope: {KNOWN}\n"
