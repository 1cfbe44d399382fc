"""Parts of several nouns as they are written: address, location, contacts, services of a place."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from common.errors import Refusal, Said, Wrongly
from common.shapes import Day, Number, Shape, Whole
from common.text import SCANNED, Text, Written
from directory.api.hours import Label, NewHours
from directory.api.parts_shown import Address, Contact, Entrance
from directory.points.contacts import LONGEST_CONTACT, is_contact
from directory.points.coordinates import OutsideFinlandError, SwappedError, wgs84

Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
Codes = Annotated[list[Code], Field(max_length=50)]
LevelCodes = Annotated[
    list[Annotated[str, Field(pattern=r"^(resident|professional)/[a-z_]{1,40}$")]],
    Field(max_length=20),
]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", examples=["fi"])]
Languages = Annotated[list[Language], Field(max_length=40)]
MunicipalityCode = Annotated[str, Field(pattern=r"^[0-9]{3}$", examples=["398"])]
Link = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=8, max_length=500, pattern=r"^https?://\S+$"
    ),
    Field(examples=["https://example.fi/digituki"]),
]


def _text(most: int) -> Any:
    return Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=most), *SCANNED
    ]


class Name(Written):
    """At most 100 characters a language; Finnish is required."""

    fi: _text(100) = Field(examples=["Harjun digitukipiste"])  # type: ignore[valid-type]
    sv: _text(100) | None = None  # type: ignore[valid-type]
    en: _text(100) | None = None  # type: ignore[valid-type]


class Description(Written):
    """At most 2500 characters a language; Finnish is required."""

    fi: _text(2500)  # type: ignore[valid-type]
    sv: _text(2500) | None = None  # type: ignore[valid-type]
    en: _text(2500) | None = None  # type: ignore[valid-type]


Summary = Label


class NewAddress(Address):
    street: Text | None = None
    postal_code: Annotated[str, Field(pattern=r"^[0-9]{5}$", examples=["15110"])] | None = None
    post_office: Text | None = None
    municipality_code: MunicipalityCode
    additional: Text | None = None


class OutsideFinland(Refusal):
    slug, status = "outside-finland", 422
    title = Said(
        "Sijainti ei ole Suomessa",
        "Platsen ligger inte i Finland",
        "The location is not in Finland",
    )


class SwappedCoordinates(Refusal):
    slug, status = "swapped-coordinates", 422
    title = Said(
        "Pohjois- ja itäkoordinaatti ovat vaihtuneet",
        "Nord- och östkoordinaterna är omkastade",
        "North and east are swapped",
    )


class NewLocation(Shape, json_schema_extra={"examples": [{"lat": 60.983, "lon": 25.661}]}):
    """WGS 84 (`lat`, `lon`), or ETRS-TM35FIN with `srid` 3067 (`north`, `east`). Rules D1, D2."""

    lat: Number | None = None
    lon: Number | None = None
    srid: Literal[4326, 3067] = 4326
    north: Number | None = None
    east: Number | None = None
    coordinate_source: Literal["entered", "geocoded", "imported", "municipality_centre"] = "entered"
    accuracy_m: Annotated[Whole, Field(ge=0, le=100_000)] | None = None

    @model_validator(mode="after")
    def in_finland(self) -> Self:
        self.wgs84()
        return self

    def wgs84(self) -> tuple[float, float]:
        """Latitude and longitude in degrees. Raises Wrongly."""
        first, second = (self.north, self.east) if self.srid == 3067 else (self.lat, self.lon)
        if first is None or second is None:
            said = Said("Anna molemmat koordinaatit.", "Ange båda.", "Give both coordinates.")
            raise Wrongly("required", said)
        try:
            return wgs84(first, second, self.srid)
        except SwappedError as wrong:
            said = Said(*(f"{text}." for text in SwappedCoordinates.title))
            raise Wrongly("swapped_coordinates", said, refusal=SwappedCoordinates) from wrong
        except OutsideFinlandError as wrong:
            raise Wrongly("outside_finland", wrong.said, refusal=OutsideFinland) from wrong


class NewContact(Contact):
    value: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=2, max_length=LONGEST_CONTACT),
        Field(examples=["03 123 4567"]),
    ]
    label: Label | None = None
    languages: Languages = []
    charge_note: Label | None = None

    @model_validator(mode="after")
    def fits_its_kind(self) -> Self:
        if not is_contact(self.kind, self.value):
            said = Said(
                "Yhteystieto ei ole lajinsa mukainen.",
                "Kontaktuppgiften passar inte sin art.",
                "The value does not fit the kind of contact.",
            )
            raise Wrongly("bad_format", said, below="/value")
        return self


Contacts = Annotated[list[NewContact], Field(max_length=20)]


class NewEntrance(Entrance):
    name: Name | None = None
    lat: Number | None = None
    lon: Number | None = None
    sentences: Annotated[Sequence[Description], Field(max_length=50)] = []
    contact: NewContact | None = None


OpenState = Literal["open", "by_appointment", "remote_only", "self_service"]
ServiceCode = Literal[
    "device_network",
    "web_guidance",
    "sensitive_space",
    "service_guidance",
    "transacting_together",
    "assisted_authorisation",
    "interpreting",
    "kela_point",
]


class PointService(Shape):
    """A service at a place: its own text, hours and booking. Null hours are those of the place."""

    service_code: ServiceCode
    description: Annotated[Description | None, Field()] = None
    hours: NewHours | None = None
    available_in: Annotated[list[OpenState], Field(max_length=4)] | None = None
    booking: Literal["none", "optional", "required"] = "none"
    booking_url: Link | None = None
    booking_contact: NewContact | None = None
    charge: Literal["free_of_charge", "chargeable", "other"] = "free_of_charge"
    charge_note: Label | None = None
    levels: LevelCodes = []
    needs: Codes = []
    topics: Codes = []
    info_url: Link | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    qualified_person_ids: Annotated[list[UUID], Field(max_length=100)] = []

    @model_validator(mode="after")
    def can_be_booked(self) -> Self:
        if self.booking != "none" and not (self.booking_url or self.booking_contact):
            said = Said(
                "Kerro, miten aika varataan.", "Ange hur man bokar.", "Say how to book a time."
            )
            raise Wrongly("required", said, below="/booking_url")
        return self


def once(services: list[PointService]) -> list[PointService]:
    """Refuse a service that stands twice at one place."""
    codes = [service.service_code for service in services]
    if len(set(codes)) < len(codes):
        said = Said("Palvelu on kahdesti.", "Tjänsten finns två gånger.", "A service stands twice.")
        raise Wrongly("duplicate", said)
    return services


PointServices = Annotated[list[PointService], Field(max_length=8), AfterValidator(once)]
