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
EXPECTS = ("pytest.raises", "pytest.warns")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def code() -> list[Path]:
    """Every module that ships, but for migrations, which Alembic writes."""
    folders = ("libs", "services", "deploy/local", "bench")
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if path.parent.name != "versions")


def tests() -> list[Path]:
    """Every module of tests."""
    return sorted((ROOT / "tests").rglob("test_*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def too_long(source: str) -> Iterator[str]:
    """Files over 300 lines, functions over 40."""
    if source.count("\n") > FILE_LINES:
        yield f"{source.count(chr(10))} lines: split it by noun, not by layer"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, FUNCTIONS):
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
    """Where any error may end: `except Exception` and what does the same by another name.

    Whoever raises it again swallows nothing.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler):
            again = any(isinstance(one, ast.Raise) and one.exc is None for one in node.body)
            is_everything = node.type is None or _is_everything(node.type)
            if is_everything and not again:
                yield f"line {node.lineno} catches everything"
        if isinstance(node, ast.Call) and _keeps_errors(node):
            yield f"line {node.lineno} keeps every error"


def _is_everything(kind: ast.expr) -> bool:
    if isinstance(kind, ast.Tuple):
        return any(map(_is_everything, kind.elts))
    return isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException")


def _keeps_errors(call: ast.Call) -> bool:
    """`gather(…, return_exceptions=True)`, `suppress(Exception)`."""
    if ast.unparse(call.func).rpartition(".")[2] == "suppress":
        return any(map(_is_everything, call.args))
    return any(word.arg == "return_exceptions" for word in call.keywords)


def bad_class_names(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and BAD_WORDS.search(node.name):
            yield f"{node.name}: name the thing, not its job"


def slow_means(source: str) -> Iterator[str]:
    """What costs a hot path hundreds of microseconds (performance.md 1.5)."""
    for word in ("BaseHTTPMiddleware", '@app.middleware("http")', "jsonable_encoder"):
        if word in source:
            yield word


def asserts_nothing(source: str) -> Iterator[str]:
    """Tests that only run: each asserts, or expects an error or a warning, in its own body."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, FUNCTIONS) and node.name.startswith("test_"):
            own = (one for line in node.body for one in _own(line))
            if not any(map(_is_assertion, own)):
                yield f"{node.name} asserts nothing itself"


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """What stands here and in nested blocks, but not in what is only defined here."""
    if not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _own(child)


def _is_assertion(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return not isinstance(node.test, ast.Constant)
    return isinstance(node, ast.Call) and ast.unparse(node.func) in EXPECTS


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
