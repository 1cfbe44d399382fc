"""The columns of a list as a file: those of its shape, in its order, whatever the rows hold."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

Path = tuple[str, ...]
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run as a formula."""
OF_ONE = frozenset({"warnings"})
"""Members that only the answer to a change has."""


def columns_of(listed: Any, rows: str) -> list[Path]:
    """Of what the answer of a list holds in this member. `{"name": {"fi": …}}` is `name`, `fi`."""
    kind = next(one for one in get_args(_bare(listed.model_fields[rows].annotation)))
    return list(_of(_bare(kind)))


def _of(shape: type[BaseModel], before: Path = ()) -> Iterator[Path]:
    for name, field in shape.model_fields.items():
        path = (*before, field.serialization_alias or name)
        inner = _shape_in(field.annotation)
        if inner is not None:
            yield from _of(inner, path)
        elif name not in OF_ONE:
            yield path


def _bare(kind: Any) -> Any:
    return _bare(get_args(kind)[0]) if get_origin(kind) is Annotated else kind


def _shape_in(kind: Any) -> type[BaseModel] | None:
    """The one shape that a member is, or may be."""
    bare = _bare(kind)
    parts = [bare] if isinstance(bare, type) else [_bare(one) for one in get_args(bare)]
    if get_origin(bare) is not None and issubclass_of(get_origin(bare), Sequence | Mapping):
        return None
    found = [one for one in parts if issubclass_of(one, BaseModel)]
    return found[0] if len(found) == 1 else None


def issubclass_of(kind: Any, base: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, base)


def cells_of(row: Mapping[str, Any], columns: Sequence[Path]) -> list[Any]:
    """What stands in each column of a row."""
    return [safe(_cell(row, path)) for path in columns]


def _cell(row: Any, path: Path) -> Any:
    """A list of texts with semicolons between them; what has parts of its own as JSON."""
    for name in path:
        row = row.get(name) if isinstance(row, Mapping) else None
    if isinstance(row, list) and all(isinstance(one, str) for one in row):
        return "; ".join(row)
    return json.dumps(row, ensure_ascii=False) if isinstance(row, dict | list) else row


def safe(value: Any) -> Any:
    """A text that a spreadsheet shows and does not run; what is true is `true`, as in JSON."""
    if isinstance(value, bool):
        return str(value).lower()
    dangerous = isinstance(value, str) and value.startswith(DANGEROUS)
    return f"'{value}" if dangerous else value
