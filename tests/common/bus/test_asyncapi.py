"""The document about events, judged by AsyncAPI's own schema."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft7Validator

from common.bus import Event
from common.bus.asyncapi import document
from tests.common.bus.mill import SackFilled, SackSold

SCHEMA = Path(__file__).parents[2] / "contract/asyncapi/3.0.0-without-$id.json"


class Grain(StrEnum):
    RYE = "rye"
    OAT = "oat"


class FlourGround(Event):
    """Flour was ground.

    From one grain at a time.
    """

    type = "mill.flour.ground"
    flour_id: UUID
    grain: Grain


@pytest.fixture(scope="module")
def judge() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.fixture
def made() -> dict[str, Any]:
    return json.loads(json.dumps(document("mill", [SackFilled, FlourGround], [SackSold])))  # type: ignore[no-any-return]


def test_the_document_is_valid_asyncapi(judge: Draft7Validator, made: dict[str, Any]) -> None:
    assert [error.message for error in judge.iter_errors(made)] == []


def test_the_judge_sees_a_key_that_does_not_belong(
    judge: Draft7Validator, made: dict[str, Any]
) -> None:
    made["channels"]["mill.sack.filled"]["bogus"] = True

    assert not judge.is_valid(made)


def test_a_channel_is_a_subject_and_a_message_a_version(made: dict[str, Any]) -> None:
    channel = made["channels"]["mill.sack.filled"]

    assert channel["address"] == "digisilta.mill.sack.filled.{sack_id}"
    assert list(channel["messages"]) == ["mill.sack.filled.v1"]
    assert made["operations"]["tell.mill.sack.filled.v1"]["action"] == "send"
    assert made["operations"]["hear.mill.sack.sold.v1"]["action"] == "receive"


def test_every_reference_leads_somewhere(made: dict[str, Any]) -> None:
    def follow(ref: str) -> Any:
        place: Any = made
        for step in ref.removeprefix("#/").split("/"):
            place = place[step]
        return place

    assert all(follow(ref) for ref in references(made))
    assert "#/components/schemas/Grain" in references(made)


def test_the_data_holds_the_fields_and_no_envelope(made: dict[str, Any]) -> None:
    data = made["components"]["schemas"]["mill.flour.ground.v1"]

    assert set(data["properties"]) == {"flour_id", "grain"}
    assert data["required"] == ["flour_id", "grain"]
    assert made["components"]["messages"]["mill.flour.ground.v1"]["summary"] == (
        "Flour was ground."
    )


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [ref for value in part.values() for ref in references(value)]
    if isinstance(part, list):
        return [ref for value in part for ref in references(value)]
    return []
