"""Forwarding (eteenpäin välitetty asia): what mentors cannot solve goes on and comes back (P14)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from common.clock import helsinki_day, now
from common.errors import (
    IdentityCodeInText,
    Refusal,
    RoleRequired,
    Said,
    ValidationFailed,
    Wrong,
    say,
)
from common.text import overriding
from mentoring.bridge.following import take_back
from mentoring.bridge.links import unknown
from mentoring.bridge.needs import Need
from mentoring.county import setting
from mentoring.events.processes import tells
from mentoring.people.permissions import relations
from mentoring.people.standing import Standing
from mentoring.processes.acting import Doing, Process, Rules, Warned, allowed_actions, begin
from mentoring.processes.machines import Step, machine, step
from mentoring.support.items import (
    Direction,
    ForwardedItem,
    ForwardMessage,
    ItemKind,
    MessageKind,
)
from mentoring.support.targets import ConnectorName, ForwardTarget, target_in_use
from mentoring.text_warnings import has_possible_code, warnings_for

TEAM, THEM = "mentor lead", "it system"
P14 = machine(
    "P14",
    "forward",
    "/forwarded-items",
    "draft sent acknowledged in_progress waiting_info resolved rejected closed cancelled",
    "mentor lead digivastaava partner system",
    guards=("identity-code-in-text",),
    over=frozenset({"closed", "cancelled"}),
    steps=(
        step("send", "draft", "sent", TEAM, "sent", "target-inactive identity-code-in-text"),
        step("acknowledge", "sent", "acknowledged", THEM, "acknowledged"),
        step("start", "sent acknowledged", "in_progress", THEM, "started"),
        step("ask", "in_progress", "waiting_info", THEM, "info_requested"),
        step("answer", "waiting_info", "in_progress", TEAM, "info_given", "identity-code-in-text"),
        step("resolve", "acknowledged in_progress", "resolved", THEM, "resolved"),
        step(
            "resolve",
            "draft sent acknowledged in_progress",
            "resolved",
            TEAM,
            "resolved",
            "role-required",
        ),
        step("reject", "sent acknowledged in_progress waiting_info", "rejected", THEM, "rejected"),
        step("reroute", "rejected", "sent", TEAM, "rerouted", "target-inactive"),
        step("reopen", "resolved", "in_progress", TEAM, "reopened"),
        step("report_back", "resolved", "resolved", TEAM, "origin_informed"),
        step("report_back", "rejected", "rejected", TEAM, "origin_informed"),
        step("close", "resolved rejected", "closed", TEAM, "closed", "report-back-missing"),
        step("cancel", "draft", "cancelled", TEAM, "cancelled"),
    ),
)
FIGURES: dict[str, Any] = {
    "kind": str,
    "digital_service_id": UUID,
    "days_open": int,
    "late": bool,
}
tells("forward", "created", "Something is to be forwarded; nobody has it yet.", kind=str)
tells("forward", "sent", "A fault, problem or need went to its target.", **FIGURES)
tells("forward", "acknowledged", "The target has seen it and has a reference for it.")
tells("forward", "started", "The target works on it.")
tells("forward", "info_requested", "The target asks for more.")
tells("forward", "info_given", "The target has got an answer.")
tells("forward", "resolved", "It is solved.", **FIGURES)
tells("forward", "rejected", "The target does not take it.")
tells("forward", "rerouted", "It went to another target.", **FIGURES)
tells("forward", "reopened", "It was not solved after all.", **FIGURES)
tells("forward", "origin_informed", "Those whom it came from know how it ended.")
tells("forward", "closed", "It is solved or rejected, and its origin knows.", **FIGURES)
tells("forward", "cancelled", "It was never sent.", **FIGURES)


class ReportBackMissing(Refusal):
    slug = "report-back-missing"
    status = 422
    title = Said(
        "Ilmoittajalle ei ole vielä kerrottu",
        "Den som anmälde har inte fått besked",
        "The origin has not been told",
    )


async def make_item(session: AsyncSession, item: ForwardedItem, by: Standing) -> list[Warned]:
    """Add an item, for a caller or as the system; answer what should be looked at.

    Raises ValidationFailed (no such target), RoleRequired, UnitNotAllowed.
    """
    target = await session.get(ForwardTarget, item.target_id)
    if target is None:
        raise unknown("/target_id")
    item.address(target)
    item.created_by = by.subject
    if item.kind is ItemKind.ACCESSIBILITY_FEEDBACK and item.due_on is None:
        days = await setting(session, "accessibility_answer_days")
        item.due_on = helsinki_day(item.created_at) + timedelta(days)
    await begin(session, P14, item, by, {"kind": item.kind.value})
    return warnings_for([item.text])


def allowed_to(item: ForwardedItem, by: Standing) -> list[str]:
    """The actions that the state and the caller permit; mentors resolve guidance in use alone."""
    steps = P14.possible("resolve", item.state, relations(by, P14.resource, item))
    refused = bool(steps) and _is_ours(steps[0]) and item.kind is not ItemKind.USAGE_GUIDANCE
    return [one for one in allowed_actions(P14, item, by) if one != "resolve" or not refused]


def _is_ours(step_: Step) -> bool:
    return "mentor" in step_.who


async def is_reported_back(session: AsyncSession, need_id: UUID) -> bool:
    """Whether the newest item of a need is resolved and its origin was told."""
    newest = select(ForwardedItem).where(ForwardedItem.need_id == need_id)
    item = (await session.scalars(newest.order_by(ForwardedItem.id.desc()).limit(1))).first()
    solved = item is not None and item.state in ("resolved", "closed")
    return solved and item is not None and item.reported_back_at is not None


def refuse_codes(text: str | None, pointer: str) -> None:
    """Nothing like an identity code leaves. Raises IdentityCodeInText."""
    if text and not overriding.get() and has_possible_code(text):
        code = "identity_code_in_text"
        raise IdentityCodeInText(errors=[Wrong("body", pointer, code, say(code))])


def note(
    item: ForwardedItem, by: Standing, kind: MessageKind, text: str | None, direction: Direction
) -> ForwardMessage:
    """A message of an item; what goes out by hand is delivered at once: its handlers look here."""
    by_hand = direction is Direction.OUT and item.target.connector is ConnectorName.MANUAL
    return ForwardMessage(
        item_id=item.id,
        target_id=item.target_id,
        route=item.route,
        direction=direction,
        kind=kind,
        text=text,
        external_ref=item.external_ref,
        delivered_at=now() if by_hand else None,
        created_by=by.subject,
        updated_by=by.subject,
    )


def figures(item: ForwardedItem, on: date) -> dict[str, Any]:
    """What metrics wants to know: kind, service, days since it was sent, lateness."""
    end = item.resolved_on or on
    return {
        "kind": item.kind.value,
        "digital_service_id": item.digital_service_id,
        "days_open": (end - item.sent_on).days if item.sent_on else 0,
        "late": item.is_late(on),
    }


async def _send(item: ForwardedItem, doing: Doing) -> None:
    target = await target_in_use(doing.session, item.target_id)
    refuse_codes(item.text, "/text")
    _go_out(item, target, doing)


async def _reroute(item: ForwardedItem, doing: Doing) -> None:
    if doing.body.target_id == item.target_id:
        raise ValidationFailed(errors=[Wrong("body", "/target_id", "not_in_list", ANOTHER)])
    target = await target_in_use(doing.session, doing.body.target_id)
    item.reported_back_at = None
    _go_out(item, target, doing)


def _go_out(item: ForwardedItem, target: ForwardTarget, doing: Doing) -> None:
    """To a target by a new route: whoever sends it on finds an intent, and a reference of its."""
    item.address(target)
    item.route += 1
    item.sent_on = item.sent_on or doing.today
    item.external_ref = item.external_id = item.followed_at = None
    _keep(item, doing, MessageKind.SENT, item.text, Direction.OUT)
    doing.told |= figures(item, doing.today)


async def _acknowledge(item: ForwardedItem, doing: Doing) -> None:
    item.external_ref = doing.body.external_ref


async def _ask(item: ForwardedItem, doing: Doing) -> None:
    _keep(item, doing, MessageKind.QUESTION, doing.body.question, Direction.IN)


async def _answer(item: ForwardedItem, doing: Doing) -> None:
    refuse_codes(doing.body.answer, "/answer")
    _keep(item, doing, MessageKind.ANSWER, doing.body.answer, Direction.OUT)


async def _resolve(item: ForwardedItem, doing: Doing) -> None:
    by_us = _is_ours(doing.step)
    if by_us and item.kind is not ItemKind.USAGE_GUIDANCE:
        raise RoleRequired(NOT_TECHNICAL)
    item.resolution_code, item.resolved_on = doing.body.resolution_code, doing.today
    way = Direction.HERE if by_us else Direction.IN
    _keep(item, doing, MessageKind.RESOLUTION, doing.body.text, way)
    doing.told |= figures(item, doing.today)


async def _reject(item: ForwardedItem, doing: Doing) -> None:
    _keep(item, doing, MessageKind.REJECTION, doing.reason, Direction.IN)
    await _hand_back(item, doing)


async def _reopen(item: ForwardedItem, doing: Doing) -> None:
    refuse_codes(doing.reason, "/reason")
    item.resolution_code = item.resolved_on = item.reported_back_at = None
    way = Direction.OUT if item.route else Direction.HERE
    _keep(item, doing, MessageKind.REOPENED, doing.reason, way)
    doing.told |= figures(item, doing.today)


async def _report_back(item: ForwardedItem, doing: Doing) -> None:
    item.reported_back_at = now()
    _keep(item, doing, MessageKind.REPORT_BACK, doing.body.told, Direction.HERE)


def _keep(
    item: ForwardedItem, doing: Doing, kind: MessageKind, text: str | None, way: Direction
) -> None:
    """Keep what is said at an action; of a ticket system, also which of its remarks it was."""
    said = note(item, doing.by, kind, text, way)
    said.external_id = getattr(doing.body, "remark_id", None)
    doing.session.add(said)


async def _close(item: ForwardedItem, doing: Doing) -> None:
    if item.reported_back_at is None:
        raise ReportBackMissing
    doing.told |= figures(item, doing.today)


async def _cancel(item: ForwardedItem, doing: Doing) -> None:
    doing.told |= figures(item, doing.today)
    await _hand_back(item, doing)


async def _hand_back(item: ForwardedItem, doing: Doing) -> None:
    """The need that waits for this item returns to where it was forwarded from."""
    waits_for = select(Need.forwarded_item_id).where(Need.id == item.need_id)
    if item.need_id is not None and await doing.session.scalar(waits_for) == item.id:
        await take_back(doing.session, item.need_id)


ANOTHER = Said(
    "Vastaanottaja hylkäsi asian: valitse toinen.",
    "Mottagaren avvisade ärendet: välj en annan.",
    "This target rejected it: choose another.",
)
NOT_TECHNICAL = Said(
    "Digimentorit ratkaisevat itse vain käytön opastuksen; muun ratkaisee vastaanottaja.",
    "Digimentorerna löser själva bara vägledning i användning; annat löser mottagaren.",
    "Mentors themselves solve only guidance in use; the target solves the rest.",
)
RULES: Rules = {
    "send": _send,
    "acknowledge": _acknowledge,
    "ask": _ask,
    "answer": _answer,
    "resolve": _resolve,
    "reject": _reject,
    "reroute": _reroute,
    "reopen": _reopen,
    "report_back": _report_back,
    "close": _close,
    "cancel": _cancel,
    "archive": _hand_back,
}
FORWARDING = Process(P14, RULES)
