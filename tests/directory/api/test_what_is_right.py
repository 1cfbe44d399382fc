"""A refused parameter: the answer says what would be right."""

from typing import Any

import pytest

from tests.directory.town import Town


@pytest.mark.parametrize(
    ("params", "language", "right"),
    [
        ({"limit": -1}, "en", "Allowed: 1–200."),
        ({"limit": 10**20}, "fi", "Sallittu: 1–200."),
        ({"near": "nan,nan"}, "sv", "Till exempel 60.98,25.66."),
        ({"near": "25.661,60.983"}, "fi", "Leveysaste tulee ensin"),
        ({"near": "25.661,60.983"}, "sv", "Latituden kommer först"),
        ({"near": "25.661,60.983"}, "en", "Latitude comes first"),
        ({"open_on": "2101-01-01"}, "en", "Allowed: 1990-01-01–2099-12-31."),
        ({"kind": "shop"}, "en", "Allowed: county, municipality, kela,"),
        ({"municipality": "Atlantis"}, "en", "/v1/municipalities."),
        ({"need": "magic"}, "en", "/v1/support-needs."),
        ({"level": "magic"}, "en", "/v1/support-levels."),
    ],
)
async def test_a_refusal_says_what_would_be_right(
    read_town: Town, params: dict[str, Any], language: str, right: str
) -> None:
    answer = await read_town.client.get(
        "/support-points", params=params, headers={"Accept-Language": language}
    )

    assert answer.status_code == 422
    assert right in answer.json()["errors"][0]["detail"]
