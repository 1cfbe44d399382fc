"""Parts of several nouns as they are read: what was judged when it was written stays as it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from common.shapes import Day, Flag, Moment, Shape
from common.text import Written
from directory.api.hours import Hours
from directory.hours.opening_hours import State

Known = Literal["yes", "no", "unknown"]


class Address(Shape):
    street: Written | None = None
    postal_code: Annotated[str, Field(examples=["15110"])] | None = None
    post_office: Written | None = None
    municipality_code: Annotated[str, Field(examples=["398"])]
    additional: Written | None = None
    country: Literal["FI"] = "FI"


class Location(Shape):
    lat: float
    lon: float
    coordinate_source: str | None
    accuracy_m: int | None


class Contact(Shape):
    kind: Literal["phone", "sms", "email", "web"]
    value: Annotated[str, Field(examples=["03 123 4567"])]
    label: Written | None = None
    languages: Annotated[list[str], Field(max_length=40)] = []
    charge: Literal["free_of_charge", "local_network", "chargeable"] | None = None
    charge_note: Written | None = None
    is_service_number: Flag = False
    public: Flag = True


def public_contacts(contacts: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those of a row that residents may use."""
    return [one for one in contacts if one.get("public", True)]


class Accessibility(Shape):
    """Unknown is the default and never counts as yes."""

    wheelchair: Known = "unknown"
    reduced_mobility: Known = "unknown"
    rollator: Known = "unknown"
    stroller: Known = "unknown"
    visually_impaired: Known = "unknown"
    hearing_loop: Known = "unknown"
    quiet_space: Known = "unknown"


class Entrance(Shape):
    name: Written | None = None
    is_main: Flag = False
    lat: float | None = None
    lon: float | None = None
    sentences: Annotated[Sequence[Written], Field(max_length=50)] = []
    contact: Contact | None = None


class ShownService(Shape):
    """A service at a place, as residents see it: never who gives it (rule Q4)."""

    service_code: str
    name: Written
    description: Written | None
    hours: Hours | None
    available_in: list[State]
    booking: str
    booking_url: str | None
    booking_contact: Contact | None
    charge: str
    charge_note: Written | None
    levels: list[str]
    needs: list[str]
    topics: list[str]
    info_url: str | None


class Verified(Shape):
    """When somebody last said that the data is right, and when they are asked again."""

    verified_on: Day | None
    by_role: str | None
    next_due: Day | None


class Provenance(Shape):
    data_source: str | None
    origin_id: str | None
    source_updated_at: Moment | None
    licence: str | None


class Owner(Shape):
    """The organisation that answers for the data."""

    id: UUID
    name: Written
    kind: str


def owner_of(thing: Any) -> dict[str, Any]:
    """Who answers for a thing."""
    owner = thing.organisation
    return {"id": owner.id, "name": owner.name, "kind": owner.kind}


def verified_of(thing: Any) -> dict[str, Any]:
    """When a place, channel or material was last checked, by what kind of hand."""
    checked = thing.checked
    on: Day | None = checked.verified_on
    return {
        "verified_on": on,
        "by_role": thing.row.verified_by_role,
        "next_due": checked.next_due,
    }
