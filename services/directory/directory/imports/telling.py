"""What is told and noted of imported points: one event of each kind for each that changed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from common.bus import Event
from common.clock import helsinki_day, new_id
from directory.events import (
    PointCreated,
    PointPublished,
    PointSuspended,
    PointUpdated,
    PointVerified,
)
from directory.imports.comparing import Outcome, Verdict, noon
from directory.points.changing import told
from directory.points.freshness import Checked, interval_days
from directory.points.points import RecordState
from directory.points.verifications import ByRole, SubjectKind
from directory.points.verifications import Outcome as Verified

BECAME = {RecordState.PUBLISHED: PointPublished, RecordState.SUSPENDED: PointSuspended}


def verifications_of(verdicts: Iterable[Verdict]) -> Iterator[dict[str, Any]]:
    for verdict in verdicts:
        if verdict.checked_on is not None:
            yield {
                "id": new_id(),
                "subject_kind": SubjectKind.POINT,
                "subject_id": verdict.columns["id"],
                "at": noon(verdict.checked_on),
                "by_role": ByRole.IMPORT,
                "caller": f"import {verdict.columns['data_source']}",
                "outcome": Verified.CONFIRMED,
                "fields": ["all"],
                "note": None,
            }


def events_of(verdicts: Iterable[Verdict], kinds: Mapping[UUID, str]) -> Iterator[Event]:
    """One event of each kind for each point that changed: a thousand changes tell a thousand."""
    for verdict in verdicts:
        point, is_news = verdict.point, bool(verdict.became or verdict.checked_on)
        was_public = verdict.was_public
        if verdict.outcome is Outcome.CREATED:
            yield PointCreated(**told(point, verdict.changed, was_public=False))
        elif verdict.changed or not is_news:
            yield PointUpdated(
                **told(point, verdict.changed or ["provenance"], was_public=was_public)
            )
        if verdict.became is not None:
            yield BECAME[verdict.became](**told(point, ["state"], was_public=was_public))
        if verdict.checked_on is not None:
            yield _verified(verdict, kinds)


def _verified(verdict: Verdict, kinds: Mapping[UUID, str]) -> PointVerified:
    columns = verdict.columns
    interval = interval_days(kinds[columns["organisation_id"]])
    checked = Checked(helsinki_day(columns["created_at"]), verdict.checked_on, interval)
    return PointVerified(
        point_id=columns["id"],
        organisation_id=columns["organisation_id"],
        municipality_code=columns["municipality_code"],
        outcome=Verified.CONFIRMED,
        by_role=ByRole.IMPORT,
        next_due=checked.next_due,
        version=columns["version"],
    )
