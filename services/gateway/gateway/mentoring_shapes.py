"""Where a word means something else in shapes of mentoring."""

from collections.abc import Mapping

CANDIDATE = "mentoring__api__need_shapes__Candidate"
REASONED = (
    "Answer-Input Answer-Output Applicability Approved Because Blocked Closed Concretised "
    "ContactHeld Converted Declined DeclinedNeed Embedded Forwarded MergedInto Met NewAnswer "
    "NewApplicability NewEntry Paused PilotReturned PilotStarted PlannedOn Remark Revised Triaged "
    "WentLive"
)
ACTIVITIES = (
    "Action ActionChange Adoption ContactHeld Entry Mapping NewAction NewAdoption NewEntry "
    "NewMapping NewPlanItem PlanItem PlanItemChange"
)
NEEDS = "Need NeedChange NewNeed Triaged"
MEANT: tuple[tuple[str, str, str], ...] = (
    ("allowed_actions", "Action", "What this caller may do with it now."),
    ("answer", CANDIDATE, "Whether it is the same need; null until that is said."),
    ("at", "Access AuditEntry Step TimelineEntry", "When it happened (UTC)."),
    ("at", "Scan", "When it was looked (UTC)."),
    ("audience", ACTIVITIES, "For whom it is."),
    ("channel", "ForwardTarget", "The address by which it is reached; told to the team only."),
    ("channel", "Entry NewEntry ContactHeld", "In person, by Teams, by phone or by e-mail."),
    ("code", "OrgUnit", "Its code in the county's own registers."),
    ("column", "Hits", "The name of the column."),
    ("columns", "Scan", "The columns in which something was found."),
    ("count", "Column", "How many adoptions are in the state."),
    ("digital_service_id", "Board", "The digital service asked for; null when it is every one."),
    ("digital_service_id", "Answer-Output", "Null when it answers a question of the template."),
    ("due_on", "PlannedWork", "The date by which the work is to be done."),
    ("due_on", "UnitGoal NewUnitGoal", "By when it is to be reached; null when no day is set."),
    ("ended_on", "Action", "When it was done, dropped or carried over; null while it is open."),
    ("ended_on", "OrgUnit", "The first day without it; null when no end is known."),
    ("engagement_id", "CoveredArea", "Its engagement; null when there is none."),
    ("goal", "Plan", "What the unit aims at in the year."),
    ("is_active", "Person Kept", "Whether the person works here."),
    ("kind", "Step TimelineEntry", "The kind of record, or `dialogue_entry`."),
    ("kind", "SupportNetwork NewSupportNetwork SupportNetworkChange", "Whose network it is."),
    ("levels", "SkillSnapshot", "How many stand at each level; null when too few to be shown."),
    ("merged_into", "Need", "The need that it was merged into."),
    (
        "name",
        "SupportNetwork NewSupportNetwork SupportNetworkChange",
        "What the network is called.",
    ),
    ("need_id", "Observation", "The need that was made of it."),
    ("need_id", CANDIDATE, "The need that may be the same."),
    ("needs", "PartOne NewPartOne", "Needs of the unit, in sentences."),
    ("number", "mentoring__api__quarter_parts__Goal", "Its number in the plan."),
    ("org_unit_id", "Engagement", "The unit; null when it is with a partner."),
    ("org_unit_id", "Need NeedOrigin", "The unit; null when it comes from a partner."),
    ("outcome", "Need", "What will be seen when it is met."),
    ("outcome", "Reflection NewReflection", "Whether the goal was reached."),
    ("parties", "Action", "Who does it."),
    ("priority", "Need NeedChange Triaged", "How important it is."),
    ("reason", REASONED, "Why, in a few words."),
    ("role", "Fte Member Membership NewMembership", "The role in the team."),
    ("role", "Place", "The role that is held."),
    ("roles", "Month", "The same by role."),
    ("roles", "Myself", "All roles of the caller today."),
    ("services", "UnitProfile", "Digital services, and how each stands in the unit."),
    ("source", "Action ActionChange NewAction", "What it is done because of."),
    ("source", "Evidence", "Who knows it: `metrics`, or somebody by hand."),
    ("source_id", "NeedOrigin", "The record that it came from; null when there is none."),
    ("state", "CoveredArea", "How the team stands with its leadership."),
    ("state", "PartOne NewPartOne", "The state of digitalisation in the unit, in sentences."),
    ("target_id", "Message", "The forward target that it was said to or by."),
    ("text", "UnitGoal NewUnitGoal", "What the unit wants to reach."),
    ("text", "SupportPractice NewSupportPractice", "How digital support is given and got."),
    ("topic", NEEDS, "Code of /v1/support-needs."),
    ("value", "Applicability NewApplicability", "Whether the service fits the unit."),
    ("value", "Setting SettingChange", "What it is set to."),
    ("version", "AuditEntry", "The version of the record."),
    ("year", "Plan PlanInUnit NewPlan", "The calendar year of the plan."),
)


def _by_shape() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for member, shapes, meaning in MEANT:
        for shape in shapes.split():
            found.setdefault(shape, {})[member] = meaning
    return found


OF_SHAPE_OF_MENTORING: Mapping[str, Mapping[str, str]] = _by_shape()
