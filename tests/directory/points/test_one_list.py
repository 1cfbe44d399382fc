"""The list of what accessibility tells is written where a type or a text needs it: the same."""

import re

from directory.api.asking import NEEDS_ACCESS
from directory.api.parts_shown import Accessibility
from directory.guidance import names
from directory.imports.words import ACCESSIBILITY_WORDS
from directory.points.points import ACCESSIBILITY


def test_accessibility_is_asked_shown_imported_and_named_by_one_list() -> None:
    assert tuple(Accessibility.model_fields) == ACCESSIBILITY
    assert tuple(names.ACCESSIBILITY) == ACCESSIBILITY
    assert tuple(re.findall(r"[a-z_]+", NEEDS_ACCESS)) == ACCESSIBILITY
    assert set(ACCESSIBILITY_WORDS.values()) <= set(ACCESSIBILITY)
