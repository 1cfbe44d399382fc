"""What `gateway keys …` says of what it has done."""

import argparse
import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from common.db import Transactions
from directory.codes.first_areas import FIRST_MUNICIPALITIES
from gateway import command_line
from gateway.rights import CALLED, MUNICIPALITIES, OF_THE_TEAM, ROLES, SCOPES
from mentoring.people.roles import OF_TEAM, OF_TOKEN
from mentoring.people.teams import AS_ROLES
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


def test_help_names_every_scope_and_role_and_which_membership_a_role_needs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="0"):
        parsed("create", "--help")

    told = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if line]
    assert [list(one) for one in (*SCOPES.items(), *ROLES.items()) if list(one) not in told] == []
    assert [
        [role, said] for role, (said, _) in OF_THE_TEAM.items() if [role, said] not in told
    ] == []


def test_a_key_may_have_every_role_that_mentoring_takes_from_a_token() -> None:
    of_the_team = {role.value: word.value for word, role in AS_ROLES.items()}

    assert {role: word for role, (word, _) in OF_THE_TEAM.items()} == of_the_team
    assert set(OF_THE_TEAM) == {role.value for role in OF_TEAM}
    assert {role.value for role in OF_TEAM | OF_TOKEN} <= ROLES.keys()
    assert not CALLED.keys() & ROLES.keys()


def test_a_key_may_write_in_every_municipality_that_the_directory_has_in_force() -> None:
    in_force = {row["code"] for row in FIRST_MUNICIPALITIES if not row["valid_to"]}

    assert in_force == MUNICIPALITIES
