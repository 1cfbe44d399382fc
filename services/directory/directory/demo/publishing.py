"""What happens to a record of the demonstration as it comes: published, checked, told."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from common.bus import Event
from directory import publishing
from directory.demo.officers import qualifications
from directory.demo.words import SOURCE, noon
from directory.events import PointCreated, PointPublished, VisitPlanned
from directory.mobile import visiting
from directory.mobile.qualifications import Qualified
from directory.mobile.visits import MobileVisit, VisitState
from directory.points.changing import told, told_check
from directory.points.freshness import interval_days
from directory.points.points import Publishable, SupportPoint
from directory.points.verifications import ByRole, Outcome, SubjectKind, Verification
from directory.publishing import SUBJECTS, Thing
from directory.remote.materials import Material
from directory.store import Row

AFTERWARDS = {VisitState.CONFIRMED: "confirm", VisitState.CANCELLED: "cancel"}


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
        check = self.check(SubjectKind.POINT, point, *checked)
        self.events.append(told_check(point, check, interval_days(kind)))

    def add_thing(self, thing: Thing, days_ago: int | None) -> None:
        """A unit, a channel or a material. Of a material it is told once that it came."""
        self.rows.append(thing)
        if not isinstance(thing, Material):
            self.events.append(publishing.told(thing, "create", was_public=False))
        self._publish(thing)
        if days_ago is not None:
            self.check(SUBJECTS[type(thing)], thing, days_ago)
        self.events.append(publishing.told(thing, "publish", was_public=False))

    def add_visit(self, visit: MobileVisit) -> None:
        """Planned first, then confirmed or cancelled; its state says which."""
        self.rows.append(visit)
        rights = Qualified(qualifications(self.today))
        about = visiting.told(visit, rights, was_public=False)
        planned = about | {"calendar_sequence": 0, "public": visit.announce}
        self.events.append(VisitPlanned.model_validate(planned))
        if visit.state in AFTERWARDS:
            became = visiting.TOLD[AFTERWARDS[visit.state]]
            self.events.append(became.model_validate(about | {"was_public": visit.announce}))
        if visit.verified_at is not None:
            self.rows.append(_verification(SubjectKind.VISIT, visit.id, visit))

    def check(
        self, kind: SubjectKind, record: Publishable, days_ago: int, by_role: str = "county"
    ) -> Verification:
        record.verified_at, record.verified_by_role = noon(self.today, days_ago), by_role
        record.changed()
        record.updated_at = record.verified_at
        verification = _verification(kind, record.id, record)
        self.rows.append(verification)
        return verification

    def _publish(self, record: Any) -> None:
        """Raises NotPublishable."""
        entered = record.created_at
        record.move("publish")
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
