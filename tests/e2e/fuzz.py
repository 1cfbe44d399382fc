"""Everything schemathesis can ask of a Digisilta of its own: `python -m tests.e2e.fuzz`.

With the first admin key, then as anybody. The answer is 0 when nothing was found.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.running import DIGISILTA, Running, digisilta_up

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "schemathesis.toml"
AUTH = '[auth.openapi.ApiKey]\napi_key = "${API_KEY}"\n'
EVERYTHING = ("--phases", "examples,coverage,fuzzing,stateful")


def schemathesis(
    running: Running, words: Sequence[str], folder: Path, *, key: str | None
) -> subprocess.CompletedProcess[str]:
    """One run of schemathesis; without a key it goes without any credential."""
    settings = CONFIG.read_text("utf-8")
    assert AUTH in settings
    config = folder / "schemathesis.toml"
    config.write_text(settings if key else settings.replace(AUTH, ""), "utf-8")
    program = DIGISILTA.with_name("st")
    address = f"{running.url}/v1/openapi.json"
    return subprocess.run(
        [program, "--config-file", config, "run", address, "--no-color", *words],
        env=dict(os.environ) | {"API_URL": running.url, "API_KEY": key or ""},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--examples", type=int, default=40, help="for each operation and phase")
    wanted = words.parse_args()
    asked = (*EVERYTHING, "--max-examples", str(wanted.examples))
    failed = 0
    with tempfile.TemporaryDirectory(prefix="digisilta-fuzz-") as name:
        folder = Path(name)
        with digisilta_up(folder / "home") as running:
            for key in (running.key, None):
                done = schemathesis(running, asked, folder, key=key)
                print(done.stdout)
                failed = failed or done.returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
