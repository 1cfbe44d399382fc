"""The envelope, and what an event may be."""

import json
from typing import Any, ClassVar, Self
from uuid import UUID

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from pydantic import ValidationError

from common.bus import Event, because_of, origin
from common.clock import standing_at
from tests.common.bus.mill import NOON, SackFilled

SACK = UUID("0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac")
EVENT = UUID("0192f0c2-1a4e-718b-ac8d-b65b879772ca")


def test_the_bytes_are_a_structured_cloudevent_with_our_attributes() -> None:
    with standing_at(NOON):
        event = SackFilled(id=EVENT, sack_id=SACK, kilos=25)

    cloud = json.loads(event.sealed(2))

    assert cloud == {
        "specversion": "1.0",
        "id": str(EVENT),
        "source": f"/digisilta/mill/sack/{SACK}",
        "type": "fi.digisilta.mill.sack.filled.v1",
        "subject": str(SACK),
        "time": "2026-11-22T12:00:00+00:00",
        "datacontenttype": "application/json",
        "dataschema": "urn:digisilta:event:mill.sack.filled.v1",
        "sequence": "000000000002",
        "partitionkey": f"sack.{SACK}",
        "data": {"sack_id": str(SACK), "kilos": 25},
    }


def test_another_implementation_of_cloudevents_reads_our_bytes() -> None:
    payload = SackFilled(id=EVENT, at=NOON, sack_id=SACK, kilos=25).sealed(7)

    read = JSONFormat().read(CloudEvent, payload)

    assert read.get_id() == str(EVENT)
    assert read.get_time() == NOON
    assert read.get_type() == "fi.digisilta.mill.sack.filled.v1"
    assert read.get_extension("sequence") == "000000000007"
    assert read.get_data() == {"sack_id": str(SACK), "kilos": 25}


def test_what_was_sealed_opens_as_the_same_event_with_its_sequence() -> None:
    told = SackFilled(sack_id=SACK, kilos=25)

    heard = SackFilled.opened(json.loads(told.sealed(3)))

    assert heard == told.model_copy(update={"sequence": 3})


def test_a_listener_ignores_fields_it_does_not_read() -> None:
    cloud = json.loads(SackFilled(sack_id=SACK).sealed(1))
    cloud["data"]["colour"] = "white"

    assert SackFilled.opened(cloud).sack_id == SACK


def test_a_field_that_is_missing_is_refused() -> None:
    cloud = json.loads(SackFilled(sack_id=SACK).sealed(1))
    del cloud["data"]["sack_id"]

    with pytest.raises(ValidationError):
        SackFilled.opened(cloud)


def test_what_is_told_inside_names_its_cause_and_keeps_request_and_trace() -> None:
    token = origin.set({"correlationid": "request-1", "traceparent": "00-a-b-01"})
    heard = json.loads(SackFilled(id=EVENT, sack_id=SACK).sealed(1))
    origin.reset(token)

    with because_of(heard):
        told = json.loads(SackFilled(sack_id=SACK).sealed(2))
    after = json.loads(SackFilled(sack_id=SACK).sealed(3))

    assert told["causationid"] == str(EVENT)
    assert (told["correlationid"], told["traceparent"]) == ("request-1", "00-a-b-01")
    assert "causationid" not in after


def test_the_service_is_the_package_the_class_stands_in() -> None:
    class LoafBaked(Event):
        """A loaf was baked."""

        type = "loaf.baked"
        loaf_id: UUID

    assert LoafBaked.service == __name__.partition(".")[0]
    assert LoafBaked.full_name().endswith(".loaf.baked.v1")


def test_a_later_version_opens_what_the_earlier_one_told() -> None:
    class SackFilledV2(Event):
        """A sack was filled, in grams."""

        type = "mill.sack.filled.v2"
        sack_id: UUID
        grams: int

        @classmethod
        def opened(cls, cloud: Any) -> Self:
            data = cloud["data"]
            grams = {"grams": 1000 * data["kilos"]} if "kilos" in data else {}
            return super().opened(cloud | {"data": data | grams})

    old = json.loads(SackFilled(sack_id=SACK, kilos=2).sealed(1))

    assert SackFilledV2.opened(old).grams == 2000
    assert SackFilledV2.cloud_type() == "fi.digisilta.mill.sack.filled.v2"


@pytest.mark.parametrize("field", ["id", "at", "sequence"])
def test_what_belongs_to_the_envelope_is_no_field(field: str) -> None:
    with pytest.raises(TypeError, match="envelope"):
        type("Wrong", (Event,), _body("mill.sack.lost", {field: int, "sack_id": UUID}))


@pytest.mark.parametrize("name", ["filled", "Mill.sack.filled", "a.b.c.d", "sack.filled.V2"])
def test_a_name_that_is_not_noun_and_participle_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match="noun"):
        type("Wrong", (Event,), _body(name, {"sack_id": UUID}))


def test_an_event_of_our_own_must_hold_what_it_is_about() -> None:
    with pytest.raises(TypeError, match="loaf_id"):
        type("Wrong", (Event,), _body("loaf.eaten", {"guest_id": UUID}))


def test_a_quarter_stands_small_in_the_subject_and_as_it_is_in_the_data() -> None:
    class QuarterClosed(Event):
        """A quarter was closed."""

        type = "mill.report.closed"
        about: ClassVar[str] = "quarter"
        quarter: str

    event = QuarterClosed(quarter="2026Q4")

    assert event.subject == "digisilta.mill.report.closed.2026q4"
    assert json.loads(event.sealed(1))["data"] == {"quarter": "2026Q4"}
    with pytest.raises(ValueError, match="subject"):
        _ = QuarterClosed(quarter="2026.Q4").subject


def test_what_no_stream_would_take_is_refused_when_told() -> None:
    class Shouted(Event):
        """Too much."""

        type = "mill.miller.shouted"
        miller_id: UUID
        words: str

    with pytest.raises(ValueError, match="too large"):
        Shouted(miller_id=SACK, words="a" * 260_000).sealed(1)


def _body(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"__module__": __name__, "__annotations__": fields, "type": name}
