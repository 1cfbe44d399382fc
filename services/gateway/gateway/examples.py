"""An example of every body in the public contract, made of what its schema says. Pure."""

import re
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]
DEEP = 8
"""How far references are followed; what refers to itself ends there."""
MOMENT, DAY = "2026-11-22T05:07:54Z", "2026-11-22"
BY_FORMAT = {
    "uuid": "0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac",
    "date-time": MOMENT,
    "date": DAY,
    "uri": "https://example.fi/digituki",
}
BY_NAME: Document = {
    "starts_at": "2030-05-07T07:00:00Z",
    "ends_at": "2030-05-07T10:00:00Z",
    "since": "2026-11-22T07:00:00Z",
    "until": "2026-11-22T14:00:00Z",
    "next_change": "2026-11-22T14:00:00Z",
    "next_open": "2026-11-23T07:00:00Z",
    "next_date": "2026-11-24",
    "next_due": "2027-05-22",
    "expires_at": "2027-11-22T00:00:00Z",
    "ended_on": None,
    "time_zone": "Europe/Helsinki",
    "municipality_code": "398",
    "lat": 60.983,
    "lon": 25.661,
}
"""What tells of one thing together, as when it begins and ends, and is no truth if it is alike."""
LIKELY = (
    "09:00", "398", "15110", "fi", "resident/remote_user", "application/pdf", DAY, "2617416-4",
    "service_guidance",
)  # fmt: skip


def illustrate(document: Document) -> Document:
    """Add an example to each JSON body of each operation that has none."""
    schemas = document["components"].get("schemas", {})
    for content in _contents(document):
        for media, body in content.items():
            if "json" in media and "schema" in body and not {"example", "examples"} & body.keys():
                body["example"] = example_of(body["schema"], schemas)
    return document


def example_of(schema: Document, schemas: Document, depth: int = 0) -> Any:
    """A small value that fits the schema."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return example_of(schemas[name], schemas, depth + 1)
    for given in ("const", "example", "default"):
        if schema.get(given) is not None:
            return schema[given]
    for several in ("examples", "enum"):
        if schema.get(several):
            return schema[several][0]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return _chosen(schema[choice], schemas, depth)
    return _by_type(schema, schemas, depth)


def _chosen(choices: list[Document], schemas: Document, depth: int) -> Any:
    """Null where the depth is reached and null fits, else the first that is no null."""
    nulls = [one for one in choices if one.get("type") == "null"]
    if nulls and depth >= DEEP:
        return None
    first = next((one for one in choices if one.get("type") != "null"), choices[0])
    return example_of(first, schemas, depth)


def _by_type(schema: Document, schemas: Document, depth: int) -> Any:
    kind = schema.get("type")
    kind = next((one for one in kind if one != "null"), None) if isinstance(kind, list) else kind
    match kind:
        case "object":
            return _object(schema, schemas, depth)
        case "array":
            few = depth < DEEP or schema.get("minItems", 0) > 0
            return [example_of(schema.get("items", {}), schemas, depth + 1)] if few else []
        case "integer" | "number":
            number = max(schema.get("minimum", 1), min(1, schema.get("maximum", 1)))
            return int(number) if kind == "integer" else number
        case "boolean":
            return False
        case "string":
            return _text(schema)
        case _:
            return None if kind == "null" else {}


def _object(schema: Document, schemas: Document, depth: int) -> Document:
    required = set(schema.get("required", ()))
    shown = {
        name: member
        for name, member in schema.get("properties", {}).items()
        if name in required or (depth < 3 and name != "next")
    }
    made = {name: _member(name, member, schemas, depth) for name, member in shown.items()}
    if "starts_at" in made and "date" in made:
        made["date"] = made["starts_at"][:10]
    return made


def _member(name: str, member: Document, schemas: Document, depth: int) -> Any:
    """As its name says where its schema has no example, else as its schema says."""
    parts = [member, *member.get("anyOf", [])]
    says = any({"examples", "example", "enum", "const", "$ref"} & part.keys() for part in parts)
    fits = BY_NAME.get(name) is not None or any(part.get("type") == "null" for part in parts)
    if name in BY_NAME and fits and not says:
        return BY_NAME[name]
    return example_of(member, schemas, depth + 1)


def _text(schema: Document) -> str:
    if schema.get("format") in BY_FORMAT:
        return BY_FORMAT[schema["format"]]
    if "pattern" in schema:
        fits = (text for text in LIKELY if re.search(schema["pattern"], text))
        found = next(fits, None)
        if found is not None:
            return found
        return "https://example.fi/digituki" if "http" in schema["pattern"] else "example"
    longest = schema.get("maxLength", 20)
    return "Esimerkki"[:longest].ljust(schema.get("minLength", 0), "a")


def _contents(document: Document) -> Iterator[Document]:
    for operations in document["paths"].values():
        for operation in operations.values():
            if "requestBody" in operation:
                yield operation["requestBody"].get("content", {})
            for status, response in operation["responses"].items():
                if status.startswith("2"):
                    yield response.get("content", {})
