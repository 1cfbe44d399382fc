"""What a target cannot be without is not taken away from it."""

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from mentoring.support.targets import ForwardTarget, TargetKind
from tests.mentoring.county import County, caller, slug


@pytest.mark.parametrize("member", ["name", "handlers", "is_active"])
async def test_a_member_that_is_needed_cannot_be_null(
    member: str, client: AsyncClient, county: County, session: AsyncSession
) -> None:
    assert "lu" in county.people
    target = ForwardTarget(kind=TargetKind.IT, name={"fi": "Tuki", "sv": None, "en": None})
    session.add(target)
    await session.commit()

    refused = await client.patch(
        f"/forward-targets/{target.id}",
        headers={**caller("lu"), "If-Match": "*"},
        json={member: None, "channel": "tuki@example.org"},
    )

    assert (refused.status_code, slug(refused)) == (422, "validation-error")


async def test_an_entry_keeps_whether_it_was_shared(client: AsyncClient, county: County) -> None:
    nobody = county.people["me1"]

    refused = await client.patch(
        f"/dialogue-entries/{nobody}",
        headers={**caller("me1"), "If-Match": "*"},
        json={"shared_with_unit": None},
    )

    assert slug(refused) == "validation-error"
