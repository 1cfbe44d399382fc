"""Who may give assisted authorisation in the demonstration: ids, no names (rule Q4)."""

from datetime import date, timedelta
from uuid import UUID

from directory.demo.ids import demo_id
from directory.demo.words import noon
from directory.mobile.qualifications import Qualification
from directory.points.availability import AUTHORISATION

FIRST, SECOND, FORMER = (demo_id(f"person:officer-{number}") for number in (1, 2, 3))
"""The right of the third has ended."""
IN_FORCE = [FIRST, SECOND]


def qualifications(today: date) -> list[Qualification]:
    """Rights from mentoring, as if they had been heard; any event about them is newer."""
    lasting = date(today.year + 2, 12, 31)
    ended = today - timedelta(days=30)
    return [_row(FIRST, today, lasting), _row(SECOND, today, lasting), _row(FORMER, today, ended)]


def _row(person_id: UUID, today: date, until: date) -> Qualification:
    return Qualification(
        id=demo_id(f"qualification:{person_id}"),
        person_id=person_id,
        kind=AUTHORISATION,
        state="granted",
        valid_from=today - timedelta(days=400),
        valid_to=until,
        sequence=0,
        heard_at=noon(today, 1),
    )
