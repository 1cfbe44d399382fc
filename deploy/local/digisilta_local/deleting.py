"""What `reset` deletes: what `up` has made, by its name, and nothing of anybody else."""

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from digisilta_local.home import Home
from digisilta_local.names import SERVICES
from digisilta_local.nats_server import SERVER_NAME
from digisilta_local.postgres import PASSWORD_FILE

FILES = ("secrets.json", "state.json", "nats.conf", "secrets.json.new", "state.json.new")
CLUSTERS = ("pg", "pg.new")
STORE = "js/jetstream"
SPOKEN = "|".join((*SERVICES, "postgres", "nats", "stem", "digisilta", "demo"))
LOG = re.compile(rf"({SPOKEN})\.log(\.1)?")
SOCKET = re.compile(rf"({'|'.join(SERVICES)})\.sock")
LOCK = "lock"
SECRETS, STATE = {"superuser", "passwords"}, {"processes", "gateway"}
"""What stands in our files, and hardly in others of the same name."""


def is_ours(home: Home) -> bool:
    """Whether `digisilta up` has made something here: a name alone proves nothing."""
    try:
        kept, state = _names_in(home.secrets()), _names_in(home.state())
        conf = home.nats_conf.read_text(encoding="utf-8") if home.nats_conf.exists() else ""
    except (OSError, ValueError):
        return False
    has_secrets, has_state = kept >= SECRETS, state >= STATE
    return has_secrets or has_state or f'"server_name": "{SERVER_NAME}"' in conf


def _names_in(read: object) -> set[str]:
    """The file may be anybody's, and hold any JSON."""
    return set(read) if isinstance(read, dict) else set()


def delete(home: Home) -> list[str]:
    """Delete what is ours; answer the names of what stays. The caller holds the lock,
    which goes with the rest.
    """
    for path in list(_ours(home)):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    home.release()
    for folder in (home.js, home.run, home.logs, home.folder):
        with suppress(OSError):  # it holds something of somebody else, or is a link
            folder.rmdir()
    return sorted(one.name for one in home.folder.iterdir()) if home.folder.exists() else []


def _ours(home: Home) -> Iterator[Path]:
    """The marks of a folder of ours go last: what was interrupted can be done again."""
    yield from (home.folder / name for name in CLUSTERS if _is_cluster(home.folder / name))
    yield home.folder / STORE
    yield from home.folder.glob(f"{PASSWORD_FILE}*")
    yield from (one for one in home.run.glob("*") if SOCKET.fullmatch(one.name))
    yield from (one for one in home.logs.glob("*") if LOG.fullmatch(one.name))
    yield from (home.folder / name for name in reversed(FILES))
    yield home.folder / LOCK


def _is_cluster(folder: Path) -> bool:
    """One that was interrupted has nothing in it, or at least its version."""
    return folder.is_dir() and ((folder / "PG_VERSION").exists() or not any(folder.iterdir()))
