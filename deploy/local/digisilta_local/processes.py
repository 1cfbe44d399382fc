"""How a process of ours is started so that it neither needs root nor outlives us."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

NAMESPACE = ["unshare", "--user", "--map-user=65534", "--map-group=65534"]


def dies_with_us(signal: str) -> list[str]:
    """Words before a command: the kernel sends it this signal when the thread that started it ends.

    So start children from the main thread. Empty where `setpriv` is missing (not Linux).
    """
    return ["setpriv", "--pdeathsig", signal] if shutil.which("setpriv") else []


@cache
def as_other_user() -> tuple[str, ...]:
    """Words before a command that refuses to run as root; files on disk stay ours."""
    return tuple(NAMESPACE) if _is_root() and _namespaces_are_allowed() else ()


def spawned_as() -> dict[str, object]:
    """What `Popen` needs where root may make no user namespace: the process runs as `nobody`.

    Then the data folder must belong to `nobody`, and every folder above it be passable.
    """
    if not _is_root() or as_other_user():
        return {}
    return {"user": "nobody", "group": _group_of_nobody(), "extra_groups": []}


def give_to_other_user(folder: Path) -> None:
    """Hand an empty data folder to the user that `spawned_as` names, if it names one."""
    other = spawned_as()
    if other:
        shutil.chown(folder, str(other["user"]), int(str(other["group"])))


def output_of(argv: Sequence[str | Path]) -> str:
    """What a command prints; raises `CalledProcessError` when it fails."""
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def succeeds(argv: Sequence[str | Path]) -> bool:
    return subprocess.run(argv, check=False, capture_output=True).returncode == 0


def _is_root() -> bool:
    return os.geteuid() == 0


@cache
def _namespaces_are_allowed() -> bool:
    return bool(shutil.which("unshare")) and succeeds([*NAMESPACE, "true"])


def _group_of_nobody() -> int:
    return pwd.getpwnam("nobody").pw_gid
