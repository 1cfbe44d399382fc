"""What people read in a browser: the front page, the documentation, a page for each problem.

Plain HTML made of the contract: no script, no other host, readable by everybody.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from common.errors import Said, refusals
from common.problems import language_of
from gateway import wording
from gateway.dressing import PAGE
from gateway.fields import Shape, shapes_inside
from gateway.kept import Kept, compressed, is_worth_compressing, kept
from gateway.operations import Operation
from gateway.passing import Raw, Reply
from gateway.possible import problems_everywhere

HTML = b"text/html; charset=utf-8"
PAGES = ("/", "/docs/", *wording.PARTS)
FILES = {
    "/docs/style.css": ("style.css", b"text/css; charset=utf-8"),
    "/favicon.ico": ("icon.svg", b"image/svg+xml"),
    "/v1": ("start.json", b"application/json"),
    "/v1/": ("start.json", b"application/json"),
}
"""What is the same in every language. `/v1` says where to read on to those who begin there."""
CODE = re.compile(r"`([^`]+)`")
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
        self.templates.filters["inline"] = _inline
        self.made: dict[tuple[str, str], Kept] = {}
        ours = {kind.slug: Known(kind.status, kind.title) for kind in refusals()}
        theirs = {
            slug: Known(one["status"], Said(**one["title"]))
            for slug, one in document.get("x-problems", {}).items()
        }
        self.problems = theirs | {slug: one for slug, one in ours.items() if ":" not in slug}

    def has(self, path: str) -> bool:
        return path in PAGES or path in FILES or self._slug(path) is not None

    def find(self, path: str, query: bytes, accepted: str | None) -> Kept | None:
        """The page at a path, in the language of `?language=` or of `Accept-Language`. The first
        time it takes a while: up to 0.1 seconds.
        """
        if not self.has(path):
            return None
        asked = parse_qs(query.decode("latin-1")).get("language", [""])[0]
        which = path, asked if asked in wording.NAMES else language_of(accepted)
        if which not in self.made:
            self.made[which] = self._make(*which)
        return self.made[which]

    def _slug(self, path: str) -> str | None:
        slug = path.removeprefix("/problems/")
        return slug if slug != path and slug in self.problems else None

    def _make(self, path: str, language: str) -> Kept:
        if path in FILES:
            name, media = FILES[path]
            there = files("gateway").joinpath("templates", name).read_bytes()
            return _page(there, [(b"content-type", media)])
        said = wording.of(language)
        more: dict[str, Any] = {
            "language": language,
            "languages": wording.NAMES,
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
        part = path.rstrip("/")
        parts = wording.parts(language)
        title = f"{said['docs_title']}: {parts[part]}"
        more |= {"title": title, "path": part, "parts": parts}
        return self._render("docs.html", more | self._described(language, part))

    def _described(self, language: str, part: str) -> dict[str, Any]:
        """The operations of a part by tag, reads first, and the shapes inside what they take and
        answer.
        """
        paths, written = self.document["paths"], set[str]()
        listed = [
            (wording.place_of(operation), method != "get", path, method)
            for path, operations in paths.items()
            for method, operation in operations.items()
            if wording.part_of(operation) == part
        ]
        by_tag: dict[str, list[dict[str, Any]]] = {}
        for _, _, path, method in sorted(listed):
            tag = wording.tag_of(paths[path][method], language)
            one = Operation(self.document, path, method, written).described(self.public_base)
            by_tag.setdefault(tag, []).append(one)
        return {
            "info": self.document["info"],
            "tags": by_tag,
            "shapes": self._shapes_inside([one for some in by_tag.values() for one in some]),
            "everywhere": problems_everywhere(self.document),
            "known": self.problems,
        }

    def _shapes_inside(self, operations: Iterable[dict[str, Any]]) -> dict[str, Shape]:
        """What no operation wrote out itself. Of what is only told no limits are named."""
        schemas = self.document.get("components", {}).get("schemas", {})
        written: set[str] = set()
        told: dict[str, Shape] = {}
        sent: dict[str, Shape] = {}
        for one in operations:
            for found, some in ((told, one["answers"]), (sent, one["body"])):
                for name in {each["schema"] for each in some if each["has_shape"]}:
                    written.add(name)
                    found |= shapes_inside(name, schemas, limits=found is sent)
        inside = told | sent
        return {name: inside[name] for name in sorted(inside.keys() - written)}

    def _render(self, template: str, more: dict[str, Any]) -> Kept:
        page = self.templates.get_template(template).render(more)
        language = (b"content-language", more["language"].encode())
        return _page(page.encode(), [(b"content-type", HTML), language, BY_LANGUAGE])


def _slug(text: str) -> str:
    """What may stand in an `id`: no space, which would part it into two in `aria-labelledby`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _inline(text: str) -> Markup:
    """Plain words in which what stands between backticks is code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  escaped here


def _as_json(example: Any) -> str:
    if isinstance(example, str):
        return example
    return json.dumps(example, indent=2, ensure_ascii=False)


def _page(body: bytes, headers: Raw) -> Kept:
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'.encode()
    reply = Reply(200, [*headers, (b"cache-control", FIVE_MINUTES), (b"etag", etag)], body)
    return kept(reply, compressed(body) if is_worth_compressing(reply) else None, wears=PAGE)
