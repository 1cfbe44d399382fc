"""What was seen in a contact or a mapping, as it is sent and said back."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from common.shapes import Day, Shape
from common.text import FreeText
from mentoring.api.records import Code
from mentoring.bridge.dialogue import ObservationKind


class NewObservation(Shape):
    """What was seen: the state, a challenge, a need, an opportunity."""

    kind: ObservationKind
    text: FreeText
    barriers: Annotated[list[Code], Field(max_length=20)] = []
    digital_service_id: UUID | None = None


class Observation(Shape):
    """What was seen in a contact or a mapping."""

    id: UUID
    kind: ObservationKind
    text: Annotated[str, Field(max_length=2000, description="Empty when it was purged.")]
    barriers: Annotated[list[Code], Field(max_length=20)]
    digital_service_id: UUID | None
    need_id: UUID | None
    purged_at: Annotated[Day | None, Field(description="Since when its text is gone.")]
