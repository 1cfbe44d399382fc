"""What `gateway keys …` says of what it has done."""

import argparse
import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from common.db import Transactions
from gateway import command_line
from tests.gateway.fake_service import PRIVATE_KEY, PUBLIC_KEYS
from tests.services import NOWHERE

FAILS_AT_COMMIT = (
    "create function refuse() returns trigger language plpgsql as"
    " $$ begin raise exception 'no commit today'; end $$",
    "create constraint trigger refuse after insert on api_key"
    " deferrable initially deferred for each row execute function refuse()",
)
CREATE = (
    "create", "--name", "Lahti", "--kind", "partner", "--scope", "directory:write",
    "--municipality", "398", "--organisation", "0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac",
)  # fmt: skip
GONE = "drop function refuse cascade"


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="digisilta")
    verbs = parser.add_subparsers(dest="verb")
    for known in ("serve", "openapi"):
        verbs.add_parser(known)
    command_line.add_words(verbs)
    return parser.parse_args(["keys", *words])


@pytest.fixture
def told(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a gateway on this database."""
    settings = {
        "DATABASE_URL": database, "NATS_URL": NOWHERE, "PEPPER": "p" * 32,
        "CALLER_KEY": PRIVATE_KEY, "CALLER_KEYS": PUBLIC_KEYS, "KEY_ENVIRONMENT": "test",
        "DIRECTORY_URL": "http://a", "MENTORING_URL": "http://a", "METRICS_URL": "http://a",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(f"GATEWAY_{name}", value)


@pytest_asyncio.fixture
async def no_commit(transactions: Transactions) -> AsyncIterator[None]:
    async with transactions.begin() as session:
        for statement in FAILS_AT_COMMIT:
            await session.execute(text(statement))
    yield
    async with transactions.begin() as session:
        await session.execute(text(GONE))


@pytest.mark.usefixtures("told", "no_commit")
@pytest.mark.parametrize("words", [CREATE, ("first-admin",)], ids=lambda words: words[0])
async def test_a_key_is_not_shown_before_it_is_kept(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(DBAPIError, match="no commit today"):
        await asyncio.to_thread(command_line.run_keys, parsed(*words))

    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("told")
async def test_a_refusal_begins_with_the_words_that_were_typed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = parsed("revoke", "Nothing001", "--why", "It is lost.")

    code = await asyncio.to_thread(command_line.run_keys, words)

    assert code == 2
    assert capsys.readouterr().err == "digisilta keys: there is no key Nothing001.\n"
