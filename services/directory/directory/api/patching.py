"""Merge patch (RFC 7396): what was sent is merged with what is there, then judged as a whole."""

from collections.abc import Callable, Mapping
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from fastapi import Body
from fastapi.exceptions import RequestValidationError
from pydantic import MISSING, Field, GetCoreSchemaHandler, ValidationError, create_model
from pydantic_core import CoreSchema, core_schema

from common.shapes import Shape
from directory.api.hours import Hours

MEDIA_TYPE = "application/merge-patch+json"
SAYS = "Merge patch (RFC 7396): what is not sent stays."
WHOLE = frozenset({"hours"})
"""Hours are replaced whole (rule O26)."""


class Some:
    """Some members of a shape, and of the objects in it; the route gets them as they were sent.

    They are judged one by one, before anything is read. `merged` judges what comes of them.
    """

    def __init__(self, shape: type[Shape], says: str) -> None:
        self.shape, self.says = shape, says

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        judge = handler.generate_schema(_some_of(self.shape, self.says))
        return core_schema.no_info_wrap_validator_function(_as_sent, judge)


def patch_of(shape: type[Shape], says: str = SAYS) -> Any:
    """The body of a merge patch, as an annotation: `Annotated[Sent, *patch_of(NewPoint)]`."""
    return Some(shape, says), Body(media_type=MEDIA_TYPE)


Sent = dict[str, Any]


def merged(shape: type[Shape], sent: Mapping[str, Any], row: Any, **held: Any) -> Shape:
    """The members that were sent, objects merged with what the row holds of them, judged.

    `held` is what the row holds under another name. Raises RequestValidationError.
    """
    told = {
        name: _merged(held.get(name, getattr(row, name, None)), value, name)
        for name, value in sent.items()
    }
    try:
        return _some_of(shape, is_deep=False).model_validate(told)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_input=False)
        placed = [{**error, "loc": ("body", *error["loc"])} for error in errors]
        raise RequestValidationError(placed) from None


def _as_sent(sent: Any, judge: Callable[[Any], Any]) -> Any:
    judge(sent)
    return sent


def _merged(held: Any, sent: Any, name: str) -> Any:
    if name in WHOLE or not isinstance(sent, dict):
        return sent
    before = held if isinstance(held, dict) else {}
    kept = {below: value for below, value in before.items() if below not in sent}
    new = {below: value for below, value in sent.items() if value is not None}
    return kept | {below: _merged(before.get(below), value, below) for below, value in new.items()}


@cache
def _some_of(
    shape: type[Shape], says: str | None = None, *, is_deep: bool = True, is_whole: bool = True
) -> type[Shape]:
    """The shape with no member required; null removes a member that may be left out."""
    members: dict[str, Any] = {}
    for name, field in shape.model_fields.items():
        kind = _some(field.annotation) if is_deep else field.annotation
        kind = Annotated[kind, *field.metadata] if field.metadata else kind
        removed = None if not is_whole and not field.is_required() else MISSING
        about = Field(
            MISSING, alias=field.alias, description=field.description, examples=field.examples
        )
        members[name] = (reduce(or_, (kind, MISSING, removed)), about)
    named = shape.__name__.removeprefix("New").removesuffix("Change")
    made: type[Shape] = create_model(
        f"{named}Change", __base__=Shape, __doc__=says or shape.__doc__, **members
    )
    return made


def _some(kind: Any) -> Any:
    """The type with partial shapes in the place of shapes; lists are replaced whole."""
    if get_origin(kind) in (Union, UnionType):
        return reduce(or_, map(_some, get_args(kind)))
    is_partial = isinstance(kind, type) and issubclass(kind, Shape) and not issubclass(kind, Hours)
    return _some_of(kind, is_whole=False) if is_partial else kind
