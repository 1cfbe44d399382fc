"""The same few words for every service: mentoring serve | migrate | relay | dead | openapi …"""

import argparse
import gc
import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import uvicorn
from alembic import command
from alembic.config import Config
from pydantic import ValidationError

from common import logs
from common.bus import Urls, commands

REFUSED_SETTINGS = 78
SELDOM = 20_000, 20, 100
"""When the garbage collector looks: answers leave no cycles behind, and looking takes long."""
More = Callable[[argparse.Namespace], int]


def run(service: str, more: Callable[[Any], Mapping[str, More]] | None = None) -> None:
    """Read the command line and do what it says. `more` adds verbs of the service's own."""
    # `--called digisilta`, before all other words: what a person has typed to come here.
    called = sys.argv[2:3] if sys.argv[1:2] == ["--called"] else []
    parser = argparse.ArgumentParser(prog="".join(called) or service)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    serve = verbs.add_parser("serve", help="answer requests until told to stop")
    serve.add_argument("--port", type=int, help="listen on 127.0.0.1, or on --host")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--uds", help="listen on this Unix domain socket instead")
    verbs.add_parser("migrate", help="bring the database to the newest form")
    revision = verbs.add_parser("revision", help="write a migration from what changed")
    revision.add_argument("why", help="one line")
    verbs.add_parser("openapi", help="print the contract over HTTP")
    verbs.add_parser("asyncapi", help="print the contract over events")
    own = {**commands.add_words(verbs, partial(_place, service)), **(more(verbs) if more else {})}
    args = parser.parse_args(sys.argv[1 + 2 * len(called) :])
    try:
        sys.exit(own[args.verb](args) if args.verb in own else _do(service, args))
    except ValidationError as wrong:
        if not wrong.title.endswith("Settings"):
            raise
        print(f"{service}: settings are refused: {_told(service, wrong)}", file=sys.stderr)  # noqa: T201
        sys.exit(REFUSED_SETTINGS)


def _do(service: str, args: argparse.Namespace) -> int:
    match str(args.verb):
        case "serve":
            _serve(service, args)
        case "migrate":
            command.upgrade(alembic_config(service), "head")
        case "revision":
            command.revision(alembic_config(service), message=args.why, autogenerate=True)
        case _:
            made = import_module(f"{service}.app").contracts()[args.verb]
            print(json.dumps(made, indent=2, sort_keys=True, ensure_ascii=False))  # noqa: T201
    return 0


def _place(service: str) -> commands.Place:
    settings = import_module(f"{service}.settings").Settings()
    logs.write_json_lines(service, settings.log_level)
    name = f"{service}.listeners"
    heard = vars(import_module(name)) if find_spec(name) else {}
    urls = Urls(settings.nats_url, settings.database_url)
    return commands.Place(service, urls, heard.get("HEARING", {}), heard.get("DOING", {}))


def _serve(service: str, args: argparse.Namespace) -> None:
    app = import_module(f"{service}.app").create_app()
    logs.write_json_lines(service, app.state.settings.log_level)
    gc.freeze()
    gc.set_threshold(*SELDOM)
    uvicorn.run(
        app,
        uds=args.uds or None,
        host=args.host,
        port=args.port or 8000,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=4,
    )


def alembic_config(service: str, url: str | None = None) -> Config:
    """Point Alembic at the migrations that ship inside the service's own package."""
    package = import_module(service)
    config = Config()
    folder = Path(str(package.__file__)).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    url = url or import_module(f"{service}.settings").Settings().database_url
    config.attributes.update(service=service, url=url)
    return config


def _told(service: str, wrong: ValidationError) -> str:
    names = (f"{service}_{error['loc'][0]}".upper() for error in wrong.errors(include_input=False))
    return ", ".join(sorted(set(names)))
