"""Code lists and areas: `/support-services`, `/municipalities`, `/holidays` and their like."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from common.answering import CODE_LIST, Answers
from common.errors import Said, right, say
from common.identity import Anyone
from common.query import Query, Whole, YesOrNo, asked
from common.shapes import Day, Shape
from common.text import Written
from directory.api.examples import HOLIDAY
from directory.api.model import Model
from directory.api.plain import router as plain_router
from directory.codes.areas import Areas as CountyAreas
from directory.codes.codes import List
from directory.codes.first import FIRST_CODES
from directory.hours.holidays import BY_CODE, holidays_of
from directory.model.things import made_once

router = plain_router("", "code lists")


class Code(Shape):
    """One word of a list. The list is open: new codes may come."""

    code: Annotated[str, Field(examples=["service_guidance"])]
    name: Written
    position: int
    more: dict[str, Any]


class CodeList(Shape):
    items: Annotated[list[Code], Field(max_length=500)]


class Municipality(Shape):
    code: Annotated[str, Field(examples=["398"])]
    name: Written
    aliases: Annotated[list[str], Field(max_length=20)]
    wellbeing_county_code: Annotated[str, Field(examples=["09"])]
    lat: float | None
    lon: float | None
    merged_into: str | None


class Municipalities(Shape):
    items: Annotated[list[Municipality], Field(max_length=500)]


class Area(Shape):
    """A wellbeing services county."""

    code: str
    name: Written
    is_own: bool


class Areas(Shape):
    items: Annotated[list[Area], Field(max_length=50)]


class Holiday(Shape, json_schema_extra={"examples": [HOLIDAY]}):
    """`public` is false on eves, which are no public holidays."""

    date: Day
    code: Annotated[str, Field(examples=["midsummer_eve"])]
    name: Written
    public: bool


class Holidays(Shape):
    items: Annotated[list[Holiday], Field(max_length=40)]


class HolidaysQuery(Query):
    year: Annotated[Whole, Field(ge=1900, le=2999, examples=[2026])]


class MunicipalitiesQuery(Query):
    own: Annotated[YesOrNo, Field(description="Only those of this county.")] = True


LISTS = {
    "support-services": List.SERVICE,
    "support-levels": List.LEVEL,
    "support-needs": List.NEED,
    "support-forms": List.FORM,
    "supporter-roles": List.ROLE,
    "target-groups": List.TARGET_GROUP,
    "topics": List.TOPIC,
}


def said_of_list(kind: List | None) -> Said:
    """What stands in no list, and where that list is: of codes, or of the municipalities."""
    path = next((path for path in LISTS if LISTS[path] is kind), "municipalities")
    return right(say("not_in_list"), f"/v1/{path}", "listed")


def _list_of(kind: List) -> Callable[..., Any]:
    async def listed(_: Anyone, catalogue: Model, answer: Answers) -> dict[str, Any]:
        answer.tagged("list:codes").cache = CODE_LIST
        return {"items": [one for one in catalogue.codes if one.list is kind and not one.hidden]}

    return listed


def _example_of(kind: List) -> dict[str, Any]:
    """The answer of a list with its first word, for the contract."""
    first = next(row for row in FIRST_CODES if row["list"] is kind)
    word = {name: first[name] for name in ("code", "name", "position", "more")}
    return {"content": {"application/json": {"example": {"items": [word]}}}}


def add_lists(to: APIRouter) -> None:
    """One route a list: the same answer of other words."""
    for path, kind in LISTS.items():
        name = "list_" + path.replace("-", "_")
        to.add_api_route(
            f"/{path}",
            _list_of(kind),
            name=name,
            response_model=CodeList,
            responses={200: _example_of(kind)},
            description=f"The {path.replace('-', ' ')} with their texts in fi, sv and en.",
        )


add_lists(router)


@router.get("/municipalities", response_model=Municipalities)
async def list_municipalities(
    _: Anyone,
    catalogue: Model,
    answer: Answers,
    query: Annotated[MunicipalitiesQuery, asked(MunicipalitiesQuery)],
) -> Response:
    """Municipalities by Statistics Finland's codes; with `own=false` the whole country."""
    answer.tagged("list:codes").cache = CODE_LIST
    own, areas = query.own, catalogue.areas
    told = made_once(catalogue.made, ("municipalities", own), areas, partial(_listed, areas, own))
    return Response(told, media_type="application/json")


def _listed(areas: CountyAreas, own: bool) -> bytes:  # noqa: FBT001 - as it is asked
    listed = sorted(areas.municipalities.values(), key=lambda one: one.code)
    told = {"items": [one for one in listed if not own or areas.is_own(one.code)]}
    return Municipalities.model_validate(told).model_dump_json(by_alias=True).encode()


@router.get("/areas", response_model=Areas)
async def list_areas(_: Anyone, catalogue: Model, answer: Answers) -> dict[str, Any]:
    """The wellbeing services counties, and which one this is."""
    answer.tagged("list:codes").cache = CODE_LIST
    listed = sorted(catalogue.areas.counties.values(), key=lambda one: one.code)
    own = catalogue.areas.county
    return {
        "items": [{"code": one.code, "name": one.name, "is_own": one.code == own} for one in listed]
    }


@router.get("/holidays", response_model=Holidays)
async def list_holidays(
    _: Anyone, answer: Answers, query: Annotated[HolidaysQuery, asked(HolidaysQuery)]
) -> dict[str, Any]:
    """Public holidays and eves of a year: eighteen dates."""
    answer.tagged("list:codes").cache = CODE_LIST
    days = holidays_of(query.year)
    return {"items": [_holiday(day, code) for day in sorted(days) for code in days[day]]}


def _holiday(day: date, code: str) -> dict[str, Any]:
    known = BY_CODE[code]
    name = {"fi": known.fi, "sv": known.sv, "en": known.en}
    return {"date": day, "code": code, "name": name, "public": known.public}
