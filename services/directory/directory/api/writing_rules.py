"""What every write is judged by before its noun: codes and municipalities."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from common.errors import ValidationFailed, Wrong
from directory.api.code_lists import said_of_list
from directory.codes.areas import OutsideCounty
from directory.codes.codes import List
from directory.model.catalogue import Catalogue

LISTS = {
    "roles": List.ROLE,
    "target_groups": List.TARGET_GROUP,
    "levels": List.LEVEL,
    "needs": List.NEED,
    "topics": List.TOPIC,
}


def refuse_unknown_codes(catalogue: Catalogue, sent: Mapping[str, Any]) -> None:
    """Every code must stand in its list. Raises ValidationFailed."""
    wrong = list(_unknown(catalogue, sent, ""))
    for number, service in enumerate(sent.get("services") or ()):
        wrong += _unknown(catalogue, service, f"/services/{number}")
    if wrong:
        raise ValidationFailed(errors=wrong)


def refuse_unknown_areas(catalogue: Catalogue, codes: Iterable[str | None], pointer: str) -> None:
    """Raises ValidationFailed for a code that no municipality has."""
    if any(code is not None and code not in catalogue.areas.municipalities for code in codes):
        raise ValidationFailed(errors=[Wrong("body", pointer, "not_in_list", said_of_list(None))])


def refuse_other_areas(catalogue: Catalogue, code: str | None, pointer: str) -> None:
    """Places are written in this county. Raises ValidationFailed, OutsideCounty."""
    refuse_unknown_areas(catalogue, [code], pointer)
    if code is not None and not catalogue.areas.is_own(code):
        raise OutsideCounty


def _unknown(catalogue: Catalogue, sent: Mapping[str, Any], below: str) -> Iterator[Wrong]:
    for name, kind in LISTS.items():
        for number, code in enumerate(sent.get(name) or ()):
            if (kind, code) not in catalogue.names:
                pointer = f"{below}/{name}/{number}"
                yield Wrong("body", pointer, "not_in_list", said_of_list(kind))
