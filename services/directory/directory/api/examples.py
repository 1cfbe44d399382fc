"""Bodies that the documentation shows: whole enough to be sent as they are."""

from typing import Any

HOURS: dict[str, Any] = {
    "periods": [
        {
            "kind": "normal",
            "groups": [
                {"spans": [{"weekdays": [1, 2, 3, 4, 5], "from": "09:00", "to": "16:00"}]},
            ],
        },
        {
            "kind": "exception",
            "valid_from": "2026-12-24",
            "valid_to": "2026-12-26",
            "label": {"fi": "Joulu", "sv": "Jul", "en": "Christmas"},
            "state": "closed",
        },
    ],
}
POINT: dict[str, Any] = {
    "organisation_id": "0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac",
    "kind": "county",
    "name": {"fi": "Harjun digitukipiste", "sv": "Harju digistödspunkt"},
    "summary": {"fi": "Apua digiasiointiin ilman ajanvarausta."},
    "address": {
        "street": {"fi": "Mallikatu 1", "sv": "Modellgatan 1"},
        "postal_code": "15110",
        "post_office": {"fi": "Lahti", "sv": "Lahtis"},
        "municipality_code": "398",
    },
    "location": {"lat": 60.983, "lon": 25.661},
    "accessibility": {"wheelchair": "yes"},
    "contacts": [{"kind": "phone", "value": "03 123 4567", "label": {"fi": "Neuvonta"}}],
    "languages_spoken": ["fi", "sv"],
    "services": [
        {"service_code": "service_guidance"},
        {
            "service_code": "transacting_together",
            "booking": "required",
            "booking_url": "https://example.fi/digituki",
        },
    ],
    "hours": HOURS,
}
"""With it a point can be published: nothing that residents need is missing (rule D6)."""
VISIT: dict[str, Any] = {
    "unit_id": "0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac",
    "starts_at": "2030-05-07T07:00:00Z",
    "ends_at": "2030-05-07T10:00:00Z",
    "stop": {
        "name": {"fi": "Harjun kirjaston piha", "sv": "Gården vid Harju bibliotek"},
        "address": {
            "street": {"fi": "Mallikatu 1", "sv": "Modellgatan 1"},
            "postal_code": "15110",
            "municipality_code": "398",
        },
        "location": {"lat": 60.983, "lon": 25.661},
    },
    "services": [{"service_code": "service_guidance"}, {"service_code": "device_network"}],
    "qualified_person_ids": [],
    "announce": True,
    "note": {"fi": "Ota oma laite mukaan.", "sv": "Ta med din egen apparat."},
}
"""Years ahead, so that it can be planned for as long as this release is in use."""
MOVE: dict[str, Any] = {
    "starts_at": "2030-05-08T07:00:00Z",
    "ends_at": "2030-05-08T10:00:00Z",
}
HOLIDAY: dict[str, Any] = {
    "date": "2026-06-19",
    "code": "midsummer_eve",
    "name": {"fi": "Juhannusaatto", "sv": "Midsommarafton", "en": "Midsummer Eve"},
    "public": False,
}
