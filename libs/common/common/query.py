"""A whole query string read by one model: a quarter of the cost of parameters declared one by one.

    query: Annotated[PointsQuery, asked(PointsQuery)]

The contract documents the fields of the model as parameters. A field is written as strictly as in
a body: `CommaList` for `a,b,c` (or, api.md section 7).
"""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import CoreSchema, core_schema

from common.errors import Wrongly, right, say

ANY_ORDER = "x-comma-list"
"""Says of a parameter that its parts have no order: the gateway keeps one answer for all."""
Asked = TypeVar("Asked", bound=BaseModel)


class Query(BaseModel):
    """The base of every query model."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def asked(model: type[Asked]) -> Any:
    """Read the query with a model; what is wrong with it is a 422 problem of the query."""

    async def read(request: Request) -> Asked:
        try:
            return model.model_validate_strings(dict(request.query_params))
        except ValidationError as wrong:
            found = wrong.errors(include_url=False, include_input=False)
            last = {one["loc"][:1]: one for one in found}  # of what may be one of several kinds
            placed = [{**one, "loc": ("query", *name)} for name, one in last.items()]
            raise RequestValidationError(placed) from None

    read.query_model = model  # type: ignore[attr-defined]  # read by common.contract
    return Depends(read)


def parameters_of(model: type[BaseModel]) -> list[dict[str, Any]]:
    """The fields of a query model as OpenAPI parameters."""
    schema = model.model_json_schema(ref_template="{model}")
    for one in objects(schema):
        one |= schema.get("$defs", {}).get(one.pop("$ref", ""), {})
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", [])}
        | {"description": field.pop("description", ""), "schema": _sent(field)}
        | ({ANY_ORDER: True} if ANY_ORDER in field else {})
        for name, field in schema.get("properties", {}).items()
    ]


def objects(part: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a document, each before what is in it."""
    if isinstance(part, dict):
        yield part
    for one in list(part.values()) if isinstance(part, dict) else part:
        if isinstance(one, dict | list):
            yield from objects(one)


def _sent(field: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not sent is not null: the schema of what may be sent."""
    several = [one for one in field.get("anyOf", []) if one.get("type") != "null"]
    sent = several[0] if len(several) == 1 else {"anyOf": several} if several else field
    kept = {key: field[key] for key in ("examples",) if key in field}
    plain = isinstance(field.get("default"), str | int)
    dropped = {"title", ANY_ORDER} | (set() if plain else {"default"})
    default = {"default": field["default"]} if plain else {}
    return {key: value for key, value in (sent | kept | default).items() if key not in dropped}


def _exactly(pattern: str) -> BeforeValidator:
    def written(value: Any) -> Any:
        if isinstance(value, str) and not re.fullmatch(pattern, value):
            raise Wrongly("bad_format", say("bad_format"))
        return value

    return BeforeValidator(written)


Whole = Annotated[int, _exactly(r"-?\d{1,10}"), Field(ge=-(2**31), lt=2**31)]
YesOrNo = Annotated[bool, _exactly("true|false")]


class OneText:
    """A parameter that is one text, read into a tuple."""

    pattern: str
    longest: int
    sample = ""
    read: Callable[[str], tuple[Any, ...]]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        def read(value: Any) -> Any:
            if not isinstance(value, str):
                return value
            if len(value) > self.longest or not re.fullmatch(self.pattern, value):
                raise Wrongly("bad_format", right(say("bad_format"), self.sample, "example"))
            return self.read(value)

        return core_schema.no_info_before_validator_function(read, handler(source))

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.pattern}$", "maxLength": self.longest}


class CommaList(OneText):
    """`a,b,c`, each part of a pattern."""

    def __init__(self, part: str, most: int = 50, longest: int = 2000) -> None:
        self.pattern, self.longest = f"{part}(,{part}){{0,{most - 1}}}", longest
        self.read = lambda value: tuple(one.strip() for one in value.split(","))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        return super().__get_pydantic_json_schema__(schema, handler) | {ANY_ORDER: True}
