"""The public contract: cut from the services' own documents by the page of what is exposed."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from gateway.examples import illustrate
from gateway.exposed import Exposed
from gateway.meanings import explain
from gateway.routes import PREFIX

Document = dict[str, Any]
KINDS = ("schemas", "responses", "parameters", "headers", "securitySchemes")
REF = "#/components/"
DESCRIPTION = (
    "Digital support and digital mentoring of a wellbeing services county. Public reads need no "
    "key. Lists have `items` and `next`; every error is `application/problem+json` (RFC 9457). "
    "Members and codes may be added at any time: ignore what you do not know."
)
INFO = {
    "title": "Digisilta",
    "version": "1.0.0",
    "description": DESCRIPTION,
}


class NotInTheServices(LookupError):  # noqa: N818  a fact, as refusals are
    """Operations that are exposed and that no service has."""


def shipped() -> bytes:
    """The contract of this release."""
    return files("gateway").joinpath("contract", "openapi.json").read_bytes()


def documents_below(folder: Path) -> dict[str, Document]:
    """The committed documents of the services, by service."""
    found = sorted(folder.glob("*/openapi.json"))
    return {path.parent.name: json.loads(path.read_text("utf-8")) for path in found}


def cut(
    rows: Iterable[Exposed], services: Mapping[str, Document], *, partly: bool = False
) -> Document:
    """Raises NotInTheServices, naming every missing operation (unless `partly`), and ValueError
    when two operations have one id.
    """
    rows = list(rows)
    there = [row for row in rows if _operation(row, services) is not None]
    missing = [f"{row.method} {row.path} ({row.service})" for row in rows if row not in there]
    if missing and not partly:
        raise NotInTheServices(", ".join(missing))
    used = sorted({row.service for row in there})
    renamed = {name: renames(name, services, used) for name in used}
    paths: Document = {}
    for row in there:
        operation = _renamed(_operation(row, services), renamed[row.service])
        paths.setdefault(PREFIX + row.path, {})[row.method.lower()] = operation
    refuse_two_of_one_id(paths)
    _link(paths)
    document = {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/"}],
        "tags": _tags(paths, services),
        "paths": paths,
        "x-problems": _problems(services),
    }
    return illustrate(explain(document | {"components": _components(paths, services, renamed)}))


def renames(service: str, services: Mapping[str, Document], used: Iterable[str]) -> dict[str, str]:
    """References of a service that clash with another's: `Need` becomes `MentoringNeed`.

    What refers to one of these is renamed with it, for it means another thing as well.
    """
    others = [services[other] for other in used if other != service]
    own = {f"{REF}{kind}/{name}": body for kind, name, body in _all_components(services[service])}
    theirs: dict[str, list[Any]] = {}
    for document in others:
        for kind, name, body in _all_components(document):
            theirs.setdefault(f"{REF}{kind}/{name}", []).append(body)
    clashing = {
        ref for ref, body in own.items() if any(other != body for other in theirs.get(ref, []))
    }
    while more := {
        ref
        for ref, body in own.items()
        if ref in theirs and ref not in clashing and clashing & set(references(body))
    }:
        clashing |= more
    return {ref: _with_service(ref, service) for ref in clashing}


def _with_service(reference: str, service: str) -> str:
    kind, name = reference.removeprefix(REF).split("/", 1)
    return f"{REF}{kind}/{service.capitalize()}{name}"


def refuse_two_of_one_id(paths: Document) -> None:
    seen: dict[str, str] = {}
    for path, operations in paths.items():
        for method, operation in operations.items():
            name = operation["operationId"]
            if name in seen:
                raise ValueError(f"{method.upper()} {path} and {seen[name]} are both {name}")
            seen[name] = f"{method.upper()} {path}"


def _link(paths: Document) -> None:
    """From what makes a thing to what can be done with it: its id goes into their address."""
    for made_at, operations in paths.items():
        created = operations.get("post", {}).get("responses", {}).get("201")
        below = re.compile(re.escape(made_at) + r"/\{(\w+)\}(/[a-z-]+)?")
        for path, methods in paths.items():
            if created is None or not (found := below.fullmatch(path)):
                continue
            for operation in methods.values():
                of_this = {"parameters": {found[1]: "$response.body#/id"}}
                name = operation["operationId"]
                created.setdefault("links", {})[name] = {"operationId": name} | of_this


def _operation(row: Exposed, services: Mapping[str, Document]) -> Document | None:
    paths = services.get(row.service, {}).get("paths", {})
    found: Document | None = paths.get(row.path, {}).get(row.method.lower())
    return found


def _all_components(document: Document) -> Iterator[tuple[str, str, Any]]:
    for kind in KINDS:
        for name, body in document.get("components", {}).get(kind, {}).items():
            yield kind, name, body


def _components(
    paths: Document, services: Mapping[str, Document], renamed: Mapping[str, Mapping[str, str]]
) -> Document:
    """What the paths refer to, directly or not, and the ways to authenticate."""
    everything: dict[str, Any] = {}
    for service, names in renamed.items():
        for kind, name, body in _all_components(services[service]):
            here = f"{REF}{kind}/{name}"
            everything[names.get(here, here)] = _renamed(body, names)
    wanted = [name for name in everything if name.startswith(f"{REF}securitySchemes/")]
    wanted += references(paths)
    kept: Document = {}
    while wanted:
        reference = wanted.pop()
        kind, name = reference.removeprefix(REF).split("/", 1)
        if name not in kept.setdefault(kind, {}):
            kept[kind][name] = everything[reference]
            wanted += references(everything[reference])
    return {kind: dict(sorted(found.items())) for kind, found in sorted(kept.items())}


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [one for inner in part.values() for one in references(inner)]
    if isinstance(part, list):
        return [one for inner in part for one in references(inner)]
    return []


def _renamed(part: Any, names: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _renamed(inner, names) for key, inner in part.items()}
    if isinstance(part, list):
        return [_renamed(inner, names) for inner in part]
    return names.get(part, part) if isinstance(part, str) else part


def _problems(services: Mapping[str, Document]) -> Document:
    """The problems that services have beside those of all, with their titles."""
    own = (document.get("x-problems", {}) for document in services.values())
    return dict(sorted(one for problems in own for one in problems.items()))


def _tags(paths: Document, services: Mapping[str, Document]) -> list[Document]:
    used = [
        tag for there in paths.values() for one in there.values() for tag in one.get("tags", [])
    ]
    said = {tag["name"]: tag for one in services.values() for tag in one.get("tags", [])}
    return [said.get(tag, {"name": tag}) for tag in dict.fromkeys(used)]
