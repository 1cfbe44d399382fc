"""What parameters and fields of the public contract mean, where their service does not say it."""

import re
from collections.abc import Mapping
from typing import Any

from gateway.members import MEMBERS, OF_SHAPE
from gateway.mentoring_members import MEMBERS_OF_MENTORING, PARAMETERS_OF_MENTORING
from gateway.mentoring_shapes import OF_SHAPE_OF_MENTORING

Document = dict[str, Any]
REFERENCE = re.compile(
    r"\s*\((?:(?:rules?|sections?) )?(?:[A-Z]\d{1,2}|\d+\.\d+)(?:, [A-Z]\d{1,2})*\)"
    r"|\s*\b(?:Rules?|Sections?) (?:[A-Z]\d{1,2}|\d+\.\d+)(?:, [A-Z]\d{1,2})*\."
)
"""A reference to our own pages, which the public cannot read."""
CODES = {
    "service": "support-services",
    "level": "support-levels",
    "need": "support-needs",
    "form": "support-forms",
    "role": "supporter-roles",
    "target_group": "target-groups",
    "topic": "topics",
    "municipality": "municipalities",
}
BOTH = {name: f"Codes of /v1/{path}." for name, path in CODES.items()} | {
    "municipality": "Codes or names of /v1/municipalities.",
    "audience": "For whom: residents or professionals.",
    "organisation_id": "Ids of /v1/organisations.",
    "remote_appointment_place": "Whether remote appointments can be held here.",
    "language": "Language codes of two or three letters.",
}
PARAMETERS = BOTH | {
    "accessibility": "What the visitor needs of the place.",
    "action": "What is done.",
    "at": "The moment asked about; now, if it is not given.",
    "bbox": "An area: min_lon,min_lat,max_lon,max_lat (WGS 84).",
    "can_call_or_chat": "Whether the person can call or chat.",
    "can_go": "Whether the person can go to a place.",
    "can_identify": "Whether the person can identify strongly online.",
    "channel_id": "The id of a remote channel.",
    "cursor": "From `next` of the page before.",
    "event": "Kinds of events.",
    "freshness": "How recently the facts were verified.",
    "from": "First day: a date, `today`, or days or weeks from today as `+6d`, `+2w`.",
    "has_device": "Whether the person has a device of their own.",
    "import_id": "The id of an import.",
    "kind": "Who keeps it, or what kind it is.",
    "language_required": "Leave out what is not served in the language.",
    "limit": "How many at most.",
    "material_id": "The id of a material.",
    "near": "Latitude and longitude (WGS 84).",
    "open_at": "Open at this moment: `now` or a date and time.",
    "open_on": "Open at some time of this date.",
    "outcome": "Only the rows that ended so.",
    "point_id": "The id of a support point.",
    "practise": "Whether the person wants to practise.",
    "q": "Free words, as `digituki Lahdessa`.",
    "radius_m": "How far from `near`, in metres.",
    "sort": "The order of the list; `distance` needs `near`, `relevance` needs `q`.",
    "state": "Only those in these states.",
    "to": "Last day, written as `from`.",
    "together": "Whether the person wants to do it together with somebody.",
    "type": "Kinds of what is found.",
    "unit_id": "The id of a unit.",
    "updated_after": "Only what changed after this moment.",
    "visit_id": "The id of a mobile visit.",
    "within_days": "How many days ahead to look.",
    "year": "The calendar year.",
    "Idempotency-Key": (
        'A key of your own: 8 to 200 visible ASCII characters but `"`, which may stand round it. '
        "A POST that is sent again with it has one effect."
    ),
    "If-Match": "The ETag of what you read, so that nobody's change is lost.",
}
FIELDS = BOTH | {
    "accessibility": "What is known of access to the place.",
    "address": "The street address.",
    "service_code": BOTH["service"],
    "municipality_code": "Code of /v1/municipalities.",
    "levels": BOTH["level"],
    "needs": BOTH["need"],
    "topics": BOTH["topic"],
    "roles": BOTH["role"],
    "target_groups": BOTH["target_group"],
    "audiences": BOTH["audience"],
    "languages_spoken": BOTH["language"],
    "languages": BOTH["language"],
    "available_in": "In which states of the place the service is given.",
    "booking": "Whether an appointment is needed.",
    "charge": "What it costs.",
    "contacts": "Phone numbers, e-mail addresses and web addresses.",
    "coordinate_source": "Where the coordinates come from.",
    "days": "Single dates that differ from the week.",
    "ends_next_day": "It ends after midnight.",
    "entrances": "The doors, in words and coordinates.",
    "fallthrough": "Where it says nothing, the period below it holds.",
    "groups": "Weekly times, each with the weeks in which they hold.",
    "holiday_rules": "What holds on public holidays.",
    "holidays": "Codes of /v1/holidays.",
    "is_service_number": "Charged as a service number.",
    "lat": "Latitude (WGS 84).",
    "lon": "Longitude (WGS 84).",
    "north": "Metres (ETRS-TM35FIN, `srid` 3067).",
    "east": "Metres (ETRS-TM35FIN, `srid` 3067).",
    "nth": "Which of the month; -1 is the last.",
    "periods": "Dates in which weekly times hold.",
    "priority": "Of two periods of one kind the greater holds.",
    "public": "Shown to everybody.",
    "services": "What is offered here.",
    "spans": "Times of day.",
    "valid_from": "First date.",
    "valid_to": "Last date.",
    "visibility": "Who sees it.",
    "weekdays": "1 is Monday, 7 is Sunday.",
    "weekday": "1 is Monday, 7 is Sunday.",
}  # fmt: skip
ALL_PARAMETERS = {**PARAMETERS_OF_MENTORING, **PARAMETERS}
ALL_MEMBERS = {**MEMBERS_OF_MENTORING, **MEMBERS}
ALL_SHAPES = {**OF_SHAPE_OF_MENTORING, **OF_SHAPE}


def explain(document: Document) -> Document:
    """The document with plain descriptions, and one for all that is known by its name."""
    said: Document = _plain(document)
    for operations in said["paths"].values():
        for operation in operations.values():
            for one in operation.get("parameters", []):
                _describe(one.get("name", ""), one, ALL_PARAMETERS)
    schemas = said.get("components", {}).get("schemas", {})
    for shape, schema in schemas.items():
        own = ALL_SHAPES.get(shape, {})
        for name, field in schema.get("properties", {}).items():
            _describe(name, field, own)
            _describe(name, field, FIELDS)
            if not _has_meaning(field, schemas):
                _describe(name, field, ALL_MEMBERS)
    return said


def _describe(name: str, one: Document, meanings: Mapping[str, str]) -> None:
    if name in meanings and not one.get("description"):
        one["description"] = meanings[name]


def _has_meaning(field: Document, schemas: Document) -> bool:
    """Whether the shape in a member says it, as the page shows. Of a text it says only its form."""
    parts = [field, field.get("items", {}), *field.get("anyOf", [])]
    name = next((one["$ref"] for one in parts if "$ref" in one), "").rpartition("/")[2]
    inner = schemas.get(name, {})
    return bool(inner.get("description")) and "fi" not in inner.get("properties", {})


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        return {
            key: REFERENCE.sub("", inner)
            if key in ("description", "summary") and isinstance(inner, str)
            else _plain(inner)
            for key, inner in part.items()
        }
    return [_plain(inner) for inner in part] if isinstance(part, list) else part
