"""The code lists that a new database begins with (directory.md 2.3-2.6)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from directory.codes.codes import List
from directory.codes.first_levels import LEVELS
from directory.codes.first_roles import ROLES
from directory.codes.first_topics import TOPIC_WORDS
from directory.guidance import names
from directory.points.availability import GIVEN_IN

ASTI = {
    "device_network": "OnlineSelfServicePoint",
    "web_guidance": "GuidanceToOnlineSelfService",
    "sensitive_space": None,
    "service_guidance": "OnsiteGuidance",
    "transacting_together": "GuidanceToOnlineSelfService",
    "assisted_authorisation": "OnsiteGuidanceByServiceAuthor",
    "interpreting": None,
    "kela_point": "OnsiteGuidanceByServiceAuthor",
}
"""How the Finnish Service Catalogue (PTV) calls a service at a place; it has no word for two."""
ELSEWHERE = {"in_person": False, "home_visit": False, "training": False}
"""Forms of support for which people meet; all others are remote."""

Row = dict[str, Any]
Text = Mapping[str, str | None]


def _rows() -> Iterator[Row]:
    yield from _list(List.SERVICE, ((code, name, _service(code)) for code, name in SERVICES))
    yield from _list(List.LEVEL, LEVELS)
    yield from _list(List.NEED, ((code, name, {}) for code, name in NEEDS))
    yield from _list(List.FORM, ((code, name, _form(code)) for code, name in names.FORMS.items()))
    yield from _list(List.ROLE, ROLES)
    yield from _list(
        List.TARGET_GROUP, ((code, name, {}) for code, name in names.TARGET_GROUPS.items())
    )
    yield from _list(List.TOPIC, ((code, name, _topic(code)) for code, name in TOPICS))


SERVICES = list(names.SERVICES.items())
NEEDS = list(names.NEEDS.items())
TOPICS = list(names.TOPICS.items())


def _list(kind: List, listed: Iterable[tuple[str, Text, Mapping[str, Any]]]) -> Iterator[Row]:
    for position, (code, name, more) in enumerate(listed, start=1):
        yield {
            "list": kind,
            "code": code,
            "position": position,
            "name": dict(name),
            "more": dict(more),
            "hidden": False,
        }


def _service(code: str) -> Row:
    """In which states of its place a service is given by default, and its code in PTV."""
    return {"available_in": sorted(GIVEN_IN[code]), "asti_code": ASTI[code]}


def _form(code: str) -> Row:
    return {"is_remote": ELSEWHERE.get(code, True)}


def _topic(code: str) -> Row:
    return {
        "words": TOPIC_WORDS[code],
        "owner_organisation_id": None,
        "digital_service_id": None,
        "support_channel_ids": [],
    }


FIRST_CODES = list(_rows())
"""Rows of the table `code`, for the first migration."""
