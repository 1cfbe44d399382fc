"""Words such as `mentoring migrate`, one after another, in this process: as `python -m` would."""

import json
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

Words = Sequence[str]
BEFORE = {"<frozen runpy>", __file__, str(Path(__file__).with_name("stem.py"))}


def run_all(program: Sequence[Words]) -> int:
    """Run each in turn until one fails; answer its exit code, or 0."""
    for words in program:
        if code := run(words):
            return code
    return 0


def run(words: Words) -> int:
    sys.argv = list(words)
    try:
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return _code(end.code)
    return 0


def show_error(
    kind: type[BaseException], wrong: BaseException, trace: TracebackType | None
) -> None:
    """Print a traceback that begins in the program itself, and not in what started it."""
    while trace and trace.tb_next and trace.tb_frame.f_code.co_filename in BEFORE:
        trace = trace.tb_next
    sys.__excepthook__(kind, wrong.with_traceback(trace), trace)


def _code(said: object) -> int:
    if said is None or isinstance(said, int):
        return said or 0
    print(said, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.excepthook = show_error
    sys.exit(run_all(json.loads(sys.argv[1])))
