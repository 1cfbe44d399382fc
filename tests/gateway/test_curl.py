"""The lines for the shell: what a shell makes of them is the request of the example."""

import json
import shlex
from typing import Any

from gateway.curl import line

BASE = "http://127.0.0.1:8080"


def parameter(name: str, place: str = "query", **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def test_a_read_asks_what_its_examples_ask_percent_encoded() -> None:
    asked = [parameter("q", examples=["apua Sysmässä"]), parameter("limit", type="integer")]

    made = line(BASE, "GET", "/v1/search", {"parameters": asked, "who": "anyone"})

    assert made == f'curl "{BASE}/v1/search?q=apua%20Sysm%C3%A4ss%C3%A4&limit=5"'


def test_a_write_sends_its_headers_and_its_body() -> None:
    told = {
        "parameters": [
            parameter("point_id", "path", format="uuid"),
            parameter("If-Match", "header"),
            parameter("Idempotency-Key", "header"),
        ],
        "who": "directory:write",
        "media": "application/json",
        "example": {"note": "Kati's ä"},
    }

    made = shlex.split(line(BASE, "POST", "/v1/points/{point_id}/archive", told))

    assert made[:3] == ["curl", "-X", "POST"]
    assert made[3] == f"{BASE}/v1/points/0192f0c1-835d-77ca-bc2a-92b3c9f2f1ac/archive"
    headers = [made[place + 1] for place, word in enumerate(made) if word == "-H"]
    assert headers == [
        "X-API-Key: $DIGISILTA_KEY",
        "Idempotency-Key: $(uuidgen)",
        'If-Match: "v1"',
        "Content-Type: application/json",
    ]
    assert json.loads(made[made.index("-d") + 1]) == {"note": "Kati's ä"}


def test_a_file_is_sent_from_the_disk() -> None:
    told: dict[str, Any] = {
        "parameters": [],
        "who": "anyone",
        "media": "text/csv",
        "example": None,
    }

    assert line(BASE, "POST", "/v1/imports", told).endswith("--data-binary @points.csv")
