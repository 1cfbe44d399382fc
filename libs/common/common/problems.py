"""How refusals look on HTTP: RFC 9457 problem+json for every error, in the caller's language."""

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy import exc
from starlette.exceptions import HTTPException

from common import errors
from common.db import sqlstate
from common.errors import Refusal, Said, Wrong, Wrongly, say
from common.idempotency import Replayed

log = logging.getLogger(__name__)
Operations = Mapping[str, Any]
LANGUAGES = ("fi", "sv", "en")
MOST_ERRORS = 50
COLLISIONS = ("40001", "40P01")
AWAY = ("08", "53", "57", "55P03")
"""How SQLSTATE begins: PostgreSQL stops, starts, is full or gone; somebody holds a row too long."""
MAY_TRY_AGAIN = "digisilta.may_try_again"
"""In the scope: whether the route answers Collided with a second try."""
PREFERENCE = re.compile(r"\s*([a-z]{1,8})[a-z0-9-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")

CODES = list(errors.rows("kinds.tsv"))
"""What pydantic calls a mistake, what we call it, and which type of JSON it asks for."""
LOWEST, HIGHEST = ("minimum", "ge", "min_length"), ("maximum", "le", "max_length", "lt")
CHOICES = re.compile(r"\^\((?:\?:)?([a-z_]+(?:\|[a-z_]+)+)\)(?:\$|\(,)")
EXAMPLES = dict(errors.rows("formats.tsv"))
NO_MOMENT = {say("bad_format"), say("form_of_moment")}
PLAIN = {say(row[1]) for row in CODES if row[1] not in ("required", "extra_forbidden", "invalid")}
"""The sentences that say only that something is wrong."""


def language_of(accepted: str | None) -> str:
    """The first of fi, sv, en that the caller prefers; fi when none is named (RFC 9110, 12.5.4)."""
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate((accepted or "").lower().split(",")[:20]):
        said = PREFERENCE.fullmatch(part)
        if said and said[1] in LANGUAGES:
            ranked.append((-float(said[2] or 1), place, said[1]))
    return min(ranked)[2] if ranked and min(ranked)[0] < 0 else "fi"


def problem(refusal: Refusal, scope: Mapping[str, Any], accepted: str | None) -> Response:
    """One refusal as an answer. Never holds what was sent."""
    language = language_of(accepted)
    body: dict[str, Any] = {
        "type": refusal.slug if ":" in refusal.slug else f"/problems/{refusal.slug}",
        "title": getattr(refusal.title, language),
        "status": refusal.status,
        "detail": getattr(refusal.detail, language),
        "instance": scope.get("public_path", scope["path"]),
        "trace_id": scope.get("trace_id"),
    }
    if refusal.errors:
        body["errors"] = [
            {"in": place, "pointer": pointer, "code": code, "detail": getattr(said, language)}
            for place, pointer, code, said in refusal.errors[:MOST_ERRORS]
        ]
    headers = {"Cache-Control": "no-store", "Content-Language": language} | refusal.headers
    if refusal.status == 401:
        bad = "" if refusal.slug == "authentication-required" else ', error="invalid_token"'
        headers.setdefault("WWW-Authenticate", f'Bearer realm="digisilta"{bad}')
    content = json.dumps(body | refusal.members, ensure_ascii=False).encode("utf-8", "replace")
    return Response(content, refusal.status, headers, "application/problem+json")


def add_problems(app: FastAPI) -> None:
    """Answer every error of the application with a problem."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(exc.DBAPIError, _database)
    for away in (ConnectionError, TimeoutError, exc.TimeoutError):
        app.add_exception_handler(away, _away)
    app.add_exception_handler(Replayed, _replayed)
    app.add_exception_handler(Exception, _bug)


async def _refused(request: Request, refusal: Any) -> Response:
    return problem(refusal, request.scope, request.headers.get("accept-language"))


async def _invalid(request: Request, wrong: Any) -> Response:
    found = wrong.errors()
    named = (own.refusal for error in found if (own := _own(error)) and own.refusal)
    told = list(_wrongs(request, found))
    return await _refused(request, next(named, errors.ValidationFailed)(errors=told))


async def _http(request: Request, wrong: Any) -> Response:
    return await _refused(request, _of_http(request, wrong))


async def _database(request: Request, wrong: Exception) -> Response:
    if sqlstate(wrong).startswith(AWAY):
        return await _away(request, wrong)
    if sqlstate(wrong) not in COLLISIONS:
        raise wrong
    if request.scope.get(MAY_TRY_AGAIN):
        raise Collided from wrong
    return await _refused(request, errors.Conflict(headers={"Retry-After": "1"}))


async def _away(request: Request, wrong: Exception) -> Response:
    log.warning("a server is away: %s %s", type(wrong).__qualname__, sqlstate(wrong))
    return await _refused(request, errors.ServiceUnavailable(headers={"Retry-After": "5"}))


async def _replayed(_: Request, answer: Any) -> Any:
    return answer.response


async def _bug(request: Request, wrong: Exception) -> Response:
    trace = {"trace_id": request.scope.get("trace_id")}
    log.error("a bug: %s", type(wrong).__qualname__, exc_info=wrong, extra=trace)
    return await _refused(request, errors.InternalError())


def allowed_methods(paths: Mapping[str, Operations], path: str) -> list[str]:
    """Every method of a path of the contract, with HEAD and OPTIONS; empty when there is none."""
    found = {method.upper() for operations in operations_at(paths, path) for method in operations}
    head = {"HEAD"} if "GET" in found else set()
    return sorted(found | head | {"OPTIONS"}) if found else []


def operations_at(paths: Mapping[str, Operations], path: str) -> Iterator[Operations]:
    """The operations of every template of the contract that a path fits."""
    if path in paths:
        yield paths[path]
    yield from (paths[at] for at in paths if "{" in at and _pattern(at).fullmatch(path))


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{[^/]+?\\}", "[^/]+", re.escape(template)))


def _of_http(request: Request, wrong: HTTPException) -> Refusal:
    if isinstance(wrong, BadBody):
        return errors.BadJson(wrong.said)
    if wrong.status_code in (404, 405):
        methods = allowed_methods(request.app.openapi()["paths"], request.scope["path"])
        if request.method in ("TRACE", "CONNECT") or (methods and request.method not in methods):
            return errors.MethodNotAllowed(headers={"Allow": ", ".join(methods)})
        return errors.NotFound()
    return errors.BodyTooLarge() if wrong.status_code == 413 else Refusal()


class BadBody(HTTPException):
    """The body is not JSON as RFC 8259 and we understand it."""

    def __init__(self, said: Said) -> None:
        self.said = said
        super().__init__(400)


class Collided(Exception):  # noqa: N818  a reason to try again, not an error
    """Two transactions were in each other's way, and this one was given up."""


def _wrongs(request: Request, found: Iterable[Mapping[str, Any]]) -> Iterable[Wrong]:
    for error in found:
        place, *rest = error["loc"]
        parts = (str(part).replace("~", "~0").replace("/", "~1")[:80] for part in rest)
        _, kind, of = next(row for row in CODES if re.search(row[0], error["type"]))
        wrong = _own(error) or Wrongly(kind, errors.right(say(kind), of, "of_type"))
        told = (error.get("ctx") or {}) | _contracted(request, place, rest)
        code, said = _with_what_is_right(wrong, told, place)
        yield Wrong(place, "".join(f"/{part}" for part in parts) + wrong.below, code, said)


def _with_what_is_right(wrong: Wrongly, told: Mapping[str, Any], place: str) -> tuple[str, Said]:
    """The code and the sentence, with what pydantic or the contract allows, if they tell."""
    code, said, listed = wrong.code, wrong.said, told.get("enum", ())
    listed = listed or re.findall("'([^']*)'", f"{told.get('expected')}")
    if code == "bad_format" and (choices := CHOICES.match(f"{told.get('pattern')}")):
        code, said, listed = "not_in_list", say("not_in_list"), choices[1].split("|")
    if code == "extra_forbidden":
        return code, errors.right(said, ", ".join(sorted(told.get("properties", ()))[:40]))
    if (place, told.get("format")) == ("query", "date-time") and said in NO_MOMENT:
        said = say("form_of_moment_asked")
    return code, said if said not in PLAIN else _right(said, told, listed)


def _right(said: Said, told: Mapping[str, Any], listed: Sequence[Any]) -> Said:
    low = next((f"{told[name]}" for name in LOWEST if name in told), "")
    high = next((f"{told[name] - (name == 'lt')}" for name in HIGHEST if name in told), "")
    how = "allowed" if low and high else "at_least" if low else "at_most"
    if low or high:
        return errors.right(said, "–".join(filter(None, (low, high))), how)
    if 0 < len(listed) <= 12:
        return errors.right(said, ", ".join(map(str, listed)))
    samples = (*told.get("examples", ()), EXAMPLES.get(told.get("format") or told.get("type", "")))
    return errors.right(said, next((one for one in samples if isinstance(one, str)), ""), "example")


def _contracted(request: Request, place: str, names: Iterable[Any]) -> dict[str, Any]:
    """What the contract says of a part of a request, or of the object it should be a part of."""
    document = request.app.openapi()
    operation = document["paths"][request.scope["route"].path_format][request.method.lower()]
    told = operation.get("parameters", ())
    named = {one["name"]: one["schema"] for one in told if one["in"] == place}
    bodies = operation.get("requestBody", {}).get("content", {}).values()
    here = _each([{"properties": named}, *(one["schema"] for one in bodies)], document)
    for name in names:
        inside = [one.get("items") or one.get("properties", {}).get(name) for one in here]
        here = _each(filter(None, inside), document) or here
    return {key: said for one in here for key, said in one.items()}


def _each(schemas: Iterable[Any], document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Schemas, and before each what it may stand for."""
    found: list[dict[str, Any]] = []
    for one in schemas:
        name = one.get("$ref", "").rpartition("/")[2]
        named = [document["components"]["schemas"][name]] if name else []
        found += [*_each([*one.get("anyOf", ()), *named], document), one]
    return found


def _own(error: Mapping[str, Any]) -> Wrongly | None:
    raised = (error.get("ctx") or {}).get("error")
    return raised if isinstance(raised, Wrongly) else None
