"""The data folder: what lies where, who may use it, and that only one at a time does."""

import contextlib
import fcntl
import json
import os
import pwd
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from digisilta_local.trouble import Trouble

TRIES, BETWEEN = 10, 0.02
"""Somebody may be asking at this moment whether the folder is held."""


@dataclass
class Home:
    folder: Path
    locked: TextIO | None = field(default=None, repr=False)

    @property
    def pg(self) -> Path:
        return self.folder / "pg"

    @property
    def js(self) -> Path:
        return self.folder / "js"

    @property
    def run(self) -> Path:
        return self.folder / "run"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def nats_conf(self) -> Path:
        return self.folder / "nats.conf"

    def make(self) -> None:
        """Make what is missing, for our eyes only.

        Raises Trouble: it belongs to somebody else, or nothing can be made there.
        """
        if self.folder.exists():
            self._check_owner()
        for folder in (self.folder, self.run, self.logs):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                why = os.strerror(error.errno or 0)
                raise Trouble(f"{folder} cannot be made ({why}): set DIGISILTA_HOME.") from error

    def _check_owner(self) -> None:
        owner, me = self.folder.stat().st_uid, os.geteuid()
        if owner != me:
            raise Trouble(
                f"{self.folder} belongs to {_name(owner)}, and you are {_name(me)}. Files in it"
                " belong to whoever made them: start as that user, or set DIGISILTA_HOME."
            )

    def lock(self) -> None:
        """Hold the folder until this process ends. Raises Trouble: another one holds it."""
        for _ in range(TRIES):
            if self._take():
                return
            time.sleep(BETWEEN)
        raise Trouble(f"Digisilta is already running on {self.folder}, pid {self.holder()}.")

    def is_locked(self) -> bool:
        """Whether another process runs on this folder now. Those who only ask may do so at once."""
        try:
            file = (self.folder / "lock").open("rb")
        except FileNotFoundError:
            return False
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _take(self) -> bool:
        file = (self.folder / "lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self.locked = file
        return True

    def release(self) -> None:
        if self.locked is not None:
            self.locked.close()
            self.locked = None

    def holder(self) -> int:
        """The pid that wrote itself into the lock last."""
        return int((self.folder / "lock").read_text(encoding="ascii") or 0)

    def secrets(self) -> dict[str, Any]:
        return self._read("secrets.json")

    def keep_secrets(self, secrets: Mapping[str, Any]) -> None:
        self._write("secrets.json", secrets)

    def state(self) -> dict[str, Any]:
        return self._read("state.json")

    def keep_state(self, state: Mapping[str, Any]) -> None:
        self._write("state.json", state)

    def _read(self, name: str) -> dict[str, Any]:
        with contextlib.suppress(FileNotFoundError):
            read: dict[str, Any] = json.loads((self.folder / name).read_text(encoding="utf-8"))
            return read
        return {}

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        """The old file or the new one, whole, whatever happens meanwhile; for our eyes only."""
        new = self.folder / f"{name}.new"
        new.touch(mode=0o600)
        new.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
        new.replace(self.folder / name)


def _name(uid: int) -> str:
    with contextlib.suppress(KeyError):
        return pwd.getpwuid(uid).pw_name
    return f"user {uid}"
