"""Forwarded items of the demonstration: faults and questions that went to others and came back."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from mentoring.demo.telling import Demonstration, Move, Story
from mentoring.support.forwarding import FORWARDING, P14, make_item
from mentoring.support.items import ForwardedItem, ItemKind

SEEN = ("send", "acknowledge")
WORKED = (*SEEN, "start")
SOLVED = (*WORKED, "ask", "answer", "resolve")
WAY = {
    "draft": (),
    "cancelled": ("cancel",),
    "sent": ("send",),
    "acknowledged": SEEN,
    "in_progress": WORKED,
    "waiting_info": (*WORKED, "ask"),
    "resolved": SOLVED,
    "told": (*SOLVED, "report_back"),
    "closed": (*SOLVED, "report_back", "close"),
    "rejected": ("send", "reject"),
    "rerouted": ("send", "reject", "reroute", "acknowledge"),
    "guided": ("guide", "report_back", "close"),
}
"""What leads to a state; `told` is resolved, and those it came from know."""
THEIRS = frozenset({"acknowledge", "start", "ask", "resolve", "reject"})
FIXED = "Esimerkki: laiteohjain päivitettiin."


class Fault(NamedTuple):
    unit: str
    mentor: str
    began: int
    kind: ItemKind
    text: str
    ends: str
    service: str | None = None


FAULT, PROBLEM = ItemKind.FAULT, ItemKind.PROBLEM
GUIDANCE, ACCESSIBLE = ItemKind.USAGE_GUIDANCE, ItemKind.ACCESSIBILITY_FEEDBACK
FAULTS = (
    Fault("1.1", "mentor-1", 170, FAULT, "Kamera ei käynnisty.", "closed", "remote"),
    Fault("1.2", "mentor-1", 150, PROBLEM, "Viestistä ei tule ilmoitusta.", "resolved", "app"),
    Fault("2.1", "mentor-2", 130, GUIDANCE, "Missä kuvan voi lähettää?", "guided", "clinic"),
    Fault("2.2", "mentor-2", 90, FAULT, "Kutsulinkki avautuu tyhjänä.", "rerouted", "remote"),
    Fault("1.3", "mentor-1", 60, PROBLEM, "Ääni kuuluu viiveellä.", "waiting_info", "remote"),
    Fault("3.1", "mentor-1", 45, FAULT, "Lomakkeen tallennus keskeytyy.", "rejected", "care_path"),
    Fault("5.1", "mentor-3", 25, FAULT, "Chat sulkeutuu ennen aikojaan.", "in_progress", "chat"),
    Fault("1.4", "mentor-1", 20, PROBLEM, "Vanha osoite neuvoo väärään paikkaan.", "cancelled"),
    Fault("4.1", "mentor-2", 9, FAULT, "Harjoitusvideo ei lataudu.", "acknowledged", "care_path"),
    Fault("6.1", "mentor-3", 5, ACCESSIBLE, "Ruudunlukija ohittaa painikkeen.", "sent", "app"),
    Fault("1.1", "mentor-1", 1, PROBLEM, "Kuulokkeiden valinta unohtuu.", "draft", "remote"),
)  # fmt: skip


def forwards(demo: Demonstration) -> Iterator[Story]:
    return (_fault(demo, fault) for fault in FAULTS)


async def _fault(demo: Demonstration, fault: Fault) -> Story:
    yield demo.ago(fault.began)
    by = await demo.who(fault.mentor)
    item = ForwardedItem(
        state=P14.start,
        kind=fault.kind,
        target_id=demo.targets["it"],
        text=f"Esimerkki: {fault.text}",
        org_unit_id=demo.units[fault.unit],
        owner_id=by.person_id,
        digital_service_id=demo.services[fault.service] if fault.service else None,
    )
    await make_item(demo.session, item, by)
    async for day in carry(demo, item, fault.mentor, fault.ends):
        yield day


async def carry(demo: Demonstration, item: ForwardedItem, mentor: str, ends: str) -> Story:
    """Let an item go its way: mentors send and answer, the handler of the target does the rest."""
    moves = (_move(demo, item, action, mentor) for action in WAY[ends])
    async for day in demo.walk(FORWARDING, item, moves):
        yield day


def _move(demo: Demonstration, item: ForwardedItem, action: str, mentor: str) -> Move:
    resolved = {"resolution_code": "fixed", "text": FIXED}
    body: dict[str, dict[str, Any]] = {
        "acknowledge": {"external_ref": f"DEMO-{item.id.hex[-6:]}"},
        "ask": {"question": "Esimerkki: millä laitteella ja selaimella tämä toistuu?"},
        "answer": {"answer": "Esimerkki: yksikön kannettavilla, kaikilla selaimilla."},
        "resolve": resolved,
        "guide": resolved | {"resolution_code": "guided"},
        "reject": {"reason": "Esimerkki: kuuluu palvelun pääkäyttäjille."},
        "reroute": {"target_id": demo.targets["key_user"]},
        "report_back": {"told": "Esimerkki: yksikölle kerrottiin, mitä tehtiin."},
    }
    who = "it" if action in THEIRS else mentor
    taken = "resolve" if action == "guide" else action
    return Move(2 if action == "send" else 4, taken, who, body.get(action, {}))
