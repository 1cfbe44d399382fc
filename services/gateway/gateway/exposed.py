"""Everything the outside may reach, on one page. What is not here does not exist outside."""

from typing import Literal, NamedTuple

Cost = Literal["read", "search", "write", "bulk"]


class Exposed(NamedTuple):
    """One operation. `same_for_all`: the service is asked as anyone, so the answer may be cached;
    `unless`: who holds this scope is passed on as themselves, past the cache.
    """

    method: str
    path: str
    service: str
    same_for_all: bool = False
    unless: str | None = None
    cost: Cost = "read"


def _public(path: str, unless: str | None = None, cost: Cost = "read") -> Exposed:
    return Exposed("GET", path, "directory", same_for_all=True, unless=unless, cost=cost)


def _read(path: str, service: str) -> Exposed:
    return Exposed("GET", path, service)


def _write(method: str, path: str, service: str = "directory", cost: Cost = "write") -> Exposed:
    return Exposed(method, path, service, cost=cost)


def _reads(*paths: str) -> list[Exposed]:
    return [_read(path, "mentoring") for path in paths]


def _writes(method: str, *paths: str) -> list[Exposed]:
    return [_write(method, path, "mentoring") for path in paths]


def _acts(path: str, actions: str) -> list[Exposed]:
    return [_write("POST", f"{path}/{action}", "mentoring") for action in actions.split()]


DRAFTS = "directory:read"
"""Who holds it reads what is not public as well, past the cache."""

MENTORING = [
    *_reads(
        "/org-units",
        "/org-units/{unit_id}",
        "/org-units/{unit_id}/leadership",
        "/org-units/{unit_id}/timeline",
        "/org-units/{unit_id}/profile",
        "/org-units/{unit_id}/goals",
        "/org-units/{unit_id}/support-practice",
        "/coverage/result-areas",
        "/coverage/quick-help",
        "/engagements",
        "/engagements/{engagement_id}",
        "/engagements/{engagement_id}/timeline",
        "/dialogue-entries/{entry_id}",
        "/org-units/{unit_id}/applicability",
        "/digital-services",
        "/digital-services/{digital_service_id}",
        "/coverage/applicability",
        "/platforms",
        "/feature-releases",
        "/mappings",
        "/mappings/{mapping_id}",
        "/mapping-templates",
        "/summaries",
        "/summaries/{summary_id}",
        "/summaries/{summary_id}/suggestion-candidates",
        "/summaries/{summary_id}/document",
        "/suggestions/{suggestion_id}",
        "/needs",
        "/needs/{need_id}",
        "/needs/{need_id}/duplicates",
        "/needs/{need_id}/timeline",
        "/plans",
        "/plans/{plan_id}",
        "/plans/{plan_id}/baseline-diff",
        "/plan-items/{plan_item_id}",
        "/adoptions/board",
        "/adoptions",
        "/adoptions/{adoption_id}",
        "/adoptions/{adoption_id}/co-developments",
        "/adoptions/{adoption_id}/evidence",
        "/quarter-plans",
        "/quarter-plans/{quarter_plan_id}",
        "/quarter-goals/{quarter_goal_id}",
        "/quarter-actions/{quarter_action_id}",
        "/forwarded-items",
        "/forwarded-items/{forward_id}",
        "/forward-targets",
        "/forward-targets/{target_id}",
        "/people/me",
        "/people",
        "/people/{person_id}",
        "/people/{person_id}/placements",
        "/team",
        "/team/fte",
        "/team/support-networks",
        "/handovers",
        "/handovers/{handover_id}",
        "/team/decisions",
        "/focus-areas",
        "/strategic-aims",
        "/programme-goals",
        "/privacy/my-data",
        "/audit-entries",
        "/county-settings",
        "/county-settings/{code}",
    ),
    *_writes(
        "POST",
        "/org-units",
        "/org-unit-imports",
        "/engagements",
        "/digital-services",
        "/platforms",
        "/feature-releases",
        "/mappings",
        "/mapping-templates",
        "/skill-snapshots",
        "/summaries",
        "/needs",
        "/plans",
        "/adoptions",
        "/quarter-plans",
        "/forwarded-items",
        "/forward-targets",
        "/people",
        "/team/memberships",
        "/team/allocations",
        "/team/absence-covers",
        "/team/support-networks",
        "/handovers",
        "/team/decisions",
        "/focus-areas",
        "/strategic-aims",
        "/programme-goals",
        "/privacy/scans",
    ),
    *_writes(
        "PATCH",
        "/engagements/{engagement_id}",
        "/dialogue-entries/{entry_id}",
        "/digital-services/{digital_service_id}",
        "/summaries/{summary_id}",
        "/needs/{need_id}",
        "/plans/{plan_id}",
        "/plan-items/{plan_item_id}",
        "/adoptions/{adoption_id}",
        "/quarter-goals/{quarter_goal_id}",
        "/quarter-actions/{quarter_action_id}",
        "/forwarded-items/{forward_id}",
        "/forward-targets/{target_id}",
        "/people/{person_id}",
        "/team/memberships/{membership_id}",
        "/team/allocations/{allocation_id}",
        "/team/absence-covers/{cover_id}",
        "/team/support-networks/{support_network_id}",
        "/focus-areas/{focus_area_id}",
        "/county-settings/{code}",
    ),
    *_writes(
        "PUT",
        "/org-units/{unit_id}/leadership",
        "/org-units/{unit_id}/support-practice",
        "/org-units/{unit_id}/applicability/{digital_service_id}",
        "/mappings/{mapping_id}/answers",
        "/quarter-goals/{quarter_goal_id}/reflection",
        "/people/{person_id}/mentor-profile",
    ),
    *_writes(
        "DELETE",
        "/engagements/{engagement_id}",
        "/mappings/{mapping_id}",
        "/summaries/{summary_id}",
        "/suggestions/{suggestion_id}",
        "/needs/{need_id}",
        "/plans/{plan_id}",
        "/plan-items/{plan_item_id}",
        "/adoptions/{adoption_id}",
        "/quarter-plans/{quarter_plan_id}",
        "/forwarded-items/{forward_id}",
        "/handovers/{handover_id}",
    ),
    *_acts("/org-units/{unit_id}", "rename move end goals"),
    *_acts(
        "/engagements/{engagement_id}",
        "dialogue-entries record-contact open-dialogue decline pause resume close reopen",
    ),
    *_acts("/dialogue-observations/{observation_id}", "promote"),
    *_acts("/mappings/{mapping_id}", "schedule start complete cancel"),
    *_acts("/summaries/{summary_id}", "suggestions submit return share acknowledge withdraw"),
    *_acts("/suggestions/{suggestion_id}", "answer convert"),
    *_acts(
        "/needs/{need_id}",
        "triage concretise solve-now plan start unplan confirm forward return "
        "merge unmerge decline reopen",
    ),
    *_acts("/plans/{plan_id}", "plan-items propose return agree activate revise complete cancel"),
    *_acts("/plan-items/{plan_item_id}", "start block unblock complete drop reopen"),
    *_acts(
        "/adoptions/{adoption_id}",
        "approve start start-pilot return go-live confirm-embedded pause resume "
        "cancel retire co-developments evidence",
    ),
    *_acts(
        "/quarter-plans/{quarter_plan_id}",
        "goals actions approve withdraw open-reflection close reopen",
    ),
    *_acts("/quarter-actions/{quarter_action_id}", "complete drop carry-over"),
    *_acts(
        "/forwarded-items/{forward_id}",
        "send acknowledge start ask answer resolve reject reroute reopen report-back close cancel",
    ),
    *_acts("/connectors/{name}", "callbacks"),
    *_acts("/people/{person_id}", "deactivate placements"),
    *_acts("/handovers/{handover_id}", "accept reject revoke"),
]
"""What mentors, units and leadership do: the service asks who they are, row by row."""

EXPOSED = [
    _public("/support-points", unless=DRAFTS),
    _public("/support-points/{point_id}", unless=DRAFTS),
    _public("/support-points/{point_id}/opening-hours", unless=DRAFTS),
    _public("/support-points/{point_id}/openness", unless=DRAFTS),
    _public("/open-now"),
    _public("/match", cost="search"),
    _public("/search", cost="search"),
    _public("/mobile-units", unless=DRAFTS),
    _public("/mobile-units/{unit_id}", unless=DRAFTS),
    _public("/mobile-units/{unit_id}/visits.ics", unless=DRAFTS),
    _public("/mobile-visits", unless=DRAFTS),
    _public("/mobile-visits/{visit_id}", unless=DRAFTS),
    _public("/mobile-visits.ics", unless=DRAFTS),
    _public("/remote-channels", unless=DRAFTS),
    _public("/remote-channels/{channel_id}", unless=DRAFTS),
    _public("/materials", unless=DRAFTS),
    _public("/materials/{material_id}", unless=DRAFTS),
    _public("/organisations", unless=DRAFTS),
    _public("/organisations/{organisation_id}", unless=DRAFTS),
    _public("/support-services"),
    _public("/support-levels"),
    _public("/support-needs"),
    _public("/support-forms"),
    _public("/supporter-roles"),
    _public("/target-groups"),
    _public("/topics"),
    _public("/areas"),
    _public("/municipalities"),
    _public("/holidays"),
    _write("POST", "/support-points"),
    _write("PATCH", "/support-points/{point_id}"),
    _write("POST", "/support-points/{point_id}/publish"),
    _write("POST", "/support-points/{point_id}/suspend"),
    _write("POST", "/support-points/{point_id}/archive"),
    _write("PUT", "/support-points/{point_id}/opening-hours"),
    _write("POST", "/support-points/{point_id}/verifications"),
    _write("POST", "/organisations"),
    _write("PATCH", "/organisations/{organisation_id}"),
    _write("POST", "/organisations/{organisation_id}/archive"),
    _write("POST", "/remote-channels"),
    _write("PATCH", "/remote-channels/{channel_id}"),
    _write("POST", "/remote-channels/{channel_id}/verifications"),
    _write("POST", "/remote-channels/{channel_id}/{action}"),
    _write("POST", "/materials"),
    _write("PATCH", "/materials/{material_id}"),
    _write("POST", "/materials/{material_id}/verifications"),
    _write("POST", "/materials/{material_id}/{action}"),
    _write("POST", "/mobile-units"),
    _write("PATCH", "/mobile-units/{unit_id}"),
    _write("POST", "/mobile-units/{unit_id}/verifications"),
    _write("POST", "/mobile-units/{unit_id}/{action}"),
    _write("POST", "/mobile-visits"),
    _write("PATCH", "/mobile-visits/{visit_id}"),
    _write("POST", "/mobile-visits/{visit_id}/confirm"),
    _write("POST", "/mobile-visits/{visit_id}/move"),
    _write("POST", "/mobile-visits/{visit_id}/cancel"),
    _write("POST", "/opening-hours-readings"),
    _write("POST", "/imports", cost="bulk"),
    _read("/imports/{import_id}", "directory"),
    _read("/imports/{import_id}/rows", "directory"),
    _write("POST", "/imports/{import_id}/apply", cost="bulk"),
    *MENTORING,
    _read("/event-counts", "metrics"),
    _read("/me", "gateway"),
    Exposed("GET", "/openapi.json", "gateway", same_for_all=True),
]
SERVICES = ("directory", "mentoring", "metrics")
"""Those that are asked over HTTP."""
