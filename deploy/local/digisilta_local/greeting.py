"""What a person sees when everything runs: where it is, the first key, and what to try."""

import os
import shutil
import sys
import textwrap
from collections.abc import Collection

TRIES = (
    ("support points in Lahti", "/v1/support-points?municipality=398&limit=3"),
    ("what is open now near the market square", "/v1/open-now?near=60.983,25.661&radius_m=5000"),
    (
        "help for somebody without bank codes",
        "/v1/match?need=using_service&can_identify=no&near=60.983,25.661",
    ),
    ("search, in Finnish", "/v1/search?q=digitukea+Lahdessa"),
    ("the whole contract", "/v1/openapi.json"),
)


def text(port: int, first_key: str, only: Collection[str]) -> str:
    """`first_key`: as `gateway keys first-admin` printed it, or nothing."""
    base = f"http://127.0.0.1:{port}"
    parts = ["", f"Digisilta is ready at {base}"]
    if "gateway" not in only:
        return f"\nDigisilta is ready, without its gateway: {', '.join(only)}"
    if first_key:
        parts += ["", f"  your first admin key, shown once: {first_key.strip()}"]
    parts += ["", "  try:"]
    parts += [f"    curl '{base}{path}'  # {what}" for what, path in TRIES]
    parts += ["", f"  in another terminal: {_command()} status", "  Ctrl-C stops everything", ""]
    return textwrap.dedent("\n".join(parts))


def _command() -> str:
    """How this person calls `digisilta` from where they are."""
    if shutil.which("digisilta") or os.path.basename(sys.argv[0]) != "digisilta":
        return "digisilta"
    return os.path.relpath(sys.argv[0])
