"""Quarter plans of the demonstration: the last one closed, this one going on, the next planned."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from mentoring.bridge.dialogue import Audience, Purpose
from mentoring.demo.services import release
from mentoring.demo.telling import Demonstration, Story
from mentoring.learning.actions import ActionKind, ActionSource, QuarterAction
from mentoring.learning.goals import Outcome, QuarterGoal
from mentoring.learning.planning import QUARTER_PLANS, advance_quarter_plans
from mentoring.learning.quarter_plans import P9, PlanKind, QuarterPlan, open_plan
from mentoring.learning.writing import add_action, add_goal, end_action, reflect
from mentoring.quarters import days_of, following, quarter_of

GOALS = (
    ("Jokainen tulosalue on kontaktoitu kvartaalin aikana.", "contact_coverage", 0.8),
    ("Etävastaanotto on käytössä kahdessa uudessa yksikössä.", None, None),
    ("Nopeaan tukeen vastataan kahdessa työpäivässä.", None, None),
)
PLANNED = (
    (ActionKind.CONTACT_MODEL, ActionSource.MANAGEMENT, "Kontaktoidaan tulosalueiden johto."),
    (ActionKind.QUICK_SUPPORT, ActionSource.FEEDBACK, "Pidetään nopean tuen tunti viikoittain."),
    (ActionKind.GUIDANCE_MATERIAL, ActionSource.NEED, "Tehdään ohje asiakkaan ohjaamiseen."),
    (ActionKind.COMMUNICATION, ActionSource.RELEASE, "Kerrotaan etävastaanoton uutuuksista."),
)
ENDS = ("complete", "complete", "carry_over", "drop")
LEARNT = (
    (Outcome.REACHED, "Yhdeksän kymmenestä tulosalueesta kontaktoitiin.", "Jatketaan samoin."),
    (Outcome.PARTLY, "Yksi yksikkö otti palvelun käyttöön.", "Tuetaan toista yksikköä pilotissa."),
    (Outcome.NOT_REACHED, "Lomakaudella vastaaminen viivästyi.", "Sovitaan varajärjestely."),
)
NEWS = ("Kuvan lähettäminen chatissa", "Att skicka bilder i chatten", "Pictures in the chat")


class Author(NamedTuple):
    """Who writes the plans of a kind, and who approves them."""

    kind: PlanKind
    writer: str
    approver: str


MENTORS = Author(PlanKind.MENTORING_TEAM, "lead", "lead")
SERVICES = Author(PlanKind.DIGITAL_SERVICES, "digital-services", "board")


def quarters(demo: Demonstration) -> Iterator[Story]:
    this = quarter_of(demo.ago(0))
    last = _before(this)
    yield _passing(demo, [_before(last), last, this])
    yield _closed(demo, MENTORS, last)
    yield _approved(demo, MENTORS, this)
    yield _draft(demo, MENTORS, following(this))
    yield _closed(demo, SERVICES, _before(last))
    yield _reflected(demo, SERVICES, last)
    yield _approved(demo, SERVICES, following(this))
    yield _news(demo)


async def _closed(demo: Demonstration, author: Author, quarter: str) -> Story:
    """Planned before it, and looked back on until nothing is open."""
    days = days_of(quarter)
    yield days.first - timedelta(20)
    plan = await _write(demo, author, quarter)
    yield days.first - timedelta(12)
    await demo.act(QUARTER_PLANS, plan, "approve", author.approver)
    for number, action in enumerate(demo.records[f"actions {plan.id}"]):
        yield days.end - timedelta(40 - 10 * number)
        await _end(demo, author, plan, action, ENDS[number])
    yield days.end + timedelta(4)
    by = await demo.who(author.writer)
    for goal, (outcome, effect, decision) in zip(
        demo.records[f"goals {plan.id}"], LEARNT, strict=True
    ):
        told = {"outcome": outcome, "effect": f"Esimerkki: {effect}", "decision": decision}
        await reflect(demo.session, plan, goal, told, by)
    yield days.end + timedelta(8)
    await demo.act(QUARTER_PLANS, plan, "close", author.writer)


async def _approved(demo: Demonstration, author: Author, quarter: str) -> Story:
    first = days_of(quarter).first
    yield min(first - timedelta(14), demo.ago(6))
    plan = await _write(demo, author, quarter)
    yield min(first - timedelta(7), demo.ago(3))
    await demo.act(QUARTER_PLANS, plan, "approve", author.approver)
    yield max(first + timedelta(10), demo.ago(2))
    if plan.state == "active":
        action = demo.records[f"actions {plan.id}"][0]
        await _end(demo, author, plan, action, "complete")


async def _draft(demo: Demonstration, author: Author, quarter: str) -> Story:
    yield demo.ago(8)
    await _write(demo, author, quarter)


async def _reflected(demo: Demonstration, author: Author, quarter: str) -> Story:
    first = days_of(quarter).first
    yield first - timedelta(18)
    plan = await _write(demo, author, quarter)
    yield first - timedelta(9)
    await demo.act(QUARTER_PLANS, plan, "approve", author.approver)


async def _passing(demo: Demonstration, quarters_: list[str]) -> Story:
    """On the first day of a quarter its plans begin, and those before it are looked back on."""
    for quarter in quarters_:
        yield days_of(quarter).first
        demo.session.info["by"] = "system"
        await advance_quarter_plans(demo.session)


async def _news(demo: Demonstration) -> Story:
    yield demo.ago(50)
    await release(demo, "chat", NEWS, demo.today)


async def _write(demo: Demonstration, author: Author, quarter: str) -> QuarterPlan:
    by = await demo.who(author.writer)
    plan = QuarterPlan(state=P9.start, kind=author.kind, quarter=quarter)
    await open_plan(demo.session, plan, by)
    goals: list[QuarterGoal] = []
    for text, metric, target in GOALS:
        goal: dict[str, Any] = {"text": text, "metric": metric, "target": target}
        goals.append(await add_goal(demo.session, plan, goal, by))
    actions: list[QuarterAction] = []
    for kind, source, text in PLANNED:
        todo: dict[str, Any] = {"kind": kind, "source": source, "text": text}
        todo |= {"purpose": Purpose.ADOPTION_SUPPORT, "audience": Audience.PROFESSIONAL}
        todo |= {"parties": ["mentors"], "due_on": days_of(quarter).end - date.resolution}
        actions.append(await add_action(demo.session, plan, todo, by))
    demo.records |= {f"goals {plan.id}": goals, f"actions {plan.id}": actions}
    return plan


async def _end(
    demo: Demonstration, author: Author, plan: QuarterPlan, action: QuarterAction, how: str
) -> None:
    why = None if how == "complete" else "Esimerkki: aika ei riittänyt."
    end_action(plan, action, how, (why, demo.today), await demo.who(author.writer))
    await demo.session.flush()


def _before(quarter: str) -> str:
    return quarter_of(days_of(quarter).first - date.resolution)
