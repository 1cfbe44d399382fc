"""What metrics tell reaches the adoptions through the real stream, once."""

from uuid import uuid4

import nats
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from common.bus.streams import provision, stream_of
from mentoring.app import create_app
from mentoring.bridge.adoptions import Adoption, Side
from mentoring.settings import Settings
from metrics.events import Figure, FiguresChanged
from tests.mentoring.bridge.adopting import figures
from tests.mentoring.county import County, caller
from tests.mentoring.worlds.adoption import offered_service
from tests.services import client_of, eventually, names_told, settings_for


def as_told(unit: object, quarter: str) -> FiguresChanged:
    """As metrics tell it."""
    heard = figures(unit, quarter, 0)  # type: ignore[arg-type]
    said = [Figure.model_validate(one.model_dump()) for one in heard.figures]
    return FiguresChanged(org_unit_id=heard.org_unit_id, period=quarter, revision=0, figures=said)


async def test_S07_7_the_same_figures_told_three_times_lapse_an_adoption_once(
    database: str, nats_url: str, county: County, session: AsyncSession
) -> None:
    service = await offered_service(session, (county.units["u"],))
    one = Adoption(
        state="embedded",
        org_unit_id=county.units["u"],
        digital_service_id=service.id,
        side=Side.RESIDENT,
    )
    session.add(one)
    await session.commit()
    admin = await nats.connect(nats_url)
    stream = stream_of("metrics", max_bytes=1024 * 1024)
    await provision(admin.jetstream(), [stream], {})
    settings = settings_for("mentoring", database, nats_url)
    assert isinstance(settings, Settings)
    app: FastAPI = create_app(settings)
    last = as_told(county.units["u"], "2026Q1")
    async with app.router.lifespan_context(app), client_of(app, "mentoring") as client:
        again = [last, last, last.model_copy(update={"id": uuid4()})]
        for number, event in enumerate([as_told(county.units["u"], "2025Q4"), *again], 1):
            await admin.jetstream().publish(event.subject, event.sealed(number))

        async def has_lapsed() -> bool:
            answer = await client.get(f"/adoptions/{one.id}", headers=caller("lu"))
            return bool(answer.json()["state"] == "live")

        await eventually(has_lapsed, within=20)
    await admin.jetstream().delete_stream(str(stream.name))
    await admin.close()

    assert (await names_told(session)).count("mentoring.adoption.lapsed") == 1
