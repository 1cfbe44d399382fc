"""How long a kooste of three pages takes to print, beside an empty page of the same printer.

Each printing has other content, as with readers of different koosteet; the first is in a new
process, with the time to load the printer and its fonts.
"""

import io
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from pypdf import PdfReader
from typst import Compiler, Fonts

from bench.measuring import Bar, kept, until_held
from mentoring.documents.content import KoosteContent, Language
from mentoring.documents.docx import docx
from mentoring.documents.pdf import pdf
from tests.mentoring.documents.kooste import FIGURES, KOOSTE

ROUNDS = 25
COLD_ROUNDS = 5
EMPTY, COLD, WARM, WORD = "empty page, Typst", "PDF, new process", "PDF", "DOCX"
SOURCE = b'#set document(title: "Empty")\n#sys.inputs.number'
FIRST = """
import time
from mentoring.documents.content import Language
from tests.mentoring.documents.kooste import KOOSTE
started, used = time.perf_counter(), time.process_time()
from mentoring.documents.pdf import pdf
made = pdf(KOOSTE, Language.FI)
print(time.perf_counter() - started, time.process_time() - used)
"""


@dataclass
class Taken:
    """Milliseconds of each printing, and those of CPU: of all threads."""

    name: str
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def of(self, print_it: Callable[[], object]) -> None:
        started, used = time.perf_counter(), time.process_time()
        print_it()
        self.add(time.perf_counter() - started, time.process_time() - used)

    def add(self, wall: float, cpu: float) -> None:
        """Seconds."""
        self.wall.append(wall * 1000)
        self.cpu.append(cpu * 1000)

    @property
    def median(self) -> float:
        """Of CPU: it hardly depends on what else the machine does."""
        return statistics.median(self.cpu)

    def markdown(self, base: "Taken") -> str:
        return (
            f"| {self.name} | {self.median:.1f} | {self.median / base.median:.1f} "
            f"| {min(self.cpu):.1f}–{max(self.cpu):.1f} | {statistics.median(self.wall):.1f} |"
        )


def varied(number: int) -> KoosteContent:
    """A kooste that nobody printed before."""
    texts = {"rationale": f"{number}. ", "client_need": f"Asiakas {number}: "}
    suggestions = tuple(
        replace(one, **{name: said + getattr(one, name) for name, said in texts.items()})
        for one in KOOSTE.suggestions
    )
    state = f"Tila {number}. {KOOSTE.current_state}"
    return replace(
        KOOSTE, number=number, current_state=state, suggestions=suggestions, figures=FIGURES
    )


def cold() -> list[float]:
    """Seconds until the first PDF of a process, from before the printer is loaded."""
    done = subprocess.run([sys.executable, "-c", FIRST], check=True, capture_output=True, text=True)
    return [float(one) for one in done.stdout.split()]


def measured() -> tuple[list[Taken], list[Bar]]:
    fonts = Fonts(include_system_fonts=False)

    def empty(number: int) -> None:
        compiler = Compiler(SOURCE, font_paths=fonts, ignore_system_fonts=True)
        compiler.compile(
            sys_inputs={"number": str(number)}, format="pdf", pdf_standards="ua-1", timestamp=0
        )

    base, first, warm, word = (Taken(name) for name in (EMPTY, COLD, WARM, WORD))
    for _ in range(COLD_ROUNDS):
        first.add(*cold())
    pages = len(PdfReader(io.BytesIO(pdf(varied(0), Language.FI))).pages)
    for number in range(1, ROUNDS + 1):
        content = varied(number)
        base.of(partial(empty, number))
        warm.of(partial(pdf, content, Language.FI))
        word.of(partial(docx, content, Language.FI))
    bars = [
        Bar("kooste PDF in a new process, ms of CPU", first.median, 300, at_most=True),
        Bar("kooste PDF, ms of CPU", warm.median, 300, at_most=True),
        Bar("kooste DOCX, ms of CPU", word.median, 300, at_most=True),
        Bar("pages of it", pages, 3),
    ]
    return [base, first, warm, word], bars


def held(taken: Sequence[Taken], bars: Sequence[Bar]) -> bool:
    lines = [
        "| what | CPU ms | to an empty page | min–max | wall ms |",
        "|---|---:|---:|---:|---:|",
        *(one.markdown(taken[0]) for one in taken),
    ]
    return kept(
        "kooste", lines, bars, {one.name: {"cpu_ms": one.cpu, "wall_ms": one.wall} for one in taken}
    )


def main() -> int:
    """1 when a bar is missed."""
    return until_held(lambda: held(*measured()))


if __name__ == "__main__":
    sys.exit(main())
