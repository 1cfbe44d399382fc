"""One operation of the public contract as people read it: what it takes, answers and refuses."""

from collections.abc import Mapping
from typing import Any

from gateway import curl
from gateway.contract import references
from gateway.fields import kind_of, shape_of, values_of
from gateway.possible import problems_of

LIKED = ("application/json", "application/merge-patch+json", "text/csv")
"""Of several kinds of body the one that a line for a shell sends."""


class Operation:
    """One operation, with references followed where a reader wants to see them.

    `written` has the names of the shapes that earlier operations wrote out; it grows.
    """

    def __init__(
        self, document: Mapping[str, Any], path: str, method: str, written: set[str]
    ) -> None:
        self.document, self.written = document, written
        self.operation: Mapping[str, Any] = document["paths"][path][method]
        self.path, self.method = path, method.upper()
        self.schemas = document.get("components", {}).get("schemas", {})

    def described(self, base: str) -> dict[str, Any]:
        operation = self.operation
        good = {code: a for code, a in operation["responses"].items() if code[0] in "23"}
        parameters = [self._followed(one) for one in operation.get("parameters", [])]
        who = operation.get("x-access", {"who": "anyone"})
        body = self._contents(operation.get("requestBody", {}), limits=True)
        told = {"parameters": parameters, "who": who["who"]} | _sent(body)
        return {
            "id": operation["operationId"],
            "method": self.method,
            "path": self.path,
            "summary": operation.get("summary", operation["operationId"]),
            "description": operation.get("description", ""),
            "who": who,
            "parameters": [_parameter(one) for one in parameters],
            "curl": curl.line(base, self.method, self.path, told),
            "body": body,
            "answers": [
                one | {"code": code}
                for code, answer in good.items()
                for one in self._contents(answer, limits=False)
            ],
            "problems": problems_of(self.document, self.path, self.method, operation),
        }

    def _followed(self, one: Mapping[str, Any]) -> dict[str, Any]:
        """A parameter with the schema that it refers to."""
        one = self._follow(one)
        schema = one.get("schema", {})
        return {**one, "schema": {**self._follow(schema), **schema}}

    def _contents(self, holder: Mapping[str, Any], *, limits: bool) -> list[dict[str, Any]]:
        """The kinds of a body or an answer. A shape is written out where it is met first, and
        its example with it; later there is a link.
        """
        found = []
        for media, content in self._follow(holder).get("content", {}).items():
            schema = content.get("schema", {})
            name = next((one.rpartition("/")[2] for one in references(schema)), "")
            shape = shape_of(name, self.schemas, limits=limits) if name else None
            is_new = name not in self.written
            if shape is not None and is_new:
                self.written.add(name)
            found.append(
                {
                    "media": media,
                    "schema": name,
                    "has_shape": shape is not None,
                    "shape": shape if is_new else None,
                    "example": self._example(content) if is_new or limits else None,
                }
            )
        return found

    def _example(self, content: Mapping[str, Any]) -> Any:
        several = [self._follow(one)["value"] for one in content.get("examples", {}).values()]
        example = content.get("example", several[0] if several else None)
        if example is not None:
            return example
        examples = self._follow(content.get("schema", {})).get("examples")
        return examples[0] if examples else None

    def _follow(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in part:
            kind, name = part["$ref"].removeprefix("#/components/").split("/", 1)
            part = self.document["components"][kind][name]
        return part


def _sent(body: list[dict[str, Any]]) -> dict[str, Any]:
    """What a line for a shell sends, of the kinds that are taken."""
    ranked = sorted(body, key=lambda one: one["media"] not in LIKED)
    return {name: ranked[0][name] for name in ("media", "example")} if ranked else {}


def _parameter(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": one["name"],
        "in": one["in"],
        "required": one.get("required", False),
        "description": one.get("description", ""),
        "kind": kind_of({k: v for k, v in one["schema"].items() if k != "$ref"}),
        "limits": values_of(one["schema"]),
    }
