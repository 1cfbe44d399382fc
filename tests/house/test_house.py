"""The house rules hold for every module; each rule is tried on a source that breaks it."""

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


def test_everything_is_caught_in_two_places_only() -> None:
    found = {
        rules.name_of(path): len(list(rules.swallows(path.read_text())))
        for path in CODE
        if list(rules.swallows(path.read_text()))
    }

    assert set(found) <= {
        "libs/common/common/bus/__init__.py",
        "libs/common/common/bus/dead.py",
        "libs/common/common/bus/worker.py",
    }
    assert sum(found.values()) <= 2


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
    (rules.bad_class_names, "class PointManager:\n    pass\n"),
    (rules.slow_means, "from starlette.middleware.base import BaseHTTPMiddleware\n"),
]


@pytest.mark.parametrize(("rule", "source"), BROKEN, ids=lambda one: getattr(one, "__name__", "…"))
def test_each_rule_bites(rule: Callable[[str], Iterator[str]], source: str) -> None:
    assert list(rule(source))


def test_a_module_without_a_sentence_is_seen() -> None:
    assert rules.says_nothing("x = 1\n")
    assert not rules.says_nothing('"""Knows x."""\nx = 1\n')


def test_lines_of_code_leave_out_what_is_no_code() -> None:
    source = (
        '"""Doc."""\n\n# why\nx = (\n    1\n)\n\n\n'
        'def f():\n    """Doc\n    of f."""\n    return x\n'
    )

    assert rules.lines_of_code(source) == 5
