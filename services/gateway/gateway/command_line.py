"""The gateway's own words on the command line: keys, its public contract, its two sockets."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from common import db
from common.cli import More
from common.errors import NotFound, ValidationFailed
from gateway import serving
from gateway.api_keys import (
    LIFETIME,
    ApiKey,
    Kind,
    Wanted,
    all_keys,
    create_first_admin,
    create_key,
    revoke_key,
)
from gateway.app import contracts
from gateway.contract import NotInTheServices, cut, documents_below
from gateway.exposed import EXPOSED
from gateway.rights import OF_THE_TEAM, ROLES, SCOPES
from gateway.settings import Settings

REFUSED = 2
Doing = Callable[[AsyncSession, Settings, argparse.Namespace], Awaitable[list[str]]]


def add_words(verbs: Any) -> Mapping[str, More]:
    """Add ours, and what `serve` and `openapi` can do more here than elsewhere."""
    serve: argparse.ArgumentParser = verbs.choices["serve"]
    serve.add_argument("--management-port", type=int, help="of /live, /ready and /metrics")
    serve.add_argument("--management-host", default="127.0.0.1")
    openapi: argparse.ArgumentParser = verbs.choices["openapi"]
    openapi.add_argument(
        "--from", dest="folder", type=Path, help="cut the public contract from the services in it"
    )
    openapi.add_argument("--partly", action="store_true", help="leave out what no service has yet")
    ours = verbs.add_parser("keys", help="API keys")
    ours.set_defaults(called=ours.prog)
    keys = ours.add_subparsers(dest="does", required=True, metavar="VERB")
    shown = argparse.RawDescriptionHelpFormatter
    make = keys.add_parser("create", help="make a key and show it, once", formatter_class=shown)
    _add_create(make)
    keys.add_parser("list", help="show every key and what it may do, never its secret")
    revoke = keys.add_parser("revoke", help="end a key now")
    revoke.add_argument("id")
    revoke.add_argument("--why", required=True, help="one sentence")
    keys.add_parser("first-admin", help="make an administrator's key if there is none yet")
    return {"keys": run_keys, "openapi": print_contract, "serve": serving.serve}


def _add_create(create: argparse.ArgumentParser) -> None:
    many: dict[str, Any] = {"action": "append", "default": []}
    create.add_argument("--name", required=True, help="what the key is for")
    kinds = [kind.value for kind in Kind]
    create.add_argument("--kind", required=True, choices=kinds, help="an employee's or a partner's")
    create.add_argument("--scope", **many, help="one of those below; repeat it for more")
    create.add_argument(
        "--municipality", **many, help="where it may write: 3 digits, or * for all; may be repeated"
    )
    create.add_argument("--organisation", type=UUID, help="whose objects it may change")
    create.add_argument("--any-owner", action="store_true", help="objects of every organisation")
    create.add_argument("--role", **many, help="one of those below; may be repeated")
    create.add_argument("--subject", help="the person in whose name a staff key acts")
    create.add_argument(
        "--expires-days", type=int, default=LIFETIME.days, help="how long it is valid"
    )
    create.epilog = "\n".join(_explained())


def _explained() -> Iterator[str]:
    """Every scope and role that there is, and what it is for."""
    yield "scopes, which open doors:"
    yield from (f"  {scope:<20}{said}" for scope, said in SCOPES.items())
    yield "\nroles, which say what may be done behind them:"
    yield from (f"  {role:<20}{said}" for role, said in ROLES.items())
    yield "\nIn mentoring these also need a membership of the team on the day, with the role:"
    yield from (f"  {role:<20}{words[0]}" for role, words in OF_THE_TEAM.items())
    yield "A supervisor, area leader or division leader is the leadership of a unit, never a key."


def run_keys(args: argparse.Namespace) -> int:
    """Exit code 2 and a sentence when the wish is refused."""
    doing: dict[str, Doing] = {
        "create": _create,
        "list": _list,
        "revoke": _revoke,
        "first-admin": _first_admin,
    }
    try:
        return asyncio.run(_in_transaction(doing[args.does], Settings(), args))
    except ValidationFailed as refused:
        told = " ".join(wrong.detail.en for wrong in refused.errors)
        print(f"{args.called}: {told}", file=sys.stderr)  # noqa: T201
    except NotFound:
        print(f"{args.called}: there is no key {args.id}.", file=sys.stderr)  # noqa: T201
    return REFUSED


def print_contract(args: argparse.Namespace) -> int:
    """The gateway's own document, or the public one of all services."""
    if args.folder is None:
        made = contracts()["openapi"]
    else:
        try:
            made = cut(EXPOSED, documents_below(args.folder), partly=args.partly)
        except (NotInTheServices, ValueError) as wrong:
            print(f"gateway: exposed, but not there: {wrong}", file=sys.stderr)  # noqa: T201
            return 1
    _say(json.dumps(made, indent=2, sort_keys=True, ensure_ascii=False))
    return 0


async def _in_transaction(do: Doing, settings: Settings, args: argparse.Namespace) -> int:
    """Says what is done when it is committed, and not before."""
    async with db.connected(settings.database_url) as transactions, transactions.begin() as session:
        lines = await do(session, settings, args)
    for line in lines:
        _say(line)
    return 0


async def _create(session: AsyncSession, settings: Settings, args: argparse.Namespace) -> list[str]:
    wanted = Wanted(
        name=args.name,
        kind=Kind(args.kind),
        scopes=frozenset(args.scope),
        municipalities=frozenset(args.municipality),
        organisation_id=args.organisation,
        any_owner=args.any_owner,
        roles=frozenset(args.role),
        subject=args.subject,
        lifetime=timedelta(days=args.expires_days),
    )
    _, text = await create_key(session, wanted, settings.key_environment, settings.peppers[0])
    return [text]


async def _first_admin(
    session: AsyncSession, settings: Settings, _: argparse.Namespace
) -> list[str]:
    made = await create_first_admin(session, settings.key_environment, settings.peppers[0])
    return [made[1]] if made else []


async def _list(session: AsyncSession, _: Settings, __: argparse.Namespace) -> list[str]:
    return [_line(key) for key in await all_keys(session)]


async def _revoke(session: AsyncSession, _: Settings, args: argparse.Namespace) -> list[str]:
    key = await revoke_key(session, args.id, args.why)
    return [f"{key.id} is revoked"]


def _line(key: ApiKey) -> str:
    state = "revoked" if key.revoked_at else f"until {key.expires_at:%Y-%m-%d}"
    used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"
    rights = " ".join(key.scopes) or "-"
    where = ",".join(key.municipalities) or "-"
    whose = f"  as {key.subject}" if key.subject else ""
    roles = f"  {'+'.join(key.roles)}" if key.roles else ""
    used = f"{state}  used {used}"
    return f"{key.id}  {key.kind.value}  {used}  {key.name}{whose}{roles}  [{rights}]  {where}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
