"""The support level of an asker (G2), and which forms of help fit it (G6)."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from directory.guidance.facts import Facts

FITS, COULD_FIT, HARDLY_FITS = 25, 15, 5
Rule = tuple[Callable[[Facts], bool], str]


class Settled(NamedTuple):
    """A level, and whether it follows from what was told (else it is the default)."""

    level: str
    is_told: bool


RESIDENT: tuple[Rule, ...] = (
    (lambda f: f.together == "yes" or f.target_group == "on_behalf", "needs_assistance"),
    (
        lambda f: f.can_identify == "no" and f.need in (None, "using_service"),
        "needs_assistance",
    ),
    (lambda f: f.practise == "yes", "self_practiser"),
    (lambda f: f.can_go == "no", "remote_user"),
    (lambda f: f.can_call_or_chat == "yes" and f.can_go != "yes", "remote_user"),
    (
        lambda f: (f.has_device, f.can_identify, f.together) == ("yes", "yes", "no"),
        "independent",
    ),
)
PROFESSIONAL: tuple[Rule, ...] = (
    (lambda f: f.together == "yes", "in_person_learner"),
    (lambda f: f.practise == "yes", "self_practiser"),
    (lambda f: f.can_call_or_chat == "yes", "remote_user"),
    (lambda f: (f.has_device, f.together) == ("yes", "no"), "independent"),
)
OTHERWISE = {"resident": "in_person_client", "professional": "in_person_learner"}

COLUMNS = (
    ("resident", "needs_assistance"),
    ("resident", "in_person_client"),
    ("resident", "remote_user"),
    ("resident", "self_practiser"),
    ("resident", "independent"),
    ("professional", "in_person_learner"),
    ("professional", "remote_user"),
    ("professional", "self_practiser"),
    ("professional", "independent"),
)
FIT = {  # the columns in the order above
    "in_person": "AABBCABCC",
    "home_visit": "ABC--AB--",
    "remote_phone": "BBABBBABC",
    "remote_chat": "CCABBBABB",
    "remote_video": "BBACCBACC",
    "chatbot": "--CCA-CBA",
    "training": "-BCACABBC",
    "online_course": "--CABCBAB",
    "material": "-CCAACCAA",
    "brochure": "CBCBCCCCC",
}
POINTS = {"A": FITS, "B": COULD_FIT, "C": HARDLY_FITS, "-": 0}


def settle_level(facts: Facts) -> Settled:
    """The given level, else the first row of G2 that holds, else the audience's usual one."""
    given = (facts.level or "").removeprefix(f"{facts.audience}/")
    if (facts.audience, given) in COLUMNS:
        return Settled(given, is_told=True)
    rules = PROFESSIONAL if facts.audience == "professional" else RESIDENT
    for holds, level in rules:
        if holds(facts):
            return Settled(level, is_told=True)
    return Settled(OTHERWISE[facts.audience], is_told=False)


def form_points(audience: str, level: str, *, every_form: bool) -> Mapping[str, int]:
    """The points of each form at a level (G6); a form without points is not offered.

    `every_form` makes the forms that do not fit possible (G16).
    """
    column = COLUMNS.index((audience, level))
    least = HARDLY_FITS if every_form else 0
    return {form: max(POINTS[fits[column]], least) for form, fits in FIT.items()}
