"""The OpenAPI document of a service: who may call, which problems, no schema of FastAPI's own."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from common.errors import LISTED, refusals, rows
from common.query import objects, parameters_of

ALWAYS = (400, 401, 403, 404, 405, 406, 413, 414, 415, 422, 429, 431, 500, 503)
OF_ONE = (410,)
WITH_VERSION = (409, 412, 428)
NOT_LISTED = {410: "`archived`, `changes-expired`", 431: "`head-too-large`"}
API_KEY = {"type": "apiKey", "in": "header", "name": "X-API-Key"}
HEADERS = dict(rows("headers.tsv"))


def describe(app: FastAPI, service: str) -> None:
    """Let `app.openapi()` make the whole document, once."""
    plain = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = plain()
            _finish(made, list(routes_of(app)), service)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def routes_of(app: FastAPI) -> Iterator[APIRoute]:
    """Every route, also those of included routers (FastAPI keeps these apart)."""
    for holder in app.router.routes:
        inside = getattr(holder, "original_router", None)
        for route in inside.routes if inside is not None else [holder]:
            if isinstance(route, APIRoute) and route.include_in_schema:
                yield route


def callers_of(dependant: Dependant) -> Iterator[Any]:
    """The `holding(...)` dependencies of a route."""
    return (call for call in _below(dependant) if hasattr(call, "holding"))


def _below(dependant: Dependant) -> Iterator[Any]:
    """What a route calls before it is called itself."""
    for below in dependant.dependencies:
        yield below.call
        yield from _below(below)


def access(route: APIRoute) -> dict[str, Any]:
    """Who may call, in words, from the dependency that enforces it."""
    for call in callers_of(route.dependant):
        said = " and ".join(call.holding) or "anyone"
        return {"who": said} | ({"grants": call.grants} if call.grants else {})
    raise LookupError(f"{route.name} does not say who may call it")


def _finish(document: dict[str, Any], routes: list[APIRoute], service: str) -> None:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for own in ("HTTPValidationError", "ValidationError"):
        schemas.pop(own, None)
    schemas["Problem"] = json.loads(files("common").joinpath("problem.json").read_text("utf-8"))
    components["headers"] = {name: _described(said) for name, said in HEADERS.items()}
    statuses = sorted({*ALWAYS, *OF_ONE, *WITH_VERSION})
    components["responses"] = {f"Problem{status}": _shared(status) for status in statuses}
    components["securitySchemes"] = {"ApiKey": API_KEY}
    tags = dict.fromkeys(str(tag) for route in routes for tag in route.tags)
    document["tags"] = [{"name": tag} for tag in tags]
    document["x-service"] = service
    theirs = {one.slug: one for one in refusals() if one.__module__.startswith(f"{service}.")}
    document["x-problems"] = {
        slug: {"status": theirs[slug].status, "title": theirs[slug].title._asdict()}
        for slug in sorted(theirs.keys() - LISTED)
    }
    for route in routes:
        for method in sorted(route.methods or ()):
            _finish_operation(document["paths"][route.path_format][method.lower()], route)
    for schema in objects(document):
        _bound_one(schema)
    taken = _names([one.get("requestBody") or {} for one in objects(document["paths"])])
    while more := _names([schemas[name] for name in taken]) - taken:
        taken |= more
    for name in schemas.keys() - taken:
        _promise(schemas[name])


WRITTEN = {"ge": "minimum", "le": "maximum", "lt": "exclusiveMaximum", "gt": "exclusiveMinimum"}
"""Bounds that pydantic leaves as they are where a validator stands between them and the number."""
INTEGER = {"minimum": -(2**31), "maximum": 2**31 - 1}
TOLD = {"string": {"maxLength": 4000}, "array": {"maxItems": 1000}, "integer": INTEGER}
SAID = ("pattern", "enum", "const", "exclusiveMaximum")
LONGEST = {"uuid": 36, "date": 10, "date-time": 35, "time": 8}


def _bound_one(schema: dict[str, Any]) -> None:
    """Say of a text how long it is at most, and of a whole number how wide."""
    if schema.get("type") == "string" and schema.get("format") in LONGEST:
        schema.setdefault("maxLength", LONGEST[schema["format"]])
    if schema.get("type") in ("integer", "number"):
        for raw in WRITTEN.keys() & schema.keys():
            schema[WRITTEN[raw]] = schema.pop(raw)
    if schema.get("type") == "integer":
        wide = max(schema.get("maximum", 0), schema.get("exclusiveMaximum", 0)) > 2**31
        schema.setdefault("format", "int64" if wide else "int32")


def _promise(shape: dict[str, Any]) -> None:
    """The bounds of what is only told: our texts and lists are never longer than this."""
    for schema in objects(shape):
        bounds = TOLD.get(str(schema.get("type")), {})
        if not schema.keys() & {*bounds, *SAID}:
            schema.update(bounds)


def _names(part: Any) -> set[str]:
    """The schemas that are referred to."""
    return {str(one["$ref"]).rpartition("/")[2] for one in objects(part) if "$ref" in one}


def _finish_operation(operation: dict[str, Any], route: APIRoute) -> None:
    who = operation["x-access"] = access(route)
    operation["security"] = [{}, {"ApiKey": []}] if who["who"] == "anyone" else [{"ApiKey": []}]
    responses = operation["responses"]
    responses.pop("422", None)
    for status in _refused_with(route):
        responses.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    operation["parameters"] = list(_parameters(operation.get("parameters", []), route))
    for status in {"200", "201"} & responses.keys():
        told = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
        if status == "201":
            told["Location"] = _described("The address of what was made.")
        responses[status].setdefault("headers", told)
    operation["responses"] = dict(sorted(responses.items()))


def _refused_with(route: APIRoute) -> Iterator[int]:
    yield from ALWAYS
    if "{" in route.path_format:
        yield from OF_ONE
    if "GET" not in (route.methods or ()):
        yield from WITH_VERSION


def _parameters(declared: list[dict[str, Any]], route: APIRoute) -> Iterator[dict[str, Any]]:
    """Those that FastAPI found, those of query models, and the headers of every write."""
    for parameter in declared:
        yield parameter | {"schema": _sent(parameter["schema"])}
    calls = list(_below(route.dependant))
    for model in (call.query_model for call in calls if hasattr(call, "query_model")):
        yield from parameters_of(model)
    named = {getattr(call, "__name__", "") for call in calls}
    if "POST" in (route.methods or ()) and "_transaction" in named:
        yield _header("Idempotency-Key", r'^"?[!#-~]{8,200}"?$', required=False)
    if any(name.endswith("if_match") for name in named):
        tag = r'^((W/)?"v\d{1,18}(\.[0-9a-f]{8})?"|\*)$'
        yield _header("If-Match", tag, required=True)


def _sent(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not sent is not null: the schema of what may be sent."""
    some = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    about = {name: value for name, value in schema.items() if name not in ("anyOf", "title")}
    return some[0] | about if len(some) == 1 else schema


def _header(name: str, pattern: str, *, required: bool) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": 202, "pattern": pattern}
    return {"name": name, "in": "header", "required": required, "schema": schema}


def _described(said: str) -> dict[str, Any]:
    return {"description": said, "schema": {"type": "string", "maxLength": 2000}}


def _shared(status: int) -> dict[str, Any]:
    slugs = [slug for slug, (number, _) in LISTED.items() if number == status]
    said = NOT_LISTED.get(status) or ", ".join(f"`{slug}`" for slug in slugs)
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": said, "content": content}
