"""The lock file names no place to get things from, and installs nothing that it did not weigh."""

import re
from collections.abc import Iterator

import pytest

from tests.house.rules import ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
REQUIREMENT = re.compile(
    r"[\w.-]+(\[[\w,.-]+\])?==[\w.!+]+( ; [^#\\]+?)?( --hash=sha256:[0-9a-f]{64})+"
)
PLACE = re.compile(
    r"https?:|file:|git\+|://|--(extra-)?index|--find-links|[\w.-]+ @ ", re.IGNORECASE
)


def places(lock: str) -> Iterator[str]:
    """Lines that say where something comes from."""
    return (line for line in lock.splitlines() if PLACE.search(line))


def not_weighed(lock: str) -> Iterator[str]:
    """Requirements without an exact version and a hash."""
    for line in lock.replace(" \\\n   ", "").splitlines():
        if line.strip() and not line.startswith("#") and not REQUIREMENT.fullmatch(line):
            yield line


def test_the_lock_file_holds_no_address() -> None:
    assert "http" not in re.sub(r"^[\w.-]*http[\w.-]*==", "", LOCK, flags=re.MULTILINE)
    assert list(places(LOCK)) == []


def test_every_requirement_has_a_version_and_a_hash() -> None:
    assert LOCK.count("--hash=") > 100
    assert list(not_weighed(LOCK)) == []


HASH = f"--hash=sha256:{'0a' * 32}"


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "--find-links /somewhere",
        "starlette @ git+ssh://code.example/starlette",
        f"httpx @ http://packages.example/httpx.whl {HASH}",
    ],
)
def test_an_address_is_seen(line: str) -> None:
    assert list(places(f"uvicorn==1.0 \\\n    {HASH}\n{line}\n")) == [line]


@pytest.mark.parametrize(
    "line",
    ["uvicorn==1.0", f"uvicorn>=1.0 {HASH}", "uvicorn==1.0 --hash=md5:0a0a", "-e ./libs/common"],
)
def test_what_is_not_weighed_is_seen(line: str) -> None:
    weighed = f"uvloop[dev]==1.0 ; sys_platform == 'linux' \\\n    {HASH} \\\n    {HASH}\n"

    assert list(not_weighed(f"# why\n{weighed}{line}\n")) == [line]
