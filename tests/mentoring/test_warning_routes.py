"""What may be an identity code is told beside what was stored, whatever the noun (7.2, S16)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from fastapi.routing import APIRoute
from httpx import AsyncClient, Response
from pydantic import AfterValidator, BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import standing_at
from common.text import without_identity_code
from mentoring.api import ROUTERS
from mentoring.text_warnings import texts_in
from tests.mentoring.bridge.test_engagements import CONTACT, opened
from tests.mentoring.bridge.test_engagements import NOON as CONTACT_DAY
from tests.mentoring.county import County, act, caller, slug
from tests.mentoring.support.items import sent, target

TICKET = "Tiketti 120325-1234"
POSSIBLE = ["possible_identity_code"]
NOON = datetime(2026, 11, 22, 10, tzinfo=UTC)


def takes_free_text(kind: Any, seen: frozenset[Any] = frozenset()) -> bool:
    """Whether a text that people write stands anywhere in a type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        within = (one for one in kind.model_fields.values())
        return kind not in seen and any(
            _is_scanned(one.metadata) or takes_free_text(one.annotation, seen | {kind})
            for one in within
        )
    return _is_scanned(getattr(kind, "__metadata__", ())) or any(
        takes_free_text(one, seen) for one in get_args(kind)
    )


def _is_scanned(metadata: Any) -> bool:
    return any(
        isinstance(one, AfterValidator) and one.func is without_identity_code for one in metadata
    )


def writing() -> Iterator[APIRoute]:
    """The routes that take texts."""
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            body = route.body_field
            if body is not None and takes_free_text(body.field_info.annotation):
                yield route


@pytest.mark.parametrize(
    "route", list(writing()), ids=lambda route: f"{min(route.methods)} {route.path}"
)
def test_every_route_that_takes_free_text_can_warn(route: APIRoute) -> None:
    assert "warnings" in getattr(route.response_model, "model_fields", ())


def test_every_text_of_a_body_is_looked_at_but_no_name_of_a_member() -> None:
    body = {"a": ["x", {"b": "y", "c": [1, None, True]}], "120325-1234": 1.5}

    assert list(texts_in(body)) == ["x", "y"]


def codes(answer: Response) -> list[str]:
    assert answer.is_success, answer.text
    return [one["code"] for one in answer.json().get("warnings", [])]


async def test_S16_6_a_ticket_number_is_taken_with_a_warning_wherever_it_is_written(
    client: AsyncClient, county: County
) -> None:
    headers = caller("lu")
    with standing_at(NOON):
        quarter = {"kind": "mentoring_team", "quarter": "2027Q1"}
        made = await client.post("/quarter-plans", headers=headers, json=quarter)
        plan = f"/quarter-plans/{made.json()['id']}"
        action = {"kind": "other", "purpose": "awareness", "audience": "both"}
        decision = {"decided_on": "2026-10-01", "parties": ["johto"]}
        goal = await client.post(f"{plan}/goals", headers=headers, json={"text": TICKET})
        answers = [
            goal,
            await client.post(f"{plan}/actions", headers=headers, json=action | {"text": TICKET}),
            await client.post("/team/decisions", headers=headers, json=decision | {"text": TICKET}),
        ]

    assert [codes(one) for one in answers] == [POSSIBLE] * 3
    assert codes(made) == []
    again = await client.get(f"/quarter-goals/{goal.json()['id']}", headers=headers)
    assert "warnings" not in again.json(), "it is told to the one who wrote it, when they did"


async def test_S16_6_an_action_of_a_record_warns_once_and_in_the_caller_s_language(
    client: AsyncClient, county: County
) -> None:
    new = {"title": TICKET, "org_unit_id": f"{county.units['u']}"}
    headers = caller("me1") | {"Accept-Language": "sv"}

    made = await client.post("/needs", headers=headers, json=new)

    assert codes(made) == POSSIBLE
    assert made.json()["warnings"][0]["detail"].startswith("Texten kan innehålla")


async def test_S16_6_a_contact_that_is_recorded_warns(client: AsyncClient, county: County) -> None:
    with standing_at(CONTACT_DAY):
        path = await opened(client, county, "u")

        held = await act(client, "me1", f"{path}/record-contact", CONTACT | {"text": TICKET})

    assert codes(held) == POSSIBLE


async def test_a_repeated_request_is_answered_with_the_same_warning(
    client: AsyncClient, county: County
) -> None:
    body = {"decided_on": "2026-10-01", "text": TICKET, "parties": ["johto"]}
    headers = caller("lu") | {"Idempotency-Key": "ticket-number-1"}

    first = await client.post("/team/decisions", headers=headers, json=body)
    again = await client.post("/team/decisions", headers=headers, json=body)

    assert codes(first) == POSSIBLE
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])


async def test_S16_the_number_of_a_ticket_is_no_place_for_an_identity_code(
    client: AsyncClient, county: County, session: AsyncSession
) -> None:
    path = await sent(client, county, await target(session))

    refused = await act(client, "it", f"{path}/acknowledge", {"external_ref": "031052Y9214"})
    warned = await act(client, "it", f"{path}/acknowledge", {"external_ref": "120325-1234"})

    assert slug(refused) == "identity-code-in-text"
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/external_ref"]
    assert codes(warned) == POSSIBLE
