"""The roles of domain.md section 2, and where each comes from."""

from enum import StrEnum


class Role(StrEnum):
    ANYONE = "anyone"
    PROFESSIONAL = "professional"
    DIGIVASTAAVA = "digivastaava"
    SUPERVISOR = "supervisor"
    AREA_LEADER = "area_leader"
    DIVISION_LEADER = "division_leader"
    MENTOR = "mentor"
    LEAD = "lead"
    MENTORS_SUPERVISOR = "mentors_supervisor"
    SERVICE_DESIGNER = "service_designer"
    PROGRAMME_BOARD = "programme_board"
    DIGITAL_SERVICES = "digital_services"
    IT = "it"
    COMMUNICATIONS = "communications"
    PARTNER = "partner"
    AUDITOR = "auditor"
    ADMIN = "admin"
    INTEGRATION = "integration"


OF_TEAM = frozenset(
    {
        Role.MENTOR,
        Role.LEAD,
        Role.MENTORS_SUPERVISOR,
        Role.SERVICE_DESIGNER,
        Role.PROGRAMME_BOARD,
    }
)
"""Held when the identity provider says so and a row of the team holds on the day."""
OF_TOKEN = frozenset(
    {
        Role.DIGITAL_SERVICES,
        Role.IT,
        Role.COMMUNICATIONS,
        Role.AUDITOR,
        Role.ADMIN,
        Role.INTEGRATION,
    }
)
"""Held when the identity provider says so."""
LEADERSHIP = frozenset({Role.SUPERVISOR, Role.AREA_LEADER, Role.DIVISION_LEADER})
