"""Observations over HTTP: what was seen in a dialogue becomes a need."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body

from common.errors import NotFound, ValidationFailed, Wrong, say
from mentoring.api.desk import Writing
from mentoring.api.exports import routes
from mentoring.api.need_shapes import Need, NeedFrom
from mentoring.api.needs import shown_needs
from mentoring.bridge.contacts import refuse_stranger
from mentoring.bridge.need_work import partner_of, promote, the_observation
from mentoring.bridge.needs import Need as Row
from mentoring.people.permissions import may
from mentoring.text_warnings import warnings_for

Sent = Annotated[NeedFrom | None, Body()]
router = routes("/dialogue-observations", "engagements")


@router.post("/{observation_id}/promote", status_code=201, response_model=Need)
async def promote_observation(
    observation_id: UUID, desk: Writing, sent: Sent = None
) -> dict[str, Any]:
    """Make a need of it, at most once.

    What the unit may read gives the need its first words unless it is named; the words of a note
    that is not shared do not become those of a need that is.
    """
    new = sent or NeedFrom()
    seen = await the_observation(desk.session, observation_id)
    if seen is None or not may(desk.by, "r", "dialogue_entry", seen):
        raise NotFound
    await refuse_stranger(desk.session, seen, desk.by)
    is_open = seen.shared_with_unit or seen.mapping_id is not None
    if new.title is None and not (seen.text and is_open):
        raise ValidationFailed(errors=[Wrong("body", "/title", "required", say("required"))])
    row = Row(
        title=new.title or seen.text[:200],
        public_summary=new.public_summary,
        org_unit_id=seen.org_unit_id,
        partner_id=await partner_of(desk.session, seen),
        owner_id=seen.owner_id if may(desk.by, "w", "dialogue_entry", seen) else desk.by.person_id,
        digital_service_id=seen.digital_service_id,
    )
    await promote(desk.session, seen, row, desk.by)
    desk.made("/needs", row)
    warned = warnings_for([new.title, new.public_summary])
    return (await shown_needs(desk, [row], warned))[0]
