"""How refusals look on HTTP: RFC 9457 problem+json for every error, in the caller's language."""

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree
from starlette.exceptions import HTTPException

from common import errors
from common.db import sqlstate
from common.errors import Refusal, Said, Wrong, Wrongly, say
from common.idempotency import Replayed

log = logging.getLogger(__name__)
Operations = Mapping[str, Any]
LANGUAGES = ("fi", "sv", "en")
MOST_ERRORS = 50
SERIALIZATION, DEADLOCK = "40001", "40P01"
AWAY = ("08", "53", "57", "55P03")
"""How SQLSTATE begins: PostgreSQL stops, starts, is full or gone; somebody holds a row too long."""
MAY_TRY_AGAIN = "digisilta.may_try_again"
"""In the scope: whether the route answers Collided with a second try."""
PREFERENCE = re.compile(r"\s*([a-z]{1,8})[a-z0-9-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")

CODES = list(errors.rows("kinds.tsv"))
"""What pydantic calls a mistake, and what we call it."""
LOWEST, HIGHEST = ("ge", "minimum", "min_length"), ("le", "maximum", "max_length", "lt")
CHOICES = re.compile(r"\^\(\?:([a-z_|]+)\)")
PLAIN = {say(code) for _, code in CODES if code not in ("required", "extra_forbidden")}
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
        body["errors"] = [_error(wrong, language) for wrong in refusal.errors[:MOST_ERRORS]]
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
    app.add_exception_handler(DBAPIError, _database)
    for away in (ConnectionError, TimeoutError, NoneFree):
        app.add_exception_handler(away, _away)
    app.add_exception_handler(Replayed, _replayed)
    app.add_exception_handler(Exception, _bug)


async def _refused(request: Request, refusal: Any) -> Response:
    return problem(refusal, request.scope, request.headers.get("accept-language"))


async def _invalid(request: Request, wrong: Any) -> Response:
    found = wrong.errors()
    named = (own.refusal for error in found if (own := _own(error)) and own.refusal)
    return await _refused(
        request, next(named, errors.ValidationFailed)(errors=list(_wrongs(found)))
    )


async def _http(request: Request, wrong: Any) -> Response:
    return await _refused(request, _of_http(request, wrong))


async def _database(request: Request, wrong: Exception) -> Response:
    if sqlstate(wrong).startswith(AWAY):
        return await _away(request, wrong)
    if sqlstate(wrong) not in (SERIALIZATION, DEADLOCK):
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
        return errors.BadJson()
    if wrong.status_code in (404, 405):
        methods = allowed_methods(request.app.openapi()["paths"], request.scope["path"])
        if request.method in ("TRACE", "CONNECT") or (methods and request.method not in methods):
            return errors.MethodNotAllowed(headers={"Allow": ", ".join(methods)})
        return errors.NotFound()
    return errors.BodyTooLarge() if wrong.status_code == 413 else Refusal()


class BadBody(HTTPException):
    """The body is not JSON as RFC 8259 and we understand it."""

    def __init__(self) -> None:
        super().__init__(400)


class Collided(Exception):  # noqa: N818  a reason to try again, not an error
    """Two transactions were in each other's way, and this one was given up."""


def _wrongs(found: Iterable[Mapping[str, Any]]) -> Iterable[Wrong]:
    for error in found:
        place, *rest = (str(part) for part in error["loc"])
        pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1")[:80] for part in rest)
        kind = next((code for shape, code in CODES if re.search(shape, error["type"])), "invalid")
        wrong = _own(error) or Wrongly(kind, say(kind))
        told = (error.get("ctx") or {}) | error.get("schema", {})
        said = _with_what_is_right(wrong.said, told) if wrong.said in PLAIN else wrong.said
        yield Wrong(place, pointer + wrong.below, wrong.code, said)


def _with_what_is_right(said: Said, told: Mapping[str, Any]) -> Said:
    """The sentence and what pydantic or a schema of ours allows, if they tell."""
    low = next((f"{told[name]}" for name in LOWEST if name in told), "")
    high = next((f"{told[name] - (name == 'lt')}" for name in HIGHEST if name in told), "")
    if low or high:
        return errors.right(said, f"{low or '…'}–{high or '…'}")
    listed = told.get("enum") or re.findall("'([^']*)'", f"{told.get('expected')}")
    listed = listed or "".join(CHOICES.findall(f"{told.get('pattern')}")).split("|")
    if any(listed) and len(listed) <= 12:
        return errors.right(said, ", ".join(map(str, listed)))
    return errors.right(said, f"{[*told.get('examples', []), ''][0]}", "example")


def _own(error: Mapping[str, Any]) -> Wrongly | None:
    raised = (error.get("ctx") or {}).get("error")
    return raised if isinstance(raised, Wrongly) else None


def _error(wrong: Wrong, language: str) -> dict[str, str]:
    detail = getattr(wrong.detail, language)
    return {"in": wrong.place, "pointer": wrong.pointer, "code": wrong.code, "detail": detail}
