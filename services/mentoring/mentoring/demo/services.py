"""The digital services of the demonstration, and who takes care of what mentors cannot solve."""

from datetime import date
from typing import Any, NamedTuple

from mentoring.bridge.catalogue import (
    DigitalService,
    FeatureRelease,
    Lifecycle,
    Platform,
    ServedSide,
    ServiceKind,
    add_platform,
    add_release,
    add_service,
)
from mentoring.demo.telling import Demonstration, subject
from mentoring.support.targets import ForwardTarget, TargetKind, add_target

Name = tuple[str, str, str]
SUPPORT = "Digituen esimerkkinumero 03 000 0100"
"""Nobody has it: no Finnish subscriber number begins with zero."""


class Offer(NamedTuple):
    name: Name
    kind: ServiceKind
    side: ServedSide
    lifecycle: Lifecycle
    platform: str | None = "app"


IN_USE, PILOT = Lifecycle.IN_USE, Lifecycle.PILOT
RESIDENT, STAFF, BOTH = ServedSide.RESIDENT, ServedSide.PROFESSIONAL, ServedSide.BOTH
PLATFORMS: dict[str, Name] = {
    "app": ("Esimerkkisovellus", "Exempelappen", "Example App"),
    "m365": ("Microsoft 365", "Microsoft 365", "Microsoft 365"),
}
OFFERS = {
    "app": Offer(
        ("Esimerkkisovellus (demo)", "Exempelappen (demo)", "Example App (demo)"),
        ServiceKind.APP, BOTH, IN_USE,
    ),
    "remote": Offer(
        ("Etävastaanotto (demo)", "Distansmottagning (demo)", "Remote Appointment (demo)"),
        ServiceKind.REMOTE_APPOINTMENT, BOTH, IN_USE,
    ),
    "clinic": Offer(
        ("Digiklinikka (demo)", "Digiklinik (demo)", "Digital Clinic (demo)"),
        ServiceKind.DIGITAL_CLINIC, RESIDENT, IN_USE,
    ),
    "care_path": Offer(
        ("Pitkäaikaissairauden digihoitopolku (demo)", "Digital vårdstig (demo)",
         "Digital Care Pathway (demo)"),
        ServiceKind.DIGITAL_CARE_PATHWAY, RESIDENT, IN_USE,
    ),
    "family_path": Offer(
        ("Perheen digipalvelupolku (demo)", "Familjens digitala servicestig (demo)",
         "Family Digital Pathway (demo)"),
        ServiceKind.DIGITAL_SERVICE_PATHWAY, RESIDENT, PILOT,
    ),
    "chat": Offer(
        ("Palveluohjauksen chat (demo)", "Servicehandledningens chatt (demo)",
         "Service Guidance Chat (demo)"),
        ServiceKind.CHAT, RESIDENT, IN_USE,
    ),
    "teams": Offer(
        ("Teams-työtilat (demo)", "Teams-arbetsrum (demo)", "Teams Workspaces (demo)"),
        ServiceKind.M365_APP, STAFF, IN_USE, "m365",
    ),
    "planner": Offer(
        ("Planner-tehtävätaulut (demo)", "Planner-tavlor (demo)", "Planner Boards (demo)"),
        ServiceKind.M365_APP, STAFF, PILOT, "m365",
    ),
    "bot": Offer(
        ("Neuvontabotti (demo)", "Rådgivningsbot (demo)", "Advice Bot (demo)"),
        ServiceKind.CHATBOT, RESIDENT, Lifecycle.PLANNED,
    ),
    "old_form": Offer(
        ("Vanha yhteydenottolomake (demo)", "Gamla kontaktblanketten (demo)",
         "Old Contact Form (demo)"),
        ServiceKind.WEB_PAGE, RESIDENT, Lifecycle.RETIRING, None,
    ),
}  # fmt: skip
OFFERED = [key for key, one in OFFERS.items() if one.lifecycle in (IN_USE, PILOT)]
TARGETS: dict[str, tuple[TargetKind, Name]] = {
    "it": (
        TargetKind.IT,
        ("Tietohallinnon esimerkkituki", "Dataförvaltningens exempelstöd", "Example IT Support"),
    ),
    "key_user": (
        TargetKind.KEY_USER,
        ("Pääkäyttäjien esimerkkituki", "Huvudanvändarnas exempelstöd", "Example Key Users"),
    ),
    "digital_services": (
        TargetKind.DIGITAL_SERVICES,
        ("Esimerkkidigipalvelut", "Exempel på digitala tjänster", "Example Digital Services"),
    ),
}


async def offer(demo: Demonstration) -> None:
    """Add platforms, services and news, and whom to forward to."""
    session, by = demo.session, await demo.who("digital-services")
    platforms = {}
    for key, name in PLATFORMS.items():
        platforms[key] = Platform(code=f"demo_{key}", names=named(name))
        await add_platform(session, platforms[key], by)
    for key, one in OFFERS.items():
        platform = platforms[one.platform].id if one.platform else None
        service = _service(key, one) | {"platform_id": platform}
        await add_service(session, row := DigitalService(**service), by)
        demo.services[key] = row.id
    for place, (kind, called) in TARGETS.items():
        target = ForwardTarget(kind=kind, name=named(called), handlers=[subject("it")])
        await add_target(session, target)
        demo.targets[place] = target.id


async def release(demo: Demonstration, service: str, name: Name, on: date) -> None:
    """Something new in a service."""
    by, service_id = await demo.who("digital-services"), demo.services[service]
    new = FeatureRelease(digital_service_id=service_id, names=named(name), released_on=on)
    await add_release(demo.session, new, by)


def named(name: Name) -> dict[str, Any]:
    return dict(zip(("fi", "sv", "en"), name, strict=True))


def _service(key: str, one: Offer) -> dict[str, Any]:
    return {
        "code": f"demo_{key}",
        "names": named(one.name),
        "kind": one.kind,
        "audience": one.side,
        "lifecycle": one.lifecycle,
        "support_contact": SUPPORT,
        "tags": ["demo"],
    }
