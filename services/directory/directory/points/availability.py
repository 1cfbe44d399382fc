"""When a service is given: in which states of its place (directory.md 2.5, rule D9). Pure."""

from collections.abc import Mapping

from directory.hours.opening_hours import State

OPEN, APPOINTMENT, REMOTE, SELF = (
    State.OPEN,
    State.BY_APPOINTMENT,
    State.REMOTE_ONLY,
    State.SELF_SERVICE,
)
GIVEN_IN: Mapping[str, frozenset[State]] = {
    "device_network": frozenset({OPEN, SELF}),
    "web_guidance": frozenset({OPEN}),
    "sensitive_space": frozenset({OPEN, APPOINTMENT}),
    "service_guidance": frozenset({OPEN, APPOINTMENT, REMOTE}),
    "transacting_together": frozenset({OPEN, APPOINTMENT, REMOTE}),
    "assisted_authorisation": frozenset({OPEN, APPOINTMENT}),
    "interpreting": frozenset({OPEN, APPOINTMENT, REMOTE}),
    "kela_point": frozenset({OPEN, APPOINTMENT, REMOTE, SELF}),
}
SERVICES = tuple(GIVEN_IN)
AUTHORISATION = "assisted_authorisation"
AUTHORISATION_URL = "https://dvv.fi/valtuudet-hva"
"""Shown with the service when the place names no page of its own (rule Q9)."""


def given_in(service_code: str, said: list[str] | None) -> frozenset[State]:
    """The states in which a service is given: what its place says, else what is usual."""
    return frozenset(map(State, said)) if said else GIVEN_IN[service_code]
