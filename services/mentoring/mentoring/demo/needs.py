"""Needs of the demonstration: raised by people of the units, sorted, planned, met, merged."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import select

from mentoring.bridge.dialogue import Observation
from mentoring.bridge.duplicates import candidates
from mentoring.bridge.links import Link
from mentoring.bridge.need_work import NEEDS, promote
from mentoring.bridge.needs import Need, OriginKind, Priority, Size, raise_need
from mentoring.demo.forwards import carry
from mentoring.demo.places import area_of
from mentoring.demo.telling import Demonstration, Story
from mentoring.support.items import ForwardedItem

HELP, TRAINING, MATERIAL = Size.QUICK_HELP, Size.TRAINING, Size.MATERIAL
IT_CHANGE, DEVELOPMENT = Size.IT_CHANGE, Size.NEW_DEVELOPMENT
MENTORS = {
    **dict.fromkeys(("1", "3"), "mentor-1"),
    **dict.fromkeys(("2", "4"), "mentor-2"),
    **dict.fromkeys(("5", "6", "10"), "mentor-3"),
    **dict.fromkeys(("7", "8", "9"), "mentor-4"),
}


class Wish(NamedTuple):
    """A need: who of a unit raised it, how many days ago, and the state that it is in."""

    unit: str
    who: str
    began: int
    title: str
    sort: tuple[str, Size]
    """Its topic and its size."""
    ends: str
    into: str = ""
    """Of a merged need: the unit of the one that it went into."""


PLANNED = ("concretised", "planned", "in_progress", "confirmed")
FORWARDED = ("forwarded", "forwarded_met")
ENDED = {"met": "solve_now", "merged": "merge"}
DECLINED = ("declined", "reopened")
BREAKS = "Kuvayhteys katkeaa kesken etävastaanoton"
WISHES = (
    Wish("1.1", "professional", 190, "Viestien hakeminen työpuhelimella",
         ("device_use", HELP), "met"),
    Wish("1.3", "supervisor", 120, "Toimintatapa etävastaanoton ajanvaraukseen",
         ("using_service", TRAINING), "planned"),
    Wish("2.1", "supervisor", 115, "Koulutusta etävastaanoton pitämiseen",
         ("using_service", TRAINING), "in_progress"),
    Wish("1.1", "supervisor", 110, "Ohje asiakkaan ohjaamiseen sovelluksessa",
         ("using_service", MATERIAL), "confirmed"),
    Wish("2.2", "supervisor", 100, "Selkokielinen esite digiklinikasta",
         ("information_health_literacy", MATERIAL), "concretised"),
    Wish("3.1", "supervisor", 90, BREAKS, ("device_network", IT_CHANGE), "forwarded"),
    Wish("3.2", "supervisor", 70, BREAKS, ("device_network", IT_CHANGE), "merged", "3.1"),
    Wish("5.1", "supervisor", 60, "Kuvayhteys katkeaa perhetapaamisissa",
         ("device_network", IT_CHANGE), "merged", "3.1"),
    Wish("1.4", "supervisor", 95, "Toinen näyttö vastaanottohuoneeseen",
         ("device_network", IT_CHANGE), "forwarded_met"),
    Wish("4.1", "supervisor", 80, "Oma sovellus harjoitusten seurantaan",
         ("finding_service", DEVELOPMENT), "declined"),
    Wish("2.4", "supervisor", 75, "Ajanvarauksen linkki ei löydy verkkosivuilta",
         ("finding_service", MATERIAL), "reopened"),
    Wish("6.1", "supervisor", 65, "Puolesta-asioinnin ohje työntekijöille",
         ("using_service", MATERIAL), "concretised"),
    Wish("4.2", "professional", 50, "Ryhmävideon käyttö kuntoutusryhmissä",
         ("using_service", TRAINING), "triaged"),
    Wish("1.2", "professional", 6, "Apua Teams-kanavan perustamiseen",
         ("using_service", HELP), "triaged"),
    Wish("5.3", "professional", 4, "Perheiden kysymyksiin vastaaminen chatissa",
         ("using_service", TRAINING), "raised"),
    Wish("8.2", "supervisor", 3, "Tablettien kiinnitys kotihoidon autoihin",
         ("device_use", IT_CHANGE), "raised"),
    Wish("3.3", "professional", 1, "Apua ryhmäkeskustelun aloittamiseen",
         ("device_use", HELP), "raised"),
)  # fmt: skip
SUMMARY = "Esimerkki: sama tarve voi koskea muitakin yksiköitä."
CONCRETE = {
    "goal": "Esimerkki: jokainen ammattilainen osaa toimia tilanteessa itse.",
    "affected_group": "Yksikön ammattilaiset ja säännöllisesti asioivat asiakkaat",
    "outcome": "Ohje on käytössä, eikä samaa kysytä enää tuesta.",
}
RESULT = "Esimerkki: toimintatapa sovittiin ja kirjattiin yksikön ohjeisiin."


def needs(demo: Demonstration) -> Iterator[Story]:
    yield from (_need(demo, wish) for wish in WISHES)
    yield _promoted(demo, "2")


async def _need(demo: Demonstration, wish: Wish) -> Story:
    yield demo.ago(wish.began)
    mentor = MENTORS[area_of(wish.unit)]
    topic, size = wish.sort
    need = Need(
        title=wish.title,
        public_summary=SUMMARY,
        topic=topic,
        size=size if size is HELP else None,
        org_unit_id=demo.units[wish.unit],
        owner_id=demo.people[mentor],
    )
    by = await demo.who(f"{wish.who}-{wish.unit}")
    await raise_need(demo.session, need, by, OriginKind.SELF_SERVICE)
    demo.records.setdefault(f"need {wish.unit}", need)
    if wish.ends == "raised":
        return
    yield demo.ago(wish.began - 1)
    await _triage(demo, need, wish, mentor)
    async for day in _go_on(demo, need, wish, mentor):
        yield day


async def _promoted(demo: Demonstration, area: str) -> Story:
    """What was observed in a dialogue with a result area becomes a need of it."""
    yield demo.ago(28)
    seen = select(Observation).where(Observation.org_unit_id == demo.units[area])
    observation = (await demo.session.scalars(seen.order_by(Observation.id).limit(1))).one()
    need = Need(
        title="Sovelluksen yhteydenottotavat selkeiksi",
        public_summary=SUMMARY,
        org_unit_id=observation.org_unit_id,
        owner_id=demo.people[MENTORS[area]],
    )
    await promote(demo.session, observation, need, await demo.who(MENTORS[area]))


async def _triage(demo: Demonstration, need: Need, wish: Wish, mentor: str) -> None:
    topic, size = wish.sort
    alike = [one.need.id for one in await candidates(demo.session, need, topic)]
    same = demo.records[f"need {wish.into}"].id if wish.into else None
    answers = [
        SimpleNamespace(need_id=one, answer="same" if one == same else "different") for one in alike
    ]
    sorted_ = {"topic": topic, "size": size, "priority": Priority.MEDIUM}
    await demo.act(NEEDS, need, "triage", mentor, duplicates=answers, **sorted_)


async def _go_on(demo: Demonstration, need: Need, wish: Wish, mentor: str) -> Story:
    yield demo.ago(max(wish.began - 4, 0))
    if wish.ends in PLANNED:
        owner = demo.people[f"supervisor-{wish.unit}"]
        await demo.act(NEEDS, need, "concretise", mentor, unit_owner_id=owner, **CONCRETE)
        async for day in _plan(demo, need, wish, mentor):
            yield day
    elif wish.ends in FORWARDED:
        async for day in _forward(demo, need, wish, mentor):
            yield day
    elif wish.ends in ENDED:
        into = demo.records[f"need {wish.into}"].id if wish.into else None
        end = {"outcome": RESULT, "target_id": into}
        await demo.act(NEEDS, need, ENDED[wish.ends], mentor, **end)
    elif wish.ends in DECLINED:
        async for day in _decline(demo, need, wish, mentor):
            yield day


async def _decline(demo: Demonstration, need: Need, wish: Wish, mentor: str) -> Story:
    why = {"reason_code": "out_of_scope", "reason": "Esimerkki: sovellus on jo olemassa."}
    await demo.act(NEEDS, need, "decline", "lead", **why)
    if wish.ends == "reopened":
        yield demo.ago(wish.began - 20)
        again = "Esimerkki: yksikkö perusteli tarpeen uudelleen."
        await demo.act(NEEDS, need, "reopen", mentor, reason=again)


async def _plan(demo: Demonstration, need: Need, wish: Wish, mentor: str) -> Story:
    """The work that is planned for it; the unit says when it is met."""
    if wish.ends == "concretised":
        return
    item = demo.records[f"item {wish.unit}"]
    yield demo.ago(wish.began - 9)
    link: Any = (Link("plan_item", item.id), "/plan_item_id")
    await demo.act(NEEDS, need, "plan", mentor, link=lambda: link)
    if wish.ends == "planned":
        return
    yield demo.ago(wish.began - 20)
    await demo.act(NEEDS, need, "start", mentor)
    if wish.ends == "confirmed":
        yield demo.ago(wish.began - 50)
        await demo.act(NEEDS, need, "confirm", f"supervisor-{wish.unit}", outcome=RESULT)


async def _forward(demo: Demonstration, need: Need, wish: Wish, mentor: str) -> Story:
    text = f"{wish.title}. Esimerkki: toistuu yksikössä viikoittain."
    await demo.act(NEEDS, need, "forward", mentor, target_id=demo.targets["it"], text=text)
    item = await demo.session.get_one(ForwardedItem, need.forwarded_item_id)
    ends = "in_progress" if wish.ends == "forwarded" else "told"
    async for day in carry(demo, item, mentor, ends):
        yield day
    if wish.ends == "forwarded_met":
        yield demo.later(2)
        await demo.act(NEEDS, need, "confirm", mentor, outcome=RESULT)
