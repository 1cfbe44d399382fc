"""Days and quarters that a request names are near enough to be reckoned with (api.md 7)."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any, get_args

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from httpx import AsyncClient
from pydantic import AfterValidator, BaseModel

from mentoring.api import ROUTERS
from mentoring.api.dated import known_day
from tests.mentoring.county import County, caller

FAR = ("as_of=9999-12-31", "as_of=0001-01-01", "as_of=2100-01-01", "as_of=1989-12-31")
NO_QUARTERS = ("9999Q4", "0000Q1", "2100Q1", "1989Q4")


def days_of(shape: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, bool]]:
    """The days of a shape and of what is in it: what each is called, and whether it is bounded."""
    if shape in seen:
        return
    seen.add(shape)
    for name, field in shape.model_fields.items():
        yield from _days(f"{shape.__name__}.{name}", field.annotation, field.metadata, seen)


def _days(
    name: str, annotation: Any, metadata: list[Any], seen: set[type[BaseModel]]
) -> Iterator[tuple[str, bool]]:
    if annotation is date:
        rules = [one.func for one in metadata if isinstance(one, AfterValidator)]
        yield name, known_day in rules
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from days_of(annotation, seen)
    more = list(getattr(annotation, "__metadata__", ()))
    for part in get_args(annotation):
        yield from _days(name, part, metadata + more, seen)


def shapes_asked() -> Iterator[type[BaseModel]]:
    """What requests bring: their bodies and their query strings."""
    for route in chain.from_iterable(one.routes for one in ROUTERS):
        if isinstance(route, APIRoute):
            yield from _shapes(route.dependant)


def _shapes(dependant: Dependant) -> Iterator[type[BaseModel]]:
    asked = getattr(dependant.call, "query_model", None)
    if asked is not None:
        yield asked
    for body in dependant.body_params:
        parts = (body.field_info.annotation, *get_args(body.field_info.annotation))
        yield from (one for one in parts if isinstance(one, type) and issubclass(one, BaseModel))
    for below in dependant.dependencies:
        yield from _shapes(below)


def test_every_day_that_a_request_may_name_is_bounded() -> None:
    seen: set[type[BaseModel]] = set()

    found = dict(chain.from_iterable(days_of(one, seen) for one in shapes_asked()))

    assert {"AuditQuery.to", "NewPlanItem.due_on", "NewMembership.valid_to"} <= found.keys()
    assert [name for name, is_bounded in found.items() if not is_bounded] == []


@pytest.mark.parametrize("asked", FAR)
@pytest.mark.parametrize("path", ["/org-units", "/org-units/{u}", "/coverage/result-areas"])
async def test_a_day_too_far_away_is_refused(
    client: AsyncClient, county: County, path: str, asked: str
) -> None:
    where = path.format(u=county.units["u"])

    answer = await client.get(f"{where}?{asked}", headers=caller("lu"))

    assert answer.status_code == 422, answer.text
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/as_of", "out_of_range")
    ]


@pytest.mark.parametrize("asked", ["from=0001-01-01", "to=9999-12-31"])
async def test_the_trail_is_asked_for_by_days_that_are_known(
    client: AsyncClient, county: County, asked: str
) -> None:
    answer = await client.get(f"/audit-entries?{asked}", headers=caller("dp"))

    assert answer.status_code == 422, answer.text
    assert [one["code"] for one in answer.json()["errors"]] == ["out_of_range"]


@pytest.mark.parametrize("quarter", NO_QUARTERS)
async def test_a_quarter_too_far_away_is_refused(
    client: AsyncClient, county: County, quarter: str
) -> None:
    planned = await client.post(
        "/quarter-plans",
        headers=caller("lu"),
        json={"kind": "mentoring_team", "quarter": quarter},
    )
    covered = [
        await client.get(f"/coverage/{what}?quarter={quarter}", headers=caller("lu"))
        for what in ("result-areas", "quick-help")
    ]

    for answer in (planned, *covered):
        assert answer.status_code == 422, answer.text
        assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
            ("/quarter", "out_of_range")
        ]


async def test_the_first_and_the_last_of_the_known_days_are_taken(
    client: AsyncClient, county: County
) -> None:
    answers = [
        await client.get(f"{path}?{asked}", headers=caller("lu"))
        for path in ("/org-units", "/coverage/result-areas")
        for asked in ("as_of=1990-01-01", "as_of=2099-12-31")
    ] + [
        await client.get(f"/coverage/result-areas?quarter={one}", headers=caller("lu"))
        for one in ("1990Q1", "2099Q4")
    ]

    assert {one.status_code for one in answers} == {200}
