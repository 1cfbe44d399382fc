"""Adoptions of the demonstration, from proposed to embedded and retired."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from mentoring.bridge.adopting import ADOPTIONS
from mentoring.bridge.adoptions import Adoption, Benefit, Side, propose
from mentoring.bridge.co_development import CoDevelopment, add_co_development
from mentoring.bridge.evidence import METRICS, AdoptionEvidence
from mentoring.bridge.use import take_evidence
from mentoring.demo.paths import PATHS, Path
from mentoring.demo.telling import Demonstration, Move, Story
from mentoring.processes.acting import change
from mentoring.quarters import days_of, quarter_of

EMBEDDED = {"1.1": "mentor-1", "1.2": "mentor-1", "2.1": "mentor-2"}
"""Units in which the app is part of normal work."""
WAY = {
    "proposed": (),
    "approved": ("approve",),
    "preparing": ("approve", "start", "start_pilot", "return"),
    "piloting": ("approve", "start", "start_pilot"),
    "live": ("approve", "start", "start_pilot", "go_live"),
    "retired": ("approve", "start", "start_pilot", "go_live", "retire"),
    "paused": ("approve", "start", "pause"),
    "cancelled": ("approve", "cancel"),
}
"""What leads to a state."""
DAYS = {"approve": 3, "start": 6, "start_pilot": 9, "return": 20, "go_live": 22, "retire": 75}
"""Of each action after the one before it; others come after twelve."""
SCOPE = "Esimerkki: kolme ammattilaista, kontrollikäynnit neljän viikon ajan."
FINDINGS = "Esimerkki: kuvayhteys toimi, ajanvarauksen ohje puuttui."
IMPACT = "Esimerkki: osa käynneistä siirtyy etänä hoidettaviksi; ajanvaraus tehdään sovelluksessa."


def adoptions(demo: Demonstration) -> Iterator[Story]:
    for path in PATHS:
        if path.adoption:
            yield _adoption(demo, path)
    for unit, mentor in EMBEDDED.items():
        yield _embedded(demo, unit, mentor)


async def _adoption(demo: Demonstration, path: Path) -> Story:
    """Of what the unit wanted most; it came of a suggestion."""
    yield demo.ago(path.began - 37)
    adoption = await demo.session.get_one(Adoption, demo.records[f"adoption {path.unit}"])
    about = {
        "expected_benefits": [Benefit.STAFF_TIME.value, Benefit.AVAILABILITY.value],
        "change_impact": IMPACT,
        "required_skills": ["Etävastaanoton pitäminen", "Asiakkaan ohjaaminen sovellukseen"],
        "template": "controlled_rollout",
    }
    await change(demo.session, adoption, await demo.who(path.mentor), about)
    moves = (_move(demo, path, action) for action in WAY[path.adoption])
    async for day in demo.walk(ADOPTIONS, adoption, moves):
        yield day
    if path.adoption in ("live", "piloting", "preparing"):
        yield demo.later(2)
        await _develop(demo, adoption, path.mentor)


def _move(demo: Demonstration, path: Path, action: str) -> Move:
    supervisor = f"supervisor-{path.unit}"
    who = {"approve": supervisor, "cancel": supervisor, "retire": "lead"}
    responsible = demo.people[f"professional-{path.unit}"]
    trial_ends, lives = demo.later(28), demo.later(DAYS["go_live"] - 2)
    body: dict[str, dict[str, Any]] = {
        "approve": {"responsible_id": responsible},
        "start_pilot": {"pilot_scope": SCOPE, "pilot_ends_on": trial_ends},
        "return": {"findings": FINDINGS},
        "go_live": {"go_live_on": lives, "waiver_reason": None, "skip_reason": None},
        "pause": {"reason": "Esimerkki: vastuuhenkilö vaihtuu.", "resume_on": demo.ago(-30)},
        "cancel": {"reason": "Esimerkki: yksikkö valitsi toisen palvelun."},
        "retire": {"reason": "Esimerkki: palvelu korvautui uudemmalla."},
    }
    return Move(DAYS.get(action, 12), action, who.get(action, path.mentor), body.get(action, {}))


async def _develop(demo: Demonstration, adoption: Adoption, mentor: str) -> None:
    workshop = CoDevelopment(
        adoption_id=adoption.id,
        org_unit_id=adoption.org_unit_id,
        held_on=demo.today,
        workshops=2,
        participants=11,
        text="Esimerkki: henkilöstö kuvasi etävastaanoton vaiheet.",
    )
    await add_co_development(demo.session, workshop, await demo.who(mentor))


async def _embedded(demo: Demonstration, unit: str, mentor: str) -> Story:
    """The app: live so early that two whole quarters of use have been seen since."""
    yield demo.ago(226)
    unit_id, service_id = demo.units[unit], demo.services["app"]
    by = await demo.who(mentor)
    adoption = Adoption(
        state="proposed",
        org_unit_id=unit_id,
        digital_service_id=service_id,
        side=Side.RESIDENT,
        owner_id=by.person_id,
        expected_benefits=[Benefit.AVAILABILITY.value],
    )
    await propose(demo.session, adoption, by)
    day = demo.ago(198)
    live = {
        "go_live_on": day,
        "waiver_reason": "Esimerkki: henkilöstö koulutettiin ennen kartoitusta.",
        "skip_reason": "Esimerkki: sovellus oli jo pilotoitu muualla.",
    }
    responsible = {"responsible_id": demo.people[f"professional-{unit}"]}
    yield demo.ago(220)
    await demo.act(ADOPTIONS, adoption, "approve", f"supervisor-{unit}", **responsible)
    yield demo.ago(214)
    await demo.act(ADOPTIONS, adoption, "start", mentor)
    yield demo.ago(196)
    await demo.act(ADOPTIONS, adoption, "go_live", mentor, **live)
    async for after in _proved(demo, adoption):
        yield after


async def _proved(demo: Demonstration, adoption: Adoption) -> Story:
    """Two quarters of use, and what the lead says to them."""
    first = days_of(quarter_of(demo.ago(0))).first
    middle = days_of(quarter_of(first - date.resolution)).first
    for end in (middle, first):
        yield end
        quarter = quarter_of(end - date.resolution)
        used = AdoptionEvidence(adoption_id=adoption.id, quarter=quarter, used=True, source=METRICS)
        await take_evidence(demo.session, adoption, used)
    await demo.act(ADOPTIONS, adoption, "confirm_embedded", "lead", override_reason=None)
