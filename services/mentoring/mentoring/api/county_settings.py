"""County settings over HTTP: what is set, what else may be, who changed it."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import MISSING, Field, ValidationError, WrapValidator

from common.answering import IfMatch
from common.errors import NotFound, Wrongly
from common.shapes import Flag, Line, Moment, Number, Shape
from common.shapes import Whole as WholeNumber
from common.text import FreeText, Text, Written
from mentoring import county
from mentoring.api.desk import Approving, Desk, Reading
from mentoring.api.exports import routes
from mentoring.api.records import Warnings
from mentoring.county import OF_ITS_KIND, SETTINGS, CountySetting
from mentoring.people.permissions import may_somewhere

router = routes("/county-settings", "county-settings")
Code = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,59}$", examples=["contact_load_limit"])]
Level = Annotated[str, Field(pattern="^[a-z_]{1,40}$")]
Short = Annotated[FreeText, Field(max_length=200)]
Value = (
    Flag
    | WholeNumber
    | Number
    | Literal[""]
    | Short
    | Annotated[list[Short], Field(max_length=20)]
    | Annotated[dict[Level, Text], Field(max_length=5)]
)
ShortTold = Annotated[str, Field(max_length=200)]
ValueTold = (
    Flag
    | WholeNumber
    | Number
    | ShortTold
    | Annotated[list[ShortTold], Field(max_length=20)]
    | Annotated[dict[Level, Written], Field(max_length=5)]
)


def as_one(value: Any, read: Callable[[Any], Any]) -> Any:
    """What fits none of the kinds is told once, and not once a kind."""
    try:
        return read(value)
    except ValidationError as wrong:
        raised = (one.get("ctx", {}).get("error") for one in wrong.errors(include_url=False))
        own = (one for one in raised if isinstance(one, Wrongly))
        raise next(own, Wrongly("wrong_type", OF_ITS_KIND)) from None


class SettingChange(Shape):
    value: Annotated[Value, WrapValidator(as_one)]


class Setting(Shape):
    code: Line
    value: ValueTold
    default: ValueTold
    low: Annotated[float | None, Field(description="The least that a number may be.")]
    high: Annotated[float | None, Field(description="The most that a number may be.")]
    words: Annotated[list[str], Field(max_length=10, description="What a text may be.")]
    changed_by: Annotated[str | None, Field(max_length=200, description="Null: the default.")]
    changed_at: Moment | None
    version: Annotated[WholeNumber, Field(description="0 until the county has changed it.")]
    warnings: Warnings | MISSING = MISSING


class Settings(Shape):
    items: Annotated[list[Setting], Field(max_length=200)]


def _shown(code: str, row: CountySetting | None) -> dict[str, Any]:
    known = SETTINGS[code]
    return {
        "code": code,
        "value": known.default if row is None else row.value["value"],
        "default": known.default,
        "low": known.low,
        "high": known.high,
        "words": list(known.words),
        "changed_by": row and row.updated_by,
        "changed_at": row and row.changed_at,
        "version": row.version if row else 0,
    }


def _refuse_unless_read(desk: Desk) -> None:
    if not may_somewhere(desk.by, "r", "setting"):
        raise NotFound


@router.get("", response_model=Settings)
async def list_county_settings(desk: Reading) -> dict[str, Any]:
    """Every setting with its value, its default, its limits and who changed it."""
    _refuse_unless_read(desk)
    rows = await county.changed_settings(desk.session)
    return {"items": [_shown(code, rows.get(code)) for code in SETTINGS]}


@router.get("/{code}", response_model=Setting)
async def get_county_setting(code: Code, desk: Reading) -> dict[str, Any]:
    _refuse_unless_read(desk)
    row = (await county.changed_settings(desk.session)).get(code)
    if code not in SETTINGS:
        raise NotFound
    desk.answer.version = row.version if row else 0
    return _shown(code, row)


@router.patch("/{code}", response_model=Setting)
async def change_county_setting(
    code: Code, sent: SettingChange, desk: Approving, expected: IfMatch
) -> dict[str, Any]:
    """Set another value within the limits."""
    _refuse_unless_read(desk)
    row = await county.held_setting(desk.session, code)
    expected.check(row.version if row else 0)
    desk.refuse_unless("w", "setting", row)
    value = sent.model_dump()["value"]
    row = await county.change_setting(desk.session, row, code, value, desk.by.subject)
    desk.answer.version = row.version
    return _shown(code, row)
