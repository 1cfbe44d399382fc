"""What each role may do with what: every cell of the table (section 2).

`EXPECTED` says the table once more, role by role: a cell that changes there turns red here.
"""

import pytest

from mentoring.people.permissions import cell_of, may_somewhere, table
from mentoring.people.roles import Role
from mentoring.people.standing import Standing

EXPECTED: dict[str, dict[str, str]] = {
    "anyone": {
        "Pr": "org_unit digital_service outreach",
        "c": "feedback_answer",
    },
    "professional": {
        "Ar": "org_unit digital_service outreach training digivastaava team",
        "Ur": "applicability plan adoption",
        "UPr": "summary",
        "Ow": "need registration",
        "Pr": "quarter_plan synthesis initiative",
        "c": "feedback_answer",
        "Gr": "feedback_result",
        "Or": "forward qualification audit",
    },
    "digivastaava": {
        "Ar": "org_unit digital_service outreach training digivastaava team",
        "Ur": "applicability engagement",
        "Uw": "mapping plan adoption guidance_tally forward induction",
        "UPr": "summary",
        "Pr": "quarter_plan synthesis initiative",
        "Ow": "registration",
        "c": "feedback_answer",
        "Gr": "feedback_result",
        "Or": "qualification audit",
        "USw": "need",
    },
    "supervisor": {
        "Ar": "org_unit digital_service outreach training team",
        "Ur": "applicability engagement guidance_tally registration forward",
        "USr": "dialogue_entry",
        "Uw": "mapping",
        "UPrx": "summary",
        "Uwx": "plan adoption digivastaava induction qualification",
        "Pr": "quarter_plan synthesis initiative",
        "c": "feedback_answer",
        "Gr": "feedback_result",
        "Or": "audit",
        "USw": "need",
    },
    "area_leader": {
        "Ar": "org_unit digital_service outreach training team",
        "Tr": "applicability engagement mapping forward digivastaava induction",
        "TSr": "dialogue_entry",
        "TPrx": "summary",
        "Trx": "plan adoption",
        "Pr": "quarter_plan synthesis initiative",
        "G": "guidance_tally registration qualification",
        "c": "feedback_answer",
        "Gr": "feedback_result",
        "Or": "audit",
        "TSw": "need",
    },
    "mentor": {
        "Ar": "org_unit digital_service initiative digivastaava induction qualification team"
        " reorganisation setting",
        "Aw": "applicability engagement dialogue_entry mapping summary need plan adoption"
        " quarter_plan outreach guidance_tally booking training forward synthesis",
        "Ow": "registration handover",
        "c": "feedback_answer",
        "Gr": "feedback_result",
        "Or": "audit",
    },
    "lead": {
        "Ar": "org_unit digital_service initiative induction setting",
        "Aw": "applicability booking registration qualification team reorganisation",
        "Awx": "engagement dialogue_entry mapping summary need plan adoption quarter_plan"
        " outreach guidance_tally training forward synthesis digivastaava handover",
        "c": "feedback_answer",
        "Grx": "feedback_result",
        "Or": "audit",
    },
    "mentors_supervisor": {
        "Ar": "org_unit digital_service applicability engagement dialogue_entry mapping"
        " summary need plan adoption quarter_plan outreach guidance_tally booking"
        " training forward synthesis initiative digivastaava induction qualification"
        " handover reorganisation setting",
        "c": "feedback_answer",
        "Gr": "feedback_result",
        "Awx": "team",
        "Or": "audit",
    },
    "service_designer": {
        "Ar": "org_unit digital_service applicability engagement dialogue_entry mapping"
        " summary need plan adoption outreach guidance_tally synthesis initiative"
        " digivastaava induction team setting",
        "Aw": "quarter_plan training",
        "c": "feedback_answer",
        "Gr": "feedback_result",
        "Or": "audit",
    },
    "programme_board": {
        "Ar": "org_unit digital_service applicability engagement adoption outreach training"
        " initiative team",
        "G": "mapping need plan guidance_tally forward digivastaava induction",
        "Pr": "summary",
        "Arx": "quarter_plan synthesis",
        "c": "feedback_answer",
        "Gr": "feedback_result",
        "Or": "audit",
    },
    "digital_services": {
        "Ar": "org_unit applicability engagement mapping need plan adoption outreach training"
        " forward digivastaava",
        "Awx": "digital_service initiative",
        "Pr": "summary",
        "Aw": "quarter_plan",
        "G": "guidance_tally induction team",
        "c": "feedback_answer",
        "Gr": "feedback_result",
        "Arx": "synthesis",
        "Or": "audit",
    },
    "it": {
        "Ar": "org_unit digital_service training digivastaava",
        "Owx": "forward",
        "Or": "audit",
    },
    "communications": {
        "Ar": "org_unit digital_service training digivastaava",
        "Pr": "quarter_plan synthesis",
        "Aw": "outreach",
        "G": "guidance_tally",
        "c": "feedback_answer",
        "Or": "audit",
    },
    "partner": {
        "Pr": "org_unit digital_service training",
        "Or": "engagement qualification audit",
        "Ow": "need outreach guidance_tally registration forward",
        "c": "feedback_answer",
    },
    "auditor": {
        "Ar": "org_unit digital_service engagement reorganisation setting audit",
        "Gr": "feedback_result",
    },
    "admin": {
        "Awx": "org_unit qualification reorganisation",
        "Ar": "digital_service audit",
        "Aw": "team setting",
    },
    "integration": {
        "Ar": "org_unit digital_service applicability adoption outreach training digivastaava"
        " reorganisation",
        "G": "engagement mapping summary need plan quarter_plan guidance_tally registration"
        " forward synthesis initiative induction qualification team",
        "Gr": "feedback_result",
    },
}
"""By role and right: the resources. All else is nothing."""
CELLS = [
    (role, resource, right)
    for role, rights in EXPECTED.items()
    for right, resources in rights.items()
    for resource in resources.split()
]
NOTHING = sorted(
    {(role, resource) for role in EXPECTED for resource in table()}
    - {(role, resource) for role, resource, _ in CELLS}
)


@pytest.mark.parametrize(("role", "resource", "right"), CELLS)
def test_a_cell_gives_what_the_table_says(role: str, resource: str, right: str) -> None:
    assert table()[resource][role] == cell_of(right)


@pytest.mark.parametrize(("role", "resource"), NOTHING)
def test_an_empty_cell_gives_nothing(role: str, resource: str) -> None:
    by = Standing("me", frozenset({role}))

    assert table()[resource][role] == cell_of(".")
    assert not any(may_somewhere(by, right, resource) for right in "rwx")


def test_the_table_has_every_role_and_nothing_besides() -> None:
    assert len(CELLS) + len(NOTHING) == len(table()) * len(EXPECTED) == 29 * 17
    assert set(EXPECTED) | {Role.DIVISION_LEADER} == set(Role)
    for cells in table().values():
        assert set(cells) == set(Role)
        assert cells[Role.DIVISION_LEADER] == cells[Role.AREA_LEADER]
