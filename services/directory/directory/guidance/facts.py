"""What an asker may tell (7.1), and what a search dictionary reads for them (G1)."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal

Told = Literal["yes", "no", "unsure"]

RADIUS_M = 30_000
WITHIN_DAYS = 7
LIMIT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that was told; None, False, empty and `unsure` mean: not told.

    `at` is aware (UTC); `near` and `municipality_centre` are WGS 84 (latitude, longitude);
    the centre is the representative point of `municipality`. `staff` says who calls, not who asks.
    """

    at: datetime
    audience: str = "resident"
    target_group: str | None = None
    need: str | None = None
    topic: str | None = None
    form: str | None = None
    """A way to be helped that the asker named (chat, phone …): it fills G15's last place."""
    level: str | None = None
    together: Told | None = None
    can_identify: Told | None = None
    has_device: Told | None = None
    can_go: Told | None = None
    can_call_or_chat: Told | None = None
    practise: Told | None = None
    near: tuple[float, float] | None = None
    radius_m: int = RADIUS_M
    municipality: str | None = None
    municipality_centre: tuple[float, float] | None = None
    within_days: int = WITHIN_DAYS
    language: str | None = None
    language_required: bool = False
    private_space: bool = False
    accessibility: frozenset[str] = frozenset()
    limit: int = LIMIT
    staff: bool = False


FIELD_OF_LIST = {
    "need": "need",
    "topic": "topic",
    "form": "form",
    "target_group": "target_group",
    "municipality": "municipality",
}
MEANT_BY: dict[tuple[str, str], dict[str, str | bool]] = {
    ("service", "device_network"): {"need": "device_network"},
    ("service", "web_guidance"): {"need": "finding_service"},
    ("service", "transacting_together"): {"need": "using_service", "together": "yes"},
    # G4 offers assisted authorisation only to those who cannot sign in: to ask for it says so.
    ("service", "assisted_authorisation"): {"need": "using_service", "can_identify": "no"},
    ("service", "sensitive_space"): {"private_space": True},
    ("service", "kela_point"): {"topic": "kela"},
    ("form", "remote_chat"): {"can_call_or_chat": "yes"},
    ("form", "remote_phone"): {"can_call_or_chat": "yes"},
    ("form", "training"): {"practise": "yes"},
}
A_TELEPHONE = {("form", "remote_phone"), ("need", "device_use")}
"""One word (puhelin) for a thing to learn and a way to call: it never says how to be helped."""


def facts_read(
    facts: Facts, concepts: Iterable[tuple[str, str]], municipality: str | None = None
) -> Facts:
    """Fill what was not told from the concepts (list, code) and the place of a free text (G1)."""
    read = list(concepts)
    if set(read) >= A_TELEPHONE:
        read.remove(("form", "remote_phone"))
    if municipality is not None:
        read.insert(0, ("municipality", municipality))
    for concept in read:
        meant = {
            field: value
            for field, value in _meaning(*concept).items()
            if not _is_told(getattr(facts, field))
        }
        facts = replace(facts, **meant)
    return facts


def understood(facts: Facts, level: str) -> dict[str, Any]:
    """Say back what was taken (G1): the told facts and the level, ready for JSON."""
    said: dict[str, Any] = {"audience": facts.audience}
    for name, value in _told(facts):
        said[name] = sorted(value) if isinstance(value, frozenset) else value
    if facts.near is not None:
        said["near"] = list(rounded(facts.near))
    said["level"] = level
    return said


def rounded(near: tuple[float, float]) -> tuple[float, float]:
    """Where the asker is, to three decimals (about 100 m): nothing finer is ever used."""
    return round(near[0], 3), round(near[1], 3)


def _meaning(code_list: str, code: str) -> dict[str, Any]:
    field = FIELD_OF_LIST.get(code_list)
    named = {field: code} if field else {}
    return named | MEANT_BY.get((code_list, code), {})


def _is_told(value: object) -> bool:
    return not (value is None or value is False or value == "unsure" or value == frozenset())


UNSAID = {"at", "audience", "level", "municipality_centre", "limit", "staff", "near"}
DEFAULTS = {field.name: field.default for field in fields(Facts)}


def _told(facts: Facts) -> Iterable[tuple[str, Any]]:
    for name, default in DEFAULTS.items():
        value = getattr(facts, name)
        if name not in UNSAID and _is_told(value) and value != default:
            yield name, value
