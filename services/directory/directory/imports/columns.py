"""The columns of a places file: their names in Finnish, and ours (directory.md 11.2). Pure."""

from collections.abc import Mapping

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "origin_id"),
    "name": ("nimi", "name", "name.fi"),
    "name_sv": ("nimi_sv", "name.sv"),
    "name_en": ("nimi_en", "name.en"),
    "municipality": ("kunta", "municipality", "municipality_code", "address.municipality_code"),
    "street": ("katuosoite", "street", "address.street", "address.street.fi"),
    "street_sv": ("katuosoite_sv", "address.street.sv"),
    "postal_code": ("postinumero", "postal_code", "address.postal_code"),
    "post_office": ("postitoimipaikka", "post_office", "address.post_office.fi"),
    "lat": ("leveysaste", "lat", "location.lat"),
    "lon": ("pituusaste", "lon", "location.lon"),
    "services": ("palvelut", "services"),
    "web": ("www", "web"),
    "phone": ("puhelin", "phone"),
    "email": ("sähköposti", "email"),
    "description": ("kuvaus", "summary", "description", "description.fi"),
    "description_sv": ("kuvaus_sv", "description.sv"),
    "description_en": ("kuvaus_en", "description.en"),
    "kind": ("omistaja", "kind"),
    "organisation": ("organisaatio", "organisation"),
    "roles": ("rooli", "roolit", "roles"),
    "languages": ("kielet", "languages", "languages_spoken"),
    "target_groups": ("kohderyhmät", "target_groups"),
    "levels": ("tasot", "levels"),
    "needs": ("tarpeet", "needs"),
    "hours": ("aukioloajat", "hours"),
    "exceptions": ("poikkeusajat", "exceptions"),
    "accessibility": ("esteettömyys", "accessibility"),
    "booking": ("ajanvaraus", "booking"),
    "checked": ("tarkistettu", "verified_on"),
    "state": ("tila", "state"),
}
KEY_OF: Mapping[str, str] = {name: key for key, names in NAMES.items() for name in names}
"""Our key by the header's casefolded name."""
REQUIRED = ("id", "name", "municipality")

DAY_NAMES: Mapping[str, str] = {
    "id": "id",
    "origin_id": "id",
    "päivä": "day",
    "date": "day",
    "day": "day",
    "alkaa": "from",
    "from": "from",
    "päättyy": "to",
    "to": "to",
    "tila": "state",
    "state": "state",
}
DAY_REQUIRED = ("id", "day", "from", "to", "state")
