"""Things as JSON: what stands still is made once and kept with the thing, what moves is added."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any

from fastapi import Response

from common.shapes import Shape
from directory.api.openings import Openness, openness_shown
from directory.hours.opening_hours import Openness as Door
from directory.model.things import Made, Service, made_once


def part(shape: type[Shape], members: Mapping[str, Any], names: Collection[str]) -> bytes:
    """Some members of a shape, in its order, as JSON without the braces around them."""
    whole = shape.model_validate(members)
    return whole.model_dump_json(by_alias=True, include=set(names)).encode()[1:-1]


class Standing:
    """The first members of a shape, which stand still while the last ones move."""

    def __init__(self, shape: type[Shape], *moving: str) -> None:
        count = len(shape.model_fields) - len(moving)
        names = tuple(shape.model_fields)
        if names[count:] != moving:
            raise TypeError(f"{shape.__name__} ends with others than {moving}")
        self.shape, self.names = shape, names[:count]

    def of(
        self,
        made: Made,
        name: Hashable,
        depends: Hashable,
        members: Callable[[], Mapping[str, Any]],
    ) -> bytes:
        """The JSON up to the moving members, kept while what else it depends on is the same."""
        make = lambda: b"{" + part(self.shape, members(), self.names)  # noqa: E731
        return made_once(made, (self.shape, name), depends, make)


def door_json(made: Made, door: Door, service: Service | None = None) -> bytes:
    """How the door of a thing stands, or that of a service in it; kept until it moves."""
    make = lambda: openness_shown(door, service).model_dump_json().encode()  # noqa: E731
    return made_once(made, Openness, (door, service), make)


def codes(listed: Iterable[str]) -> bytes:
    """Codes of ours as JSON: they hold nothing that is written otherwise there."""
    return b"[" + ",".join([f'"{code}"' for code in listed]).encode() + b"]"


def number(metres: float | None) -> bytes:
    """Whole metres, or null."""
    return b"null" if metres is None else b"%d" % round(metres)


def page_json(written: Iterable[bytes], next_cursor: str | None) -> bytes:
    """A page of items that are JSON already."""
    end = f'],"next":"{next_cursor}"}}'.encode() if next_cursor else b"]}"
    return b'{"items":[' + b",".join(written) + end


def page(written: Sequence[bytes], next_cursor: str | None) -> Response:
    return as_json(page_json(written, next_cursor))


def as_json(written: bytes) -> Response:
    return Response(written, media_type="application/json")
