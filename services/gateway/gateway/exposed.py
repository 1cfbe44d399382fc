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


DRAFTS = "directory:read"
"""Who holds it reads what is not public as well, past the cache."""

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
    _read("/org-units", "mentoring"),
    _write("POST", "/org-units", "mentoring"),
    _read("/org-units/{unit_id}", "mentoring"),
    _read("/event-counts", "metrics"),
    _read("/me", "gateway"),
    Exposed("GET", "/openapi.json", "gateway", same_for_all=True),
]
SERVICES = ("directory", "mentoring", "metrics")
"""Those that are asked over HTTP."""
