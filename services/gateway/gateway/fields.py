"""The fields of a body, for people: name, type, whether it must be given, values, meaning. Pure."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from gateway.contract import references

Schema = Mapping[str, Any]
ONE_OF = re.compile(r"\^\((?:\?:)?([\w-]+(?:\|[\w-]+)+)\)(?:\(,|\$)")
"""A pattern that is a choice of words, or a list of them with commas."""
LIMITS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


class Field(NamedTuple):
    name: str
    kind: str
    shape: str
    """The name of the shape inside, when it has fields of its own."""
    required: bool
    values: str
    meaning: str


class Shape(NamedTuple):
    name: str
    meaning: str
    fields: list[Field]


def shape_of(name: str, schemas: Mapping[str, Schema], *, limits: bool = True) -> Shape | None:
    """None when it has no fields, as a word of a list. `limits`: whether to say how long and wide,
    which matters to those who send it.
    """
    schema = schemas[name]
    required = schema.get("required", ())
    fields = [
        _field(one, inner if limits else _without_limits(inner), schemas, required=one in required)
        for one, inner in schema.get("properties", {}).items()
    ]
    return Shape(name, schema.get("description", ""), fields) if fields else None


def shapes_inside(
    name: str, schemas: Mapping[str, Schema], *, limits: bool = True
) -> dict[str, Shape]:
    """Every shape that a shape holds, however deep, by name."""
    found: dict[str, Shape] = {}
    wanted = references(schemas[name])
    seen = {name}
    while wanted:
        inner = wanted.pop(0).rpartition("/")[2]
        if inner in seen:
            continue
        seen.add(inner)
        wanted += references(schemas[inner])
        if shape := shape_of(inner, schemas, limits=limits):
            found[inner] = shape
    return found


def kind_of(schema: Schema) -> str:
    """Its type in words: `string (date)`, `string (with commas)`."""
    choices = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    if choices:
        return " / ".join(dict.fromkeys(kind_of(one) for one in choices))
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    said = schema.get("type", "")
    if said == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    name = " / ".join(said) if isinstance(said, list) else str(said)
    form = schema.get("format") or ("with commas" if "(," in schema.get("pattern", "") else "")
    return f"{name} ({form})" if form else name


def values_of(schema: Schema) -> str:
    """What it may be: the words of a choice, else an example and the limits."""
    choices = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    if choices:
        return "; ".join(filter(None, map(values_of, choices)))
    if schema.get("type") == "array" and (inner := values_of(schema.get("items", {}))):
        return inner
    return "; ".join(filter(None, [_words(schema), _default(schema)]))


def _words(schema: Schema) -> str:
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if found := ONE_OF.match(schema.get("pattern", "")):
        return found[1].replace("|", ", ")
    simple = [one for one in schema.get("examples", ()) if not isinstance(one, dict | list)]
    told = [f"e.g. {one}" for one in simple[:1]]
    return ", ".join(
        [*told, *(f"{name} {_plain(schema[name])}" for name in LIMITS if name in schema)]
    )


def _plain(number: float) -> str:
    """As people write it: 2000000, not 2e+06."""
    return str(int(number)) if float(number).is_integer() else str(number)


def _without_limits(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_limits(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: _without_limits(one) for name, one in schema.items() if name not in LIMITS}


def _default(schema: Schema) -> str:
    given = schema.get("default")
    return f"default {given}" if isinstance(given, str | int | float) else ""


def _field(name: str, schema: Schema, schemas: Mapping[str, Schema], *, required: bool) -> Field:
    inner = [one.rpartition("/")[2] for one in references(schema)][:1]
    below = schemas[inner[0]] if inner else {}
    shape = inner[0] if "properties" in below else ""
    values = values_of(below) if inner and not shape else values_of(schema)
    meaning = schema.get("description") or below.get("description", "")
    return Field(name, kind_of(schema), shape, required, values, meaning)
