"""What happens to a record of the demonstration as it comes: published, checked, told."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from common.bus import Event
from directory.demo.officers import IN_FORCE
from directory.demo.words import SOURCE, noon
from directory.events import (
    ChannelCreated,
    ChannelPublished,
    MaterialUpdated,
    PointCreated,
    PointPublished,
    PointVerified,
    UnitCreated,
    UnitUpdated,
    VisitCancelled,
    VisitConfirmed,
    VisitPlanned,
)
from directory.mobile.units import MobileUnit
from directory.mobile.visits import AUTHORISATION, MobileVisit, VisitState
from directory.points.changing import told
from directory.points.freshness import Checked, interval_days
from directory.points.points import Publishable, SupportPoint
from directory.points.verifications import ByRole, Outcome, SubjectKind, Verification
from directory.remote.channels import RemoteChannel
from directory.remote.materials import Material
from directory.store import Row

AFTERWARDS = {VisitState.CONFIRMED: VisitConfirmed, VisitState.CANCELLED: VisitCancelled}


@dataclass
class Arrivals:
    """Rows and events of one loading; kept and told all at once, which is twenty times faster."""

    today: date
    rows: list[Row] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def add_point(self, point: SupportPoint) -> None:
        self.rows.append(point)
        self.events.append(PointCreated(**told(point, ["all"], was_public=False)))

    def publish_point(self, point: SupportPoint) -> None:
        """Raises NotPublishable."""
        self._publish(point)
        self.events.append(PointPublished(**told(point, ["state"], was_public=False)))

    def verify_point(self, point: SupportPoint, checked: tuple[int, str], kind: str) -> None:
        """`checked` is how many days ago and by whom, `kind` that of its organisation."""
        days_ago, by_role = checked
        self.check(SubjectKind.POINT, point, days_ago, by_role)
        on = noon(self.today, days_ago).date()
        due = Checked(on, on, interval_days(kind)).next_due
        self.events.append(_verified(point, by_role, due))

    def add_unit(self, unit: MobileUnit, days_ago: int) -> None:
        self.rows.append(unit)
        about: dict[str, Any] = {"unit_id": unit.id, "organisation_id": unit.organisation_id}
        self.events.append(UnitCreated(**about, public=unit.is_public, was_public=False))
        self._publish(unit)
        self.check(SubjectKind.UNIT, unit, days_ago)
        self.events.append(UnitUpdated(**about, public=unit.is_public, was_public=False))

    def add_channel(self, channel: RemoteChannel, days_ago: int) -> None:
        self.rows.append(channel)
        about: dict[str, Any] = {
            "channel_id": channel.id,
            "form": channel.form,
            "organisation_id": channel.organisation_id,
        }
        self.events.append(ChannelCreated(**about, public=channel.is_public, was_public=False))
        self._publish(channel)
        self.check(SubjectKind.CHANNEL, channel, days_ago)
        self.events.append(ChannelPublished(**about, public=channel.is_public, was_public=False))

    def add_material(self, material: Material, days_ago: int | None) -> None:
        self.rows.append(material)
        self._publish(material)
        if days_ago is not None:
            self.check(SubjectKind.MATERIAL, material, days_ago)
        about = {"material_id": material.id, "public": material.is_public}
        self.events.append(MaterialUpdated.model_validate(about | {"was_public": False}))

    def add_visit(self, visit: MobileVisit) -> None:
        """Planned first, then confirmed or cancelled; its state says which."""
        self.rows.append(visit)
        about = _about(visit)
        planned: dict[str, Any] = {"calendar_sequence": 0, "public": visit.announce}
        self.events.append(VisitPlanned(**about, **planned, was_public=False))
        if visit.state in AFTERWARDS:
            about |= {"calendar_sequence": visit.sequence, "public": visit.is_public}
            about["was_public"] = visit.announce
            self.events.append(AFTERWARDS[visit.state](**about))
        if visit.verified_at is not None:
            self.rows.append(_verification(SubjectKind.VISIT, visit.id, visit))

    def check(
        self, kind: SubjectKind, record: Publishable, days_ago: int, by_role: str = "county"
    ) -> None:
        record.verified_at, record.verified_by_role = noon(self.today, days_ago), by_role
        record.changed()
        record.updated_at = record.verified_at
        self.rows.append(_verification(kind, record.id, record))

    def _publish(self, record: Any) -> None:
        """Raises NotPublishable."""
        entered = record.created_at
        record.move("publish", record.missing)
        record.updated_at = entered


def _verification(kind: SubjectKind, record_id: UUID, record: Any) -> Verification:
    return Verification(
        subject_kind=kind,
        subject_id=record_id,
        at=record.verified_at,
        by_role=ByRole(record.verified_by_role),
        caller=SOURCE,
        outcome=Outcome.CONFIRMED,
        fields=["all"],
    )


def _verified(point: SupportPoint, by_role: str, due: date | None) -> PointVerified:
    return PointVerified(
        point_id=point.id,
        organisation_id=point.organisation_id,
        municipality_code=point.municipality_code,
        outcome=Outcome.CONFIRMED,
        by_role=by_role,
        next_due=due,
        version=point.version,
    )


def _about(visit: MobileVisit) -> dict[str, Any]:
    offered = AUTHORISATION in visit.service_codes
    host = visit.stop["host_point_id"]
    return {
        "visit_id": visit.id,
        "unit_id": visit.unit_id,
        "municipality_code": visit.municipality_code,
        "host_point_id": host and UUID(host),
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
        "service_codes": visit.service_codes,
        "qualified": bool(set(visit.qualified_person_ids) & set(IN_FORCE)) if offered else None,
    }
