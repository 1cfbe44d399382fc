"""An invented town and its surroundings, made through the functions of the nouns."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from common import db
from common.clock import standing_at
from common.identity import Caller
from directory import publishing
from directory.app import create_app
from directory.mobile import visiting
from directory.mobile.qualifications import Qualification
from directory.mobile.units import MobileUnit
from directory.partners.organisations import OrganisationKind, add_organisation
from directory.points import changing
from directory.points.availability import AUTHORISATION
from directory.points.points import PointKind, SupportPoint
from directory.remote.channels import ChannelForm, RemoteChannel
from directory.remote.materials import Material, MaterialKind
from tests.services import client_of, settings_for

HELSINKI = ZoneInfo("Europe/Helsinki")
NAMES = UUID("5f0c0000-0000-4000-8000-000000000000")
OFFICER, FORMER = uuid5(NAMES, "officer"), uuid5(NAMES, "former")
"""One may do assisted authorisation to the end of 2026, the other did until April."""
MAKER = Caller(subject="maker", kind="staff", municipalities=frozenset({"*"}))
CHECKED = {"outcome": "confirmed", "fields": ["all"], "by_role": "county"}


def helsinki(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI).astimezone(UTC)


TUESDAY = helsinki(5, 5, 10, 30)
LAHTI = "60.983,25.660"
WEEKDAYS = [1, 2, 3, 4, 5]


def week(*spans: tuple[list[int], str, str] | tuple[list[int], str, str, str]) -> dict[str, Any]:
    """Hours of a normal week: weekdays, from, to, and the state where it is not open."""
    listed = [
        {"weekdays": days, "from": start, "to": end, "state": state[0] if state else "open"}
        for days, start, end, *state in spans
    ]
    return {"periods": [{"kind": "normal", "groups": [{"spans": listed}]}]}


OFFICE = week((WEEKDAYS, "09:00", "16:00"))


def service(code: str, **more: Any) -> dict[str, Any]:
    return {"service_code": code} | more


def services(codes: str) -> list[dict[str, Any]]:
    return [service(code) for code in codes.split()]


def phone(number: str = "03 123 456") -> dict[str, Any]:
    return {"kind": "phone", "value": number, "public": True}


@dataclass(frozen=True)
class Town:
    """Where the town is served, and the ids of its things by their names here."""

    url: str
    ids: Mapping[str, UUID] = field(default_factory=dict)
    app: FastAPI = field(default_factory=FastAPI)
    client: httpx.AsyncClient = field(default_factory=httpx.AsyncClient)

    def names_of(self, items: list[dict[str, Any]]) -> list[str]:
        """What the things of an answer are called here."""
        known = {str(id_): name for name, id_ in self.ids.items()}
        return [known[item["id"]] for item in items]

    async def get(self, path: str, **params: Any) -> dict[str, Any]:
        """The body of a good answer."""
        answer = await self.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def found(self, path: str = "/support-points", **params: Any) -> list[str]:
        return self.names_of((await self.get(path, **params))["items"])


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    """The directory without its lifespan: the model is compared at every read."""
    app = create_app(settings_for("directory", url))  # type: ignore[arg-type]
    async with db.connected(url) as app.state.transactions, client_of(app, "directory") as client:
        yield app, client


def point(name: str, code: str, at: tuple[float, float] | None, **more: Any) -> dict[str, Any]:
    """The columns of a point of the municipality `code`."""
    made: dict[str, Any] = {
        "kind": PointKind.MUNICIPALITY,
        "name": {"fi": name, "sv": None, "en": None},
        "municipality_code": code,
        "address": {"municipality_code": code, "country": "FI"},
        "lat": at and at[0],
        "lon": at and at[1],
        "coordinate_source": "entered" if at else None,
        "contacts": [phone()],
        "languages_spoken": ["fi"],
        "services": services("service_guidance"),
        "hours": OFFICE,
    }
    return made | more


HARJU = [
    *services("service_guidance transacting_together sensitive_space"),
    service(AUTHORISATION, qualified_person_ids=[str(OFFICER)]),
]
LIBRARY = week(
    (WEEKDAYS, "10:00", "18:00"),
    (WEEKDAYS, "07:00", "10:00", "self_service"),
    (WEEKDAYS, "18:00", "21:00", "self_service"),
)
POINTS: dict[str, dict[str, Any]] = {
    "harju": point(
        "Harjun digitukipiste",
        "398",
        (60.9835, 25.6610),
        kind=PointKind.COUNTY,
        roles=["community_advisor"],
        languages_spoken=["fi", "en"],
        services=HARJU,
        accessibility={"wheelchair": "yes"},
        remote_appointment_place=True,
    ),
    "satama": point(
        "Sataman kirjasto",
        "398",
        (60.9900, 25.6500),
        roles=["other_professional"],
        languages_spoken=["fi", "sv"],
        services=services("device_network web_guidance service_guidance"),
        hours=LIBRARY,
        audiences=["resident", "professional"],
    ),
    "kela": point(
        "Kelan palvelupiste",
        "398",
        (60.9820, 25.6580),
        kind=PointKind.KELA,
        languages_spoken=["fi", "sv", "en"],
        services=[service("kela_point", topics=["kela"]), service("service_guidance")],
    ),
    "salpa": point(
        "Salpausselän yhdistys",
        "098",
        (60.9890, 25.5140),
        kind=PointKind.THIRD_SECTOR,
        roles=["third_sector_actor"],
        services=services("service_guidance device_network"),
        hours=week(([2], "12:00", "15:00")),
        target_groups=["older"],
    ),
    "heinola": point(
        "Heinolan kirjasto",
        "111",
        (61.2050, 26.0360),
        services=services("service_guidance transacting_together interpreting"),
        hours=week(([1, 2, 3, 4], "09:00", "17:00")),
    ),
    "hartola": point("Hartolan asiointipiste", "081", None, hours={}),
    "centre": point(
        "Hollolan asiointipiste",
        "098",
        (60.9836, 25.6612),
        coordinate_source="municipality_centre",
    ),
    "orimattila": point(
        "Äijälän kylätalo", "560", (60.8049, 25.7296), hours=week(([6, 7], "20:00", "23:00"))
    ),
    "padasjoki": point(
        "Éva-talon neuvonta",
        "576",
        (61.3500, 25.2800),
        services=[
            service("service_guidance", needs=["device_use"], levels=["resident/in_person_client"]),
            service("device_network", hours=week((WEEKDAYS, "08:00", "11:00"))),
        ],
        hours=week((WEEKDAYS, "11:00", "15:00")),
    ),
    "former": point(
        "Entisen virkailijan piste",
        "111",
        (61.2060, 26.0370),
        services=[
            service("service_guidance"),
            service(AUTHORISATION, qualified_person_ids=[str(FORMER)]),
        ],
    ),
    "imported": point(
        "Rekisterin kirjasto",
        "142",
        (60.8870, 26.3390),
        data_source="register",
        origin_id="99",
        hours=None,
        days_revision=1,
    ),
    "staff": point("Henkilöstön tuki", "398", (60.9836, 25.6611), visibility="staff"),
    "draft": point("Luonnos", "398", (60.9837, 25.6612)),
    "suspended": point("Tauolla", "398", (60.9838, 25.6613)),
    "archived": point("Lopetettu", "398", (60.9839, 25.6614)),
    "hidden_archived": point("Lopetettu tuki", "398", (60.98, 25.66), visibility="staff"),
    "expired": point("Unohdettu", "398", (60.9840, 25.6615)),
}
VISIBLE = set(POINTS) - {
    "staff",
    "draft",
    "suspended",
    "archived",
    "hidden_archived",
    "expired",
}
"""The points that residents see."""
MADE_ON = {"expired": helsinki(11, 4, 12, year=2024), "salpa": helsinki(9, 1, 12, year=2025)}
CHECKED_ON = {
    "harju": helsinki(4, 20, 12),
    "satama": helsinki(4, 21, 12),
    "kela": helsinki(12, 1, 12, year=2025),
    "salpa": helsinki(10, 1, 12, year=2025),
    "heinola": helsinki(4, 22, 12),
}


async def build(session: AsyncSession, url: str) -> Town:
    """The whole town, as it stood on Monday 4 May 2026."""
    ids: dict[str, UUID] = {}
    with standing_at(helsinki(5, 4, 12)):
        for kind in ("county", "municipality", "influence_body"):
            ids[kind] = await _organisation(session, kind)
        for person, ends in ((OFFICER, date(2026, 12, 31)), (FORMER, date(2026, 4, 30))):
            session.add(_right(person, ends))
    for name, fields in POINTS.items():
        ids[name] = await _point(session, name, fields, ids)
    with standing_at(helsinki(5, 4, 12)):
        await _mobile(session, ids)
        await _remote(session, ids)
    return Town(url, ids)


async def _organisation(session: AsyncSession, kind: str) -> UUID:
    fields = {
        "name": {"fi": f"Mallin {kind}", "sv": None, "en": None},
        "kind": OrganisationKind(kind),
        "municipality_codes": ["398"] if kind == "municipality" else [],
    }
    return (await add_organisation(session, fields)).id


def _right(person: UUID, ends: date) -> Qualification:
    return Qualification(
        id=uuid5(NAMES, f"right of {person}"),
        person_id=person,
        kind=AUTHORISATION,
        state="granted",
        valid_from=date(2026, 1, 1),
        valid_to=ends,
        sequence=1,
        heard_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


async def _point(
    session: AsyncSession, name: str, fields: dict[str, Any], ids: dict[str, UUID]
) -> UUID:
    owner = ids["county"] if fields["kind"] is PointKind.COUNTY else ids["municipality"]
    made_on = MADE_ON.get(name, helsinki(5, 4, 12))
    with standing_at(min(made_on, CHECKED_ON.get(name, made_on))):
        row = await changing.add_point(session, fields | {"organisation_id": owner})
        if name != "draft":
            await changing.act_on_point(session, row, "publish")
    if name in CHECKED_ON:
        with standing_at(CHECKED_ON[name]):
            await changing.verify_point(session, row, MAKER, CHECKED)
    await _end(session, name, row, ids)
    return row.id


async def _end(session: AsyncSession, name: str, row: SupportPoint, ids: dict[str, UUID]) -> None:
    if name == "suspended":
        await changing.act_on_point(session, row, "suspend")
    if name == "archived":
        await changing.act_on_point(session, row, "archive", ids["harju"])
    if name == "hidden_archived":
        await changing.act_on_point(session, row, "archive")


def stop(code: str, at: tuple[float, float] | None) -> dict[str, Any]:
    return {
        "name": {"fi": "Tori", "sv": "Torget", "en": None},
        "address": {"municipality_code": code, "country": "FI"},
        "location": at and {"lat": at[0], "lon": at[1]},
        "host_point_id": None,
    }


ON_BUS = services(f"{AUTHORISATION} transacting_together service_guidance")
VISITS: dict[str, dict[str, Any]] = {
    "sysma": {
        "starts_at": helsinki(5, 7, 10),
        "ends_at": helsinki(5, 7, 14),
        "stop": stop("781", (61.5040, 25.6840)),
        "qualified_person_ids": [OFFICER],
    },
    "padas": {
        "starts_at": helsinki(5, 12, 10),
        "ends_at": helsinki(5, 12, 14),
        "stop": stop("576", (61.3510, 25.2810)),
        "services": services("transacting_together service_guidance"),
    },
    "today": {
        "starts_at": helsinki(5, 5, 10),
        "ends_at": helsinki(5, 5, 12),
        "stop": stop("398", (60.9850, 25.6600)),
        "services": services("service_guidance"),
    },
    "announced": {
        "starts_at": helsinki(5, 20, 10),
        "ends_at": helsinki(5, 20, 14),
        "stop": stop("142", (60.89, 26.34)),
        "services": services("service_guidance"),
        "announce": True,
    },
    "planned": {
        "starts_at": helsinki(5, 21, 10),
        "ends_at": helsinki(5, 21, 14),
        "stop": stop("142", (60.89, 26.34)),
        "services": services("service_guidance"),
    },
    "cancelled": {
        "starts_at": helsinki(5, 6, 10),
        "ends_at": helsinki(5, 6, 14),
        "stop": stop("316", (60.87, 25.28)),
        "services": services("service_guidance"),
    },
}


async def _mobile(session: AsyncSession, ids: dict[str, UUID]) -> None:
    bus = {
        "organisation_id": ids["county"],
        "name": {"fi": "Digiauto", "sv": "Digibussen", "en": "Digital bus"},
        "services": ON_BUS,
        "contacts": [phone()],
        "languages_spoken": ["fi"],
        "roles": ["community_advisor"],
    }
    unit = await publishing.add_thing(session, MobileUnit, bus)
    ids["bus"] = (await publishing.act_on_thing(session, unit, "publish")).id
    for name, fields in VISITS.items():
        code = fields["stop"]["address"]["municipality_code"]
        more = {"unit_id": unit.id, "municipality_code": code, "services": ON_BUS}
        visit = await visiting.plan_visit(session, more | fields)
        ids[name] = visit.id
        if name not in ("announced", "planned"):
            await visiting.confirm_visit(session, visit)
        if name == "cancelled":
            await visiting.cancel_visit(session, visit, {"fi": "Auto on korjattavana"})


CHANNELS: dict[str, dict[str, Any]] = {
    "phone": {
        "form": ChannelForm.REMOTE_PHONE,
        "name": {"fi": "Digituen neuvontapuhelin", "sv": "Rådgivningstelefonen", "en": None},
        "hours": week((WEEKDAYS, "08:00", "15:00")),
        "languages_spoken": ["fi", "sv"],
        "contacts": [phone()],
        "is_default": True,
    },
    "chat": {
        "form": ChannelForm.REMOTE_CHAT,
        "name": {"fi": "Digituen chat", "sv": None, "en": None},
        "hours": week((WEEKDAYS, "09:00", "15:00")),
        "needs": ["finding_service", "using_service"],
        "languages_spoken": ["fi"],
        "url": "https://example.fi/chat",
        "requires_identification": True,
    },
    "bot": {
        "form": ChannelForm.CHATBOT,
        "name": {"fi": "Digibotti", "sv": None, "en": None},
        "needs": ["finding_service"],
        "url": "https://example.fi/bot",
    },
    "staff_line": {
        "form": ChannelForm.REMOTE_PHONE,
        "name": {"fi": "Ammattilaisten tuki", "sv": None, "en": None},
        "hours": OFFICE,
        "contacts": [phone()],
        "visibility": "staff",
    },
}
MATERIALS: dict[str, dict[str, Any]] = {
    "guide": {
        "kind": MaterialKind.GUIDE,
        "title": {"fi": "Omakannan ohje", "sv": "Guide till MittKanta", "en": None},
        "needs": ["using_service"],
        "topics": ["omakanta"],
        "files": [
            {
                "language": "fi",
                "url": "https://example.fi/omakanta.pdf",
                "media_type": "application/pdf",
            }
        ],
    },
    "course": {
        "kind": MaterialKind.COURSE,
        "title": {"fi": "Puhelimen käytön kurssi", "sv": None, "en": None},
        "needs": ["device_use"],
        "levels": ["resident/self_practiser"],
        "learning_platform_url": "https://example.fi/kurssi",
    },
}


async def _remote(session: AsyncSession, ids: dict[str, UUID]) -> None:
    owned = {"organisation_id": ids["county"]}
    for name, fields in CHANNELS.items():
        channel = await publishing.add_thing(session, RemoteChannel, fields | owned)
        ids[name] = (await publishing.act_on_thing(session, channel, "publish")).id
        await publishing.verify_thing(session, channel, MAKER, CHECKED)
    for name, fields in MATERIALS.items():
        material = await publishing.add_thing(session, Material, fields | owned)
        ids[name] = (await publishing.act_on_thing(session, material, "publish")).id
