"""House rules that no linter knows, as functions of a source: so that each is seen to bite."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE_LINES, FUNCTION_LINES, COMMON_LINES = 300, 40, 1_500
BAD_NAMES = {"utils", "util", "helpers", "helper", "constants", "misc", "common_models"}
BAD_WORDS = re.compile(r"(Manager|Helper|Handler|Data|Info)$")


def code() -> list[Path]:
    """Every module that ships, but for migrations, which Alembic writes."""
    folders = ("libs", "services", "deploy/local", "bench")
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if path.parent.name != "versions")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def too_long(source: str) -> Iterator[str]:
    """Files over 300 lines, functions over 40."""
    if source.count("\n") > FILE_LINES:
        yield f"{source.count(chr(10))} lines: split it by noun, not by layer"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{node.name} has {lines} lines"


def commits(source: str) -> Iterator[str]:
    """The request or the message is the transaction."""
    for node in ast.walk(ast.parse(source)):
        call = node.func if isinstance(node, ast.Call) and not node.args else None
        if isinstance(call, ast.Attribute) and call.attr == "commit":
            yield f"line {call.lineno} commits"


def swallows(source: str) -> Iterator[str]:
    """`except Exception` stands twice in the repository, both in common.bus."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler) and _is_everything(node.type):
            yield f"line {node.lineno} catches everything"


def _is_everything(kind: ast.expr | None) -> bool:
    return kind is None or (isinstance(kind, ast.Name) and kind.id == "Exception")


def bad_class_names(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and BAD_WORDS.search(node.name):
            yield f"{node.name}: name the thing, not its job"


def slow_means(source: str) -> Iterator[str]:
    """What costs a hot path hundreds of microseconds (performance.md 1.5)."""
    for word in ("BaseHTTPMiddleware", '@app.middleware("http")', "jsonable_encoder"):
        if word in source:
            yield word


def imports_of(source: str) -> set[str]:
    """The top names of what a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def lines_of_code(source: str) -> int:
    """Lines that hold code: no blank ones, comments or docstrings."""
    docs = set()
    for node in ast.walk(ast.parse(source)):
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            docs |= set(range(value.lineno, (value.end_lineno or value.lineno) + 1))
    kept: set[int] = set()
    skipped = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in skipped and token.string.strip():
            kept |= set(range(token.start[0], token.end[0] + 1))
    return len(kept - docs)


def says_nothing(source: str) -> bool:
    """A module without a docstring."""
    return ast.get_docstring(ast.parse(source)) is None and bool(source.strip())
