"""Which characters the fonts inside Typst can show: PDF/UA-1 refuses a text with any other."""

import re
import unicodedata

RANGES = (
    "0020-024F 0370-04FF 0510-0513 051A-051D 1E00-1FFE 2010-2027 202F-2040 2042 2044-2052 "
    "2054-211E 2120 2122 2124 2127-2151 2153-2184 2189 2190-23FF 2460-2606 2609-262F 2638-268B "
    "2690-269C 26A0-26A7 26AA-26AF 26B2 2701-2704 2706-2709 270C-2714 2717-2726 272A-274B 274D "
    "274F-2752 2756 2758-275E 2761-277F 2794 2798-27AF 27B1-27BF"
)
"""Code points that Libertinus Serif, or a font beside it, has in regular and bold."""
UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Mc", "Me", "Mn", "Sk"})
"""Controls, marks over another character, modifiers: of what is left of them after NFC."""
BOX = "\N{WHITE SQUARE}"
BREAK = "\N{ZERO WIDTH SPACE}"
LINE, CELL = 40, 20
"""After how many letters a word may break: in a line, and in a cell of a table."""


def _shown() -> frozenset[str]:
    found = set()
    for written in RANGES.split():
        first, _, last = written.partition("-")
        found |= set(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(one for one in found if unicodedata.category(one)[0] not in "CM")


SHOWN = _shown()


def printable(text: str, longest: int = LINE) -> str:
    """The text as the fonts can show it, with places where a very long word may break.

    A symbol they lack, such as an emoji, becomes its Unicode name; a letter becomes a box.
    """
    text = "\n".join(unicodedata.normalize("NFC", text).splitlines())
    known = "".join(one if one in SHOWN or one == "\n" else _instead(one) for one in text)
    long_word = rf"[^\s/-]{{{longest}}}(?=[^\s/-])"
    return re.sub(long_word, lambda found: found[0] + BREAK, known)


def _instead(character: str) -> str:
    if character == "\t":
        return " "
    category = unicodedata.category(character)
    if category in UNSEEN and character not in SHOWN:
        return ""
    if category == "So":
        return f"[{unicodedata.name(character, BOX).lower()}]"
    return BOX


def one_line(text: str) -> str:
    """Without line breaks; spaces that keep words together stay."""
    return re.sub(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*", " ", text).strip()


def paragraphs(text: str) -> list[list[str]]:
    """The lines of each paragraph; an empty line parts two of them."""
    parts = re.split(r"\n\s*\n", text.strip())
    return [[line for line in part.split("\n") if line.strip()] for part in parts if part.strip()]
