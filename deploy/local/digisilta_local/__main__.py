"""digisilta up | status | reset | provision | secrets | import | keys | run"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from digisilta_local import deleting, settings, status
from digisilta_local.home import Home
from digisilta_local.names import PROVISION, SERVICES
from digisilta_local.ports import is_free
from digisilta_local.trouble import Trouble

PASSED_ON = {"import": ("directory", ["import"]), "keys": ("gateway", ["keys"])}
PASSED_ON_HELP = {
    "import": "read support points or opening hours from a file, while Digisilta runs",
    "keys": "make, list and revoke API keys, while Digisilta runs",
}
"""Words of a service of ours: `digisilta import …` is `python -m directory import …`."""
NOT_RUNNING = NOT_OURS = 2
HELP = {"-h", "--help"}
HELP_OF_RUN = "give a command to one service: digisilta run directory dead"


def main(argv: Sequence[str] | None = None) -> None:
    """Read the command line, do what it says, and end with its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        sys.exit(_passed_on(words) if _is_for_a_service(words) else _do(words))
    except KeyboardInterrupt:
        sys.exit(130)
    except Trouble as trouble:
        print(f"digisilta: {trouble}", file=sys.stderr)
        sys.exit(trouble.code)


def _do(words: list[str]) -> int:
    args = _parser().parse_args(words)
    chosen = settings.read()
    home = Home(chosen.home)
    match args.verb:
        case "up":
            return _up(chosen, home, args)
        case "status":
            return _status(home)
        case "reset":
            return _reset(home, sure=args.yes)
        case "provision":
            return _provision(chosen, home, args)
        case _:
            return _print_secrets()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="digisilta", description="Digisilta on one machine.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    up = verbs.add_parser("up", help="start everything, and stay until Ctrl-C")
    up.add_argument("--no-demo", action="store_true", help="without the demonstration county")
    up.add_argument(
        "--only",
        type=_services,
        default=list(SERVICES),
        metavar="A,B",
        help=f"start these services and no others: some of {', '.join(SERVICES)}",
    )
    verbs.add_parser("status", help="how each process is")
    reset = verbs.add_parser("reset", help="delete all data that `digisilta up` has made")
    reset.add_argument("--yes", action="store_true", help="do not ask")
    provision = verbs.add_parser(
        "provision",
        help="create the message streams on NATS; only for an installation without `digisilta up`",
    )
    provision.add_argument("--replicas", type=int, default=1, help="servers that keep each stream")
    provision.add_argument("--stream-mib", type=int, default=512, help="disk for each stream")
    prints = provision.add_mutually_exclusive_group()
    prints.add_argument("--rights", action="store_true", help="print users.conf instead")
    prints.add_argument("--nats-conf", action="store_true", help="print nats.conf instead")
    prints.add_argument("--sql", action="store_true", help="print roles.sql for psql instead")
    provision.add_argument("--certificates", action="store_true", help="logins without passwords")
    verbs.add_parser("secrets", help="print new secrets for docker-compose.yml, for a file .env")
    for verb, help_ in PASSED_ON_HELP.items():
        verbs.add_parser(verb, help=help_)
    verbs.add_parser("run", help=HELP_OF_RUN, description=HELP_OF_RUN)
    return parser


def _services(said: str) -> list[str]:
    names = [name.strip() for name in said.split(",") if name.strip()]
    unknown = ", ".join(sorted(set(names) - set(SERVICES)))
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"{unknown or 'nothing'}: not among {', '.join(SERVICES)}")
    return [name for name in SERVICES if name in names]


def _up(chosen: settings.Settings, home: Home, args: argparse.Namespace) -> int:
    from digisilta_local.up import Up  # asyncpg and more, which `status` does without

    home.make()
    home.lock()
    if "gateway" in args.only and not is_free(chosen.port):
        raise Trouble(
            f"Port {chosen.port} is taken by another program."
            " Choose another one: DIGISILTA_PORT=8081 make up"
        )

    async def run() -> None:
        await Up(chosen, home, args.only, demo=not args.no_demo).run()

    asyncio.run(run())
    return 0


def _status(home: Home) -> int:
    found = asyncio.run(status.rows(home))
    print(status.table(found) if found else _does_not_run(home))
    return 0 if status.all_is_well(found) else 1


def _reset(home: Home, *, sure: bool) -> int:
    if not home.folder.exists():
        print(f"There is nothing at {home.folder}. Say with DIGISILTA_HOME where the data is.")
        return 0
    _refuse_reset(home)
    home.lock()
    asked = (
        f"Delete all data of Digisilta in {home.folder} (pg/, js/, run/, logs/, secrets, state)?"
        " Files of others stay. [y/N] "
    )
    if not (sure or _agrees(asked)):
        home.release()
        print("Nothing was deleted.")
        return 1
    left = deleting.delete(home)
    others = f" What is not of Digisilta stays: {', '.join(left)}." if left else ""
    print(f"The data of Digisilta in {home.folder} is deleted.{others}")
    return 0


def _refuse_reset(home: Home) -> None:
    """Raises Trouble: it is no folder of ours, or Digisilta runs on it."""
    if not deleting.is_ours(home):
        raise Trouble(
            f"{home.folder} is no data folder of Digisilta, so nothing in it was deleted."
            " Say with DIGISILTA_HOME where the data is.",
            NOT_OURS,
        )
    if home.is_locked():
        raise Trouble(
            f"Digisilta is already running on {home.folder}, pid {home.holder()}. Stop it first"
            " (Ctrl-C in its terminal), and then say `digisilta reset` again."
        )


def _agrees(asked: str) -> bool:
    try:
        return input(asked).strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _provision(chosen: settings.Settings, home: Home, args: argparse.Namespace) -> int:
    from digisilta_local import provision

    if args.rights:
        print(provision.users_conf(certificates=args.certificates), end="")
    elif args.nats_conf:
        print(provision.nats_conf(), end="")
    elif args.sql:
        print(provision.roles_sql(), end="")
    else:
        url = chosen.nats_url or _environment(home, PROVISION)["DIGISILTA_NATS_URL"]
        sizes = {"replicas": args.replicas, "mib": args.stream_mib}
        for what, how in asyncio.run(provision.lay_down(url, **sizes)):
            print(f"{what}: {how}")
    return 0


def _print_secrets() -> int:
    from digisilta_local import provision

    print(provision.secrets_env(), end="")
    return 0


def _is_for_a_service(words: list[str]) -> bool:
    if words[:1] == ["run"]:
        return not HELP & set(words[1:2])
    return bool(words) and words[0] in PASSED_ON


def _passed_on(words: list[str]) -> int:
    """Become the command line of a service, with its environment; help needs none."""
    from digisilta_local.services import inherited

    service, before = PASSED_ON.get(words[0], ("".join(words[1:2]), []))
    if service not in SERVICES:
        raise Trouble(f"digisilta run SERVICE WORD …: one of {', '.join(SERVICES)}.", NOT_RUNNING)
    is_run = words[0] == "run"
    rest = words[2:] if is_run else words[1:]
    wants_help = bool(HELP & set(rest))
    home = Home(settings.read().home)
    environment = inherited() if wants_help else _environment(home, service)
    called = f"digisilta run {service}" if is_run else "digisilta"
    argv = [sys.executable, "-m", service, "--called", called, *before, *rest]
    os.execve(sys.executable, argv, environment)  # noqa: S606  our own interpreter


def _environment(home: Home, service: str) -> dict[str, str]:
    """What a running Digisilta told this service. Raises Trouble: it does not run."""
    found: dict[str, dict[str, str]] = home.secrets().get("environments", {})
    if not home.is_locked() or service not in found:
        raise Trouble(_does_not_run(home), NOT_RUNNING)
    return found[service]


def _does_not_run(home: Home) -> str:
    return (
        f"Digisilta does not run on {home.folder}. Start it in another terminal (make up),"
        " or say with DIGISILTA_HOME where it runs."
    )


if __name__ == "__main__":
    main()
