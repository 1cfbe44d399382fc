"""Development plans of the demonstration, from drafts to what is done, with their items."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from mentoring.bridge.item_work import ITEMS
from mentoring.bridge.plan_items import ItemKind, PlanItem, set_dependencies
from mentoring.bridge.plan_work import PLANS
from mentoring.bridge.plans import DevelopmentPlan, add_item, open_plan
from mentoring.demo.paths import PATHS, SERVICES, Path
from mentoring.demo.places import area_of
from mentoring.demo.telling import Demonstration, Story

GOAL = "Esimerkki: asiakas saa yhteyden yksikköön digitaalisesti saman päivän aikana."
TITLES = {
    ItemKind.TRAINING: "Henkilöstön koulutus palvelun käyttöön",
    ItemKind.ADOPTION: "Palvelun käyttöönotto yksikössä",
    ItemKind.MATERIAL: "Ohje asiakkaan ohjaamiseen",
    ItemKind.PROCESS_CHANGE: "Ajanvarauksen uusi työnkulku",
}
TERMS = {
    ItemKind.TRAINING: (42, 18),
    ItemKind.ADOPTION: (44, 90),
    ItemKind.MATERIAL: (50, 30),
    ItemKind.PROCESS_CHANGE: (60, 120),
}
"""After how many days of the unit's way an item starts, and how many days it has."""
WAITS = "Esimerkki: odottaa tietohallinnon korjausta."
DROPPED = "Esimerkki: valmis ohje löytyi toisesta yksiköstä."


class Moved(NamedTuple):
    """An item that gets another term by a revision."""

    plan_item_id: UUID
    due_on: date

    def model_dump(self, **_: Any) -> dict[str, date]:
        return {"due_on": self.due_on}


def plans(demo: Demonstration) -> Iterator[Story]:
    for path in PATHS:
        if path.plan:
            yield _plan(demo, path)


async def _plan(demo: Demonstration, path: Path) -> Story:
    yield demo.ago(path.began - 37)
    by, unit_id = await demo.who(path.mentor), demo.units[path.unit]
    plan = DevelopmentPlan(
        org_unit_id=unit_id, year=demo.today.year, goal=GOAL, owner_id=by.person_id
    )
    await open_plan(demo.session, plan, by)
    items = {kind: await _item(demo, path, plan, kind) for kind in TITLES}
    training, adoption = items[ItemKind.TRAINING], items[ItemKind.ADOPTION]
    await set_dependencies(demo.session, adoption, [training.id], by.subject)
    demo.records[f"plan {path.unit}"] = plan
    demo.records[f"item {path.unit}"] = items[ItemKind.PROCESS_CHANGE]
    if path.plan == "draft":
        return
    yield demo.ago(path.began - 38)
    await demo.act(PLANS, plan, "propose", path.mentor)
    async for day in _decide(demo, path, plan):
        yield day
    if path.plan in ("active", "completed"):
        async for day in _work(demo, path, plan, items):
            yield day


async def _item(demo: Demonstration, path: Path, plan: DevelopmentPlan, kind: ItemKind) -> PlanItem:
    starts, days = TERMS[kind]
    is_linked = kind is ItemKind.ADOPTION and f"adoption {path.unit}" in demo.records
    item = PlanItem(
        plan_id=plan.id,
        kind=kind,
        title=TITLES[kind],
        starts_on=demo.ago(path.began - starts),
        due_on=demo.ago(path.began - starts - days),
        unit_owner_id=demo.people[f"supervisor-{path.unit}"],
        digital_service_id=demo.services[SERVICES[area_of(path.unit)][0]],
        linked_noun="adoption" if is_linked else None,
        linked_id=demo.records[f"adoption {path.unit}"] if is_linked else None,
    )
    await add_item(demo.session, item, await demo.who(path.mentor))
    return item


async def _decide(demo: Demonstration, path: Path, plan: DevelopmentPlan) -> Story:
    """What the unit says to the proposal."""
    supervisor = f"supervisor-{path.unit}"
    if path.plan == "proposed":
        return
    yield demo.ago(path.began - 41)
    if path.plan == "cancelled":
        why = "Esimerkki: yksikkö yhdistyy toiseen yksikköön."
        await demo.act(PLANS, plan, "cancel", "lead", reason=why)
        return
    if path.unit == "1.1":
        comment = "Siirretään koulutus lomien jälkeen."
        await demo.act(PLANS, plan, "return", supervisor, comment=comment)
        await demo.act(PLANS, plan, "propose", path.mentor)
    await demo.act(PLANS, plan, "agree", supervisor)


async def _work(
    demo: Demonstration, path: Path, plan: DevelopmentPlan, items: dict[ItemKind, PlanItem]
) -> Story:
    """What is on the plan is done, waits, or is left out."""
    supervisor = f"supervisor-{path.unit}"
    training, adoption = items[ItemKind.TRAINING], items[ItemKind.ADOPTION]
    material, change = items[ItemKind.MATERIAL], items[ItemKind.PROCESS_CHANGE]
    yield demo.ago(path.began - 42)
    await demo.act(ITEMS, training, "start", supervisor)
    yield demo.ago(path.began - 50)
    await demo.act(ITEMS, material, "start", path.mentor)
    yield demo.ago(path.began - 58)
    await demo.act(ITEMS, training, "complete", supervisor)
    if path.plan == "active":
        await demo.act(ITEMS, material, "block", path.mentor, reason=WAITS)
    yield demo.ago(path.began - 64)
    if path.unit == "1.1":
        await _revise(demo, path, plan, change)
    if path.plan == "completed":
        await demo.act(ITEMS, material, "drop", path.mentor, reason=DROPPED)
        yield demo.ago(path.began - 100)
        await demo.act(ITEMS, change, "start", supervisor)
        await demo.act(ITEMS, adoption, "complete", supervisor)
        yield demo.ago(path.began - 130)
        await demo.act(ITEMS, change, "complete", supervisor)
        await demo.act(PLANS, plan, "complete", path.mentor)


async def _revise(demo: Demonstration, path: Path, plan: DevelopmentPlan, item: PlanItem) -> None:
    body = {
        "reason": "Esimerkki: sijaisuudet siirtävät työnkulun muutosta.",
        "agreed_with_id": demo.people[f"supervisor-{path.unit}"],
        "items": [Moved(item.id, demo.ago(path.began - 210))],
    }
    await demo.act(PLANS, plan, "revise", path.mentor, **body)
