"""What a client of the released contract would miss in the one of now (api.md section 11)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Part = Mapping[str, Any]
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
CODES = re.compile(r"\^\(\?:([\w|/.-]+)\)(?:\(,|\$)")
"""A list of codes with commas between them, as the contract writes it."""


def breaks(released: Part, current: Part) -> list[str]:
    """One line for each promise that is not kept; what was released as deprecated may go."""
    return list(_Comparison(released, current).operations())


@dataclass
class _Comparison:
    released: Part
    current: Part
    seen: set[tuple[int, int, bool]] = field(default_factory=set)

    def old(self, part: Part) -> Part:
        return _followed(self.released, part)

    def new(self, part: Part) -> Part:
        return _followed(self.current, part)

    def operations(self) -> Iterator[str]:
        for path, methods in self.released["paths"].items():
            for method, old in methods.items():
                new = self.current["paths"].get(path, {}).get(method)
                where = f"{method.upper()} {path}"
                if new is not None:
                    yield from self.operation(where, old, new)
                elif not old.get("deprecated"):
                    yield f"{where} is gone"

    def operation(self, where: str, old: Part, new: Part) -> Iterator[str]:
        if {} in old.get("security", ()) and {} not in new.get("security", ()):
            yield f"{where} newly needs a key"
        yield from self.parameters(where, _named(old, self.old), _named(new, self.new))
        bodies = self.old(old.get("requestBody", {})), self.new(new.get("requestBody", {}))
        if bodies[1].get("required") and not bodies[0].get("required"):
            yield f"{where} newly requires a body"
        yield from self.media(f"{where} body", *bodies, asked=True)
        for status, answer in old["responses"].items():
            if status not in new["responses"]:
                yield f"{where} {status} is gone"
                continue
            answers = self.old(answer), self.new(new["responses"][status])
            yield from self.media(f"{where} {status}", *answers, asked=False)
            for name in _missing("headers", *answers):
                yield f"{where} {status} header {name} is gone"

    def parameters(self, where: str, old: Part, new: Part) -> Iterator[str]:
        for name in new:
            if new[name].get("required") and not old.get(name, {}).get("required"):
                yield f"{where} {name} is newly required"
        for name in old:
            if name in new:
                schemas = old[name].get("schema", {}), new[name].get("schema", {})
                yield from self.schema(f"{where} {name}", *schemas, asked=True)
            elif not old[name].get("deprecated"):
                yield f"{where} {name} is gone"

    def media(self, where: str, old: Part, new: Part, *, asked: bool) -> Iterator[str]:
        for kind in _missing("content", old, new):
            yield f"{where} {kind} is gone"
        for kind in old.get("content", {}).keys() & new.get("content", {}).keys():
            pair = (one["content"][kind].get("schema", {}) for one in (old, new))
            yield from self.schema(where, *pair, asked=asked)

    def schema(self, where: str, old: Part, new: Part, *, asked: bool) -> Iterator[str]:
        before, after = dict(_forms(old, self.old)), dict(_forms(new, self.new))
        for form in before.keys() - after.keys() if asked else ():
            yield f"{where} is no longer taken as {form}"
        for form in () if asked else after.keys() - before.keys():
            yield f"{where} is newly told as {form}"
        for form in before.keys() & after.keys():
            pair = before[form], after[form]
            mark = (id(pair[0]), id(pair[1]), asked)
            if mark not in self.seen:
                self.seen.add(mark)
                yield from self.one_form(where, *pair, asked=asked)

    def one_form(self, where: str, old: Part, new: Part, *, asked: bool) -> Iterator[str]:
        yield from self.members(where, old, new, asked=asked)
        for name in ("items", "additionalProperties"):
            inner = old.get(name), new.get(name)
            if isinstance(inner[0], dict) and isinstance(inner[1], dict):
                yield from self.schema(f"{where}/*", inner[0], inner[1], asked=asked)
        bound, other = (new, old) if asked else (old, new)
        form = bound.get("format") if bound.get("type") == "string" else None
        if form not in (None, other.get("format")):
            yield f"{where} has another format"
        if asked:
            yield from (f"{where} {said}" for said in _narrowed(old, new))

    def members(self, where: str, old: Part, new: Part, *, asked: bool) -> Iterator[str]:
        before, after = (set(one.get("required", ())) for one in (old, new))
        for name in _missing("properties", old, new):
            yield f"{where}/{name} is gone"
        for name in sorted(after - before) if asked else ():
            yield f"{where}/{name} is newly required"
        for name in sorted(old.get("properties", {}).keys() & new.get("properties", {}).keys()):
            if not asked and name in before - after:
                yield f"{where}/{name} is no longer always told"
            pair = old["properties"][name], new["properties"][name]
            yield from self.schema(f"{where}/{name}", *pair, asked=asked)


def _followed(document: Part, part: Part) -> Part:
    """What a `$ref` refers to, or what is no reference."""
    while "$ref" in part:
        found: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        part = found
    return part


def _named(operation: Part, follow: Any) -> dict[str, Part]:
    followed = [follow(one) for one in operation.get("parameters", ())]
    return {f"{one['in']} {one['name']}": one for one in followed}


def _missing(what: str, old: Part, new: Part) -> list[str]:
    gone = [name for name in old.get(what, {}) if name not in new.get(what, {})]
    return [name for name in gone if not old[what][name].get("deprecated")]


def _forms(schema: Part, follow: Any) -> Iterator[tuple[str, Part]]:
    """The forms that a value may have, by their types; the second text is `string 2`."""
    schema, times = follow(schema), Counter[str]()
    branches = [follow(one) for key in ("anyOf", "oneOf") for one in schema.get(key, ())]
    for branch in branches or [schema]:
        types = branch.get("type", "anything")
        for kind in [types] if isinstance(types, str) else types:
            times[kind] += 1
            yield kind if times[kind] == 1 else f"{kind} {times[kind]}", branch


def _narrowed(old: Part, new: Part) -> Iterator[str]:
    """Bounds and codes: what could be sent before and cannot be now."""
    for name in LOWER:
        if new.get(name, float("-inf")) > old.get(name, float("-inf")):
            yield f"has a higher {name}"
    for name in UPPER:
        if new.get(name, float("inf")) < old.get(name, float("inf")):
            yield f"has a lower {name}"
    codes = _codes(old), _codes(new)
    for code in sorted((codes[0] or set()) - codes[1]) if codes[1] else ():
        yield f"no longer takes {code}"
    if codes[1] and not codes[0]:
        yield "takes only some codes"
    if not codes[1] and new.get("pattern") not in (None, old.get("pattern")):
        yield "has another pattern (does it take as much? release it with --breaking)"


def _codes(schema: Part) -> set[str]:
    if "const" in schema:
        return {str(schema["const"])}
    found = CODES.match(schema.get("pattern", ""))
    return set(map(str, schema.get("enum", ()))) or set(found[1].split("|") if found else ())
