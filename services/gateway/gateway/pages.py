"""What people read in a browser: the front page, the documentation, a page for each problem.

Plain HTML made of the contract: no script, no other host, readable by everybody.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader, StrictUndefined

from common.errors import Said, refusals
from common.problems import language_of
from gateway import wording
from gateway.contract import references
from gateway.dressing import PAGE
from gateway.fields import Shape, kind_of, shape_of, shapes_inside, values_of
from gateway.kept import Kept, compressed, is_worth_compressing, kept
from gateway.passing import Raw, Reply

HTML, CSS = b"text/html; charset=utf-8", b"text/css; charset=utf-8"
FIVE_MINUTES = b"public, max-age=300"
BY_LANGUAGE = (b"vary", b"Accept-Language")


class Known(NamedTuple):
    """A kind of problem, ours or that of a service behind us."""

    status: int
    title: Said


class Pages:
    def __init__(self, document: Mapping[str, Any], public_base: str = "") -> None:
        self.document, self.public_base = document, public_base
        self.templates = Environment(
            loader=PackageLoader("gateway"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.filters["example"] = _as_json
        self.templates.filters["slug"] = _slug
        self.made: dict[tuple[str, str], Kept] = {}
        ours = {kind.slug: Known(kind.status, kind.title) for kind in refusals()}
        theirs = {
            slug: Known(one["status"], Said(**one["title"]))
            for slug, one in document.get("x-problems", {}).items()
        }
        self.problems = theirs | {slug: one for slug, one in ours.items() if ":" not in slug}

    def has(self, path: str) -> bool:
        return path in ("/", "/docs", "/docs/style.css") or self._slug(path) is not None

    def find(self, path: str, query: bytes, accepted: str | None) -> Kept | None:
        """The page at a path, in the language of `?language=` or of `Accept-Language`. The first
        time it takes a while: up to 0.1 seconds.
        """
        if not self.has(path):
            return None
        asked = parse_qs(query.decode("latin-1")).get("language", [""])[0]
        which = path, asked if asked in wording.LANGUAGES else language_of(accepted)
        if which not in self.made:
            self.made[which] = self._make(*which)
        return self.made[which]

    def _slug(self, path: str) -> str | None:
        slug = path.removeprefix("/problems/")
        return slug if slug != path and slug in self.problems else None

    def _make(self, path: str, language: str) -> Kept:
        if path == "/docs/style.css":
            style = files("gateway").joinpath("templates", "style.css").read_bytes()
            return _page(style, [(b"content-type", CSS)])
        said = wording.of(language)
        more: dict[str, Any] = {
            "language": language,
            "languages": wording.LANGUAGES,
            "said": said,
            "path": path,
        }
        if slug := self._slug(path):
            kind = self.problems[slug]
            more |= {"slug": slug, "problem": kind, "title": getattr(kind.title, language)}
            return self._render("problem.html", more)
        if path == "/":
            return self._render(
                "front.html", more | {"title": said["front_title"], "base": self.public_base}
            )
        return self._render("docs.html", more | {"title": said["docs_title"]} | self._described())

    def _described(self) -> dict[str, Any]:
        """The operations by tag, each with what its references mean."""
        by_tag: dict[str, list[dict[str, Any]]] = {}
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                tag = (operation.get("tags") or ["other"])[0]
                one = _Operation(self.document, path, method, operation).described()
                by_tag.setdefault(tag, []).append(one)
        shapes: dict[str, Shape] = {}
        for operations in by_tag.values():
            for body in (body for one in operations for body in one["body"] if body["shape"]):
                shapes |= shapes_inside(body["schema"], self.document["components"]["schemas"])
        return {
            "info": self.document["info"],
            "tags": by_tag,
            "shapes": dict(sorted(shapes.items())),
        }

    def _render(self, template: str, more: dict[str, Any]) -> Kept:
        page = self.templates.get_template(template).render(more)
        language = (b"content-language", more["language"].encode())
        return _page(page.encode(), [(b"content-type", HTML), language, BY_LANGUAGE])


class _Operation:
    """One operation, with references followed where a reader wants to see them."""

    def __init__(
        self, document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]
    ) -> None:
        self.document, self.operation = document, operation
        self.path, self.method = path, method.upper()

    def described(self) -> dict[str, Any]:
        operation = self.operation
        good = {code: a for code, a in operation["responses"].items() if code[0] in "23"}
        bad = {code: a for code, a in operation["responses"].items() if code[0] in "45"}
        return {
            "id": operation["operationId"],
            "method": self.method,
            "path": self.path,
            "summary": operation.get("summary", operation["operationId"]),
            "description": operation.get("description", ""),
            "who": operation.get("x-access", {"who": "anyone"}),
            "parameters": [self._parameter(one) for one in operation.get("parameters", [])],
            "body": self._body(operation.get("requestBody", {})),
            "answers": {code: self._examples(answer) for code, answer in good.items()},
            "problems": {code: self._follow(answer)["description"] for code, answer in bad.items()},
        }

    def _parameter(self, one: Mapping[str, Any]) -> dict[str, Any]:
        one = self._follow(one)
        schema = self._follow(one.get("schema", {}))
        return {
            "name": one["name"],
            "in": one["in"],
            "required": one.get("required", False),
            "description": one.get("description", ""),
            "kind": kind_of(schema),
            "limits": values_of(schema),
        }

    def _body(self, holder: Mapping[str, Any]) -> list[dict[str, Any]]:
        schemas = self.document.get("components", {}).get("schemas", {})
        return [
            one | {"shape": shape_of(one["schema"], schemas) if one["schema"] else None}
            for one in self._examples(holder)
        ]

    def _examples(self, holder: Mapping[str, Any]) -> list[dict[str, Any]]:
        holder = self._follow(holder)
        found = []
        for media, content in holder.get("content", {}).items():
            several = [self._follow(one)["value"] for one in content.get("examples", {}).values()]
            example = content.get("example", several[0] if several else None)
            schema = content.get("schema", {})
            if example is None:
                example = self._example_of(schema)
            names = [name.rpartition("/")[2] for name in references(schema)[:1]]
            found.append({"media": media, "example": example, "schema": "".join(names)})
        return found

    def _example_of(self, schema: Mapping[str, Any]) -> Any:
        examples = self._follow(schema).get("examples")
        return examples[0] if examples else None

    def _follow(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in part:
            kind, name = part["$ref"].removeprefix("#/components/").split("/", 1)
            part = self.document["components"][kind][name]
        return part


def _slug(text: str) -> str:
    """What may stand in an `id`: no space, which would part it into two in `aria-labelledby`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _as_json(example: Any) -> str:
    if isinstance(example, str):
        return example
    return json.dumps(example, indent=2, ensure_ascii=False)


def _page(body: bytes, headers: Raw) -> Kept:
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'.encode()
    reply = Reply(200, [*headers, (b"cache-control", FIVE_MINUTES), (b"etag", etag)], body)
    return kept(reply, compressed(body) if is_worth_compressing(reply) else None, wears=PAGE)
