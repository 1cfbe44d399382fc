"""Releases the public contract: `python -m tests.contract.release`, after `make contracts`.

From then on `make check` refuses whatever its clients would miss. It is not released when it breaks
the one that was released before; `--breaking` does it all the same.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gateway.contract import shipped
from tests.contract.breaking import breaks

RELEASED = Path(__file__).with_name("released") / "openapi.json"


def released(path: Path = RELEASED) -> dict[str, Any]:
    """The contract that clients were promised. Raises FileNotFoundError: none was."""
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


def main(argv: Sequence[str] | None = None, path: Path = RELEASED) -> int:
    words = argparse.ArgumentParser(prog="release", description=__doc__)
    words.add_argument("--breaking", action="store_true", help="even when clients will miss things")
    wanted = words.parse_args(argv)
    current = shipped()
    broken = breaks(released(path), json.loads(current)) if path.exists() else []
    print("\n".join(broken) or "Nothing is missing.")
    if broken and not wanted.breaking:
        return 1
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(current)
    return 0


if __name__ == "__main__":
    sys.exit(main())
