"""What of the team each role sees: names and roles, or working time too (section 2, note 7)."""

from mentoring.people.permissions import table
from mentoring.people.roles import LEADERSHIP, Role
from mentoring.people.standing import Standing

NAMES_ONLY = frozenset({Role.PROFESSIONAL, Role.DIGIVASTAAVA, *LEADERSHIP})
"""They see who is in the team, not with how much time."""


def sees_time(by: Standing) -> bool:
    """Whether the caller sees percentages, covers and decisions about the team."""
    cells = table()["team"]
    return any(cells[role].gives("r") for role in by.roles - NAMES_ONLY)


def sees_sums(by: Standing) -> bool:
    """Whether the caller sees the working time of the team by role."""
    return sees_time(by) or any("G" in table()["team"][role].scope for role in by.roles)
