"""Mappings and koosteet of the demonstration: what units have, what was suggested, the answers."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from mentoring.bridge.answering import SUGGESTIONS
from mentoring.bridge.dialogue import Audience, ObservationKind, Participant, Purpose
from mentoring.bridge.mapping_answers import Answered, Observed
from mentoring.bridge.mapping_templates import MappingTemplate, first_template
from mentoring.bridge.mappings import MAPPINGS, P2, Mapping, answer, open_mapping
from mentoring.bridge.sharing import SUMMARIES
from mentoring.bridge.skills import LEVELS, UnitSkillSnapshot, take_snapshot
from mentoring.bridge.suggestions import Potential, Suggestion
from mentoring.bridge.summaries import Summary, add_suggestion, open_summary
from mentoring.demo.fits import WHY
from mentoring.demo.paths import PATHS, SERVICES, UNFIT, Path
from mentoring.demo.places import area_of
from mentoring.demo.services import OFFERED
from mentoring.demo.telling import Demonstration, Story

ANSWERS = {
    "contacts_today": "Enimmäkseen puhelimella ja käynneillä; sovellusta käyttää osa asiakkaista.",
    "client_groups": "Säännöllisesti asioivat hyötyvät eniten; osa tarvitsee tukea laitteissa.",
    "devices_and_network": "3",
    "staff_confidence": "3",
    "guidance_of_clients": "2",
    "supervisor_support": "4",
    "wishes": "Ajanvarausten siirtämisestä puhelimessa.",
}
OBSERVED = (
    (ObservationKind.CURRENT_STATE, "Yhteydenotot ruuhkautuvat aamun puhelintunteihin."),
    (ObservationKind.CHALLENGE, "Osa laitteista on vanhoja, eikä kuvayhteys pysy tasaisena."),
    (ObservationKind.OPPORTUNITY, "Kontrollikäynneistä suuri osa sopisi etävastaanotolle."),
)
STATE = (
    "Esimerkki: yksikkö asioi asiakkaidensa kanssa pääosin puhelimitse. Sovellus on tuttu, mutta"
    " sen käyttöön ohjataan vaihtelevasti."
)
CHALLENGES = ["Puhelinruuhka aamuisin", "Ohjaamiseen ei ole sovittua tapaa"]
NEEDS = ["Yhteinen toimintatapa etävastaanotolle", "Koulutusta ohjaamiseen"]
RATIONALE = "Esimerkki: vapauttaa aikaa kasvokkaisille käynneille."
CLIENT_NEED = "Asiakas saa yhteyden ammattilaiseen ilman jonotusta."
LATER = "Esimerkki: palataan asiaan, kun henkilöstö on koulutettu."
HIGH, MEDIUM, LOW = Potential.HIGH, Potential.MEDIUM, Potential.LOW


def surveys(demo: Demonstration) -> Iterator[Story]:
    for path in PATHS:
        yield _survey(demo, path)
        if path.summary:
            yield _summary(demo, path)
        if path.mapping == "superseded":
            again = path._replace(began=62, mapping="completed")
            yield _survey(demo, again)


async def _survey(demo: Demonstration, path: Path) -> Story:
    yield demo.ago(path.began)
    mapping = Mapping(
        state=P2.start,
        template_id=(await _template(demo)).id,
        org_unit_id=demo.units[path.unit],
        purpose=Purpose.AWARENESS,
        audience=Audience.PROFESSIONAL,
    )
    by = await demo.who(path.mentor)
    await open_mapping(demo.session, mapping, by, demo.today)
    if path.mapping == "draft":
        return
    yield demo.ago(path.began - 3)
    parties = [Participant.LEADERSHIP, Participant.PROFESSIONAL, Participant.MENTOR]
    asked = {"planned_on": demo.ago(path.began - 30), "participants": parties, "staff_ids": []}
    await demo.act(MAPPINGS, mapping, "schedule", path.mentor, **asked)
    if path.mapping == "scheduled":
        return
    yield demo.ago(path.began - 10)
    if path.mapping == "cancelled":
        why = "Esimerkki: yksikön muutto siirtää kartoituksen ensi vuoteen."
        await demo.act(MAPPINGS, mapping, "cancel", path.mentor, reason=why)
        return
    await demo.act(MAPPINGS, mapping, "start", path.mentor)
    await _answer(demo, mapping, path)
    if path.mapping != "in_progress":
        yield demo.ago(path.began - 14)
        await demo.act(MAPPINGS, mapping, "complete", path.mentor)
        demo.records[f"mapping {path.unit}"] = mapping


async def _template(demo: Demonstration) -> MappingTemplate:
    if "template" not in demo.records:
        demo.records["template"] = await first_template(demo.session)
    found: MappingTemplate = demo.records["template"]
    return found


async def _answer(demo: Demonstration, mapping: Mapping, path: Path) -> None:
    """Of the template's questions, of each service, and what was seen."""
    by = await demo.who(path.mentor)
    told = [Answered(question, None, text, None) for question, text in ANSWERS.items()]
    unfit = UNFIT[area_of(path.unit)]
    for key in OFFERED:
        said = "not_applicable" if key in unfit else "in_use" if key == "app" else "available"
        told.append(Answered(None, demo.services[key], said, WHY if key in unfit else None))
    seen = [Observed(kind, text, [], None) for kind, text in OBSERVED]
    await answer(demo.session, mapping, told, seen, by)
    counted: dict[str, Any] = dict(zip(LEVELS, (6, 7, 5, 8), strict=True))
    snapshot = UnitSkillSnapshot(
        org_unit_id=demo.units[path.unit],
        mapping_id=mapping.id,
        taken_on=demo.today,
        guides_residents=9,
        **counted,
    )
    await take_snapshot(demo.session, snapshot, by, demo.today)


async def _summary(demo: Demonstration, path: Path) -> Story:
    """The kooste of a unit, with a line for each service that may suit it."""
    yield demo.ago(path.began - 20)
    summary = await _write(demo, path)
    if path.summary == "draft":
        return
    yield demo.ago(path.began - 24)
    await demo.act(SUMMARIES, summary, "submit", path.mentor)
    if path.summary == "in_review":
        return
    yield demo.ago(path.began - 26)
    if path.unit == "1.1":
        comment = "Tarkennetaan perusteluja ennen jakamista."
        await demo.act(SUMMARIES, summary, "return", "lead", comment=comment)
        await demo.act(SUMMARIES, summary, "submit", path.mentor)
    await demo.act(SUMMARIES, summary, "share", "lead")
    async for day in _reply(demo, path, summary):
        yield day
    if path.summary == "superseded":
        yield demo.ago(40)
        second = await _write(demo, path)
        await demo.act(SUMMARIES, second, "submit", path.mentor)
        await demo.act(SUMMARIES, second, "share", "lead")
    elif path.summary == "withdrawn":
        yield demo.ago(path.began - 45)
        why = "Esimerkki: yksikön palvelut muuttuivat."
        await demo.act(SUMMARIES, summary, "withdraw", "lead", reason=why)


async def _write(demo: Demonstration, path: Path) -> Summary:
    by = await demo.who(path.mentor)
    summary = Summary(
        org_unit_id=demo.units[path.unit],
        mapping_id=demo.records[f"mapping {path.unit}"].id,
        current_state=STATE,
        challenges=CHALLENGES,
        needs=NEEDS,
    )
    await open_summary(demo.session, summary, by)
    potentials = (HIGH, HIGH, MEDIUM, LOW)
    for key, potential in zip(SERVICES[area_of(path.unit)], potentials, strict=True):
        line = Suggestion(
            summary_id=summary.id,
            org_unit_id=summary.org_unit_id,
            owner_id=summary.owner_id,
            digital_service_id=demo.services[key],
            potential=potential,
            rationale=RATIONALE,
            client_need=CLIENT_NEED,
            repeat_reason=_why_again(path, key, demo),
        )
        await add_suggestion(demo.session, summary, line, by)
    return summary


def _why_again(path: Path, key: str, demo: Demonstration) -> str | None:
    """Why a service that a unit had is suggested again."""
    first = SERVICES[area_of(path.unit)][0]
    again = (
        path.summary == "superseded" and key == first and f"adoption {path.unit}" in demo.records
    )
    return "Esimerkki: palvelu otetaan uudelleen käyttöön toisessa muodossa." if again else None


async def _reply(demo: Demonstration, path: Path, summary: Summary) -> Story:
    """The supervisor answers; of what the unit wants work is made."""
    wanted = select(Suggestion).where(Suggestion.summary_id == summary.id).order_by(Suggestion.id)
    lines = (await demo.session.scalars(wanted)).all()
    yield demo.ago(path.began - 31)
    answers = ["interested", "not_now", "not_suitable", "already_in_use"]
    if path.summary != "acknowledged":
        answers = ["interested", "not_now"]
    for line, said in zip(lines, answers, strict=False):
        await _say(demo, path, line, said)
    if path.summary == "acknowledged":
        yield demo.ago(path.began - 33)
        await demo.act(SUMMARIES, summary, "acknowledge", f"supervisor-{path.unit}")
    if path.adoption:
        yield demo.ago(path.began - 36)
        became = {"into": "adoption", "side": None, "title": None, "public_summary": None}
        await demo.act(SUGGESTIONS, lines[0], "convert", path.mentor, **became)
        demo.records[f"adoption {path.unit}"] = lines[0].became_id


async def _say(demo: Demonstration, path: Path, line: Suggestion, said: str) -> None:
    body: dict[str, Any] = {"answer": said, "revisit_on": None, "reason": None}
    if said == "not_now":
        body |= {"revisit_on": demo.later(200), "reason": LATER}
    if said == "not_suitable":
        body["reason"] = WHY
    await demo.act(SUGGESTIONS, line, "answer", f"supervisor-{path.unit}", **body)
