"""The house rules hold for every module; each rule is tried on a source that breaks it."""

import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house import rules

CODE = rules.code()
SMALL = [path for path in CODE if path.name != "__main__.py"]


@pytest.mark.parametrize("path", CODE, ids=rules.name_of)
def test_files_and_functions_stay_short(path: Path) -> None:
    assert list(rules.too_long(path.read_text())) == []


@pytest.mark.parametrize("path", CODE, ids=rules.name_of)
def test_only_common_commits(path: Path) -> None:
    if "common" in path.parts[-3:] or path.is_relative_to(rules.ROOT / "bench"):
        return
    assert list(rules.commits(path.read_text())) == []


def test_everything_is_caught_in_three_places_only() -> None:
    found = [rules.name_of(path) for path in CODE for _ in rules.swallows(path.read_text())]

    assert sorted(found) == [
        "libs/common/common/bus/__init__.py",  # a step of the bus begins again, and says why
        "libs/common/common/bus/dead.py",  # an event that cannot be heard is parked with the reason
        "services/gateway/gateway/shelf.py",  # a bug behind a stale answer is logged
    ]


@pytest.mark.parametrize("path", CODE, ids=rules.name_of)
def test_modules_and_classes_are_named_by_what_they_are(path: Path) -> None:
    assert path.stem not in rules.BAD_NAMES
    assert list(rules.bad_class_names(path.read_text())) == []


@pytest.mark.parametrize("path", CODE, ids=rules.name_of)
def test_nothing_slow_by_habit(path: Path) -> None:
    assert list(rules.slow_means(path.read_text())) == []


def test_httpx_is_not_used_between_our_services() -> None:
    users = {rules.name_of(path) for path in CODE if "httpx" in rules.imports_of(path.read_text())}

    assert {user for user in users if not user.startswith("bench/")} <= {
        "services/gateway/gateway/http.py"
    }


@pytest.mark.parametrize("path", SMALL, ids=rules.name_of)
def test_every_module_says_what_it_knows(path: Path) -> None:
    if path.name == "env.py" and path.parent.name == "migrations":
        return
    assert not rules.says_nothing(path.read_text())


@pytest.mark.parametrize("path", rules.tests(), ids=rules.name_of)
def test_every_test_asserts(path: Path) -> None:
    assert list(rules.asserts_nothing(path.read_text())) == []


def test_common_stays_small() -> None:
    own = [
        path
        for path in (rules.ROOT / "libs/common/common").rglob("*.py")
        if "bus" not in path.relative_to(rules.ROOT / "libs/common/common").parts
    ]

    assert sum(rules.lines_of_code(path.read_text()) for path in own) < rules.COMMON_LINES


BROKEN: list[tuple[Callable[[str], Iterator[str]], str]] = [
    (rules.too_long, "x = 1\n" * 301),
    (rules.too_long, "def f():\n" + "    x = 1\n" * 41),
    (rules.commits, "async def f(session):\n    await session.commit()\n"),
    (rules.swallows, "try:\n    f()\nexcept Exception:\n    pass\n"),
    (rules.swallows, "try:\n    f()\nexcept:\n    pass\n"),
    (rules.swallows, "try:\n    f()\nexcept (KeyError, BaseException):\n    pass\n"),
    (rules.swallows, "asyncio.gather(f(), return_exceptions=True)\n"),
    (rules.swallows, "with contextlib.suppress(Exception):\n    f()\n"),
    (rules.bad_class_names, "class PointManager:\n    pass\n"),
    (rules.asserts_nothing, "def test_it():\n    check(it())\n"),
    (rules.asserts_nothing, "async def test_it():\n    assert True\n"),
    (rules.asserts_nothing, "def test_it():\n    def inner():\n        assert it()\n"),
    (rules.slow_means, "from starlette.middleware.base import BaseHTTPMiddleware\n"),
]


@pytest.mark.parametrize(("rule", "source"), BROKEN, ids=lambda one: getattr(one, "__name__", "…"))
def test_each_rule_bites(rule: Callable[[str], Iterator[str]], source: str) -> None:
    assert list(rule(source))


def test_an_error_that_is_raised_again_is_not_swallowed() -> None:
    assert not list(rules.swallows("try:\n    f()\nexcept BaseException:\n    g()\n    raise\n"))


@pytest.mark.parametrize(
    "body",
    [
        "assert it()",
        "with pytest.raises(KeyError):\n        it()",
        "for _ in it():\n        assert _",
    ],
)
def test_a_test_that_asserts_is_let_be(body: str) -> None:
    assert list(rules.asserts_nothing(f"def test_it():\n    {body}\n")) == []


def test_a_module_without_a_sentence_is_seen() -> None:
    assert rules.says_nothing("x = 1\n")
    assert not rules.says_nothing('"""Knows x."""\nx = 1\n')


def test_lines_of_code_leave_out_what_is_no_code() -> None:
    source = (
        '"""Doc."""\n\n# why\nx = (\n    1\n)\n\n\n'
        'def f():\n    """Doc\n    of f."""\n    return x\n'
    )

    assert rules.lines_of_code(source) == 5


BY_NAME = {"asyncpg", "httptools", "uvloop"}
"""What SQLAlchemy and uvicorn import when an address or their own setting says so."""


def test_common_brings_only_what_something_that_ships_imports() -> None:
    table = tomllib.loads((rules.ROOT / "libs/common/pyproject.toml").read_text())
    named = {re.split(r"[^\w-]", one)[0] for one in table["project"]["dependencies"]}
    shipped = [path for path in CODE if not path.is_relative_to(rules.ROOT / "bench")]
    imported = {name for path in shipped for name in rules.imports_of(path.read_text())}

    modules = {one.removesuffix("-py").replace("-", "_") for one in named - BY_NAME}

    assert modules - imported == set()


def test_make_bench_measures_whatever_measures() -> None:
    said = subprocess.run(
        ["make", "-n", "bench"], cwd=rules.ROOT, capture_output=True, text=True, check=True
    ).stdout

    asked = re.findall(r"for one in ([\w ]+); do", said)[0].split()

    programs = {path.stem for path in (rules.ROOT / "bench").glob("*.py") if _runs(path)}
    assert set(asked) == programs - {"serve_app"}
    assert {"cached_get", "hop", "imports", "search", "writes"} <= set(asked)


def _runs(path: Path) -> bool:
    return 'if __name__ == "__main__"' in path.read_text()
