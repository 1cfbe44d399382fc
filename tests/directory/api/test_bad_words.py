"""What may not be searched for is refused with the place of the text and what would be right."""

import pytest

from tests.directory.town import Town


@pytest.mark.parametrize("path", ["/support-points", "/search", "/match", "/remote-channels"])
@pytest.mark.parametrize(
    ("q", "code", "said"),
    [
        ("x" * 201, "too_long", "Liian pitkä. Sallittu: 1–200."),
        ("tuki\u0007", "control_character", "Tekstissä on ohjausmerkki."),
    ],
)
async def test_W1_bad_words_are_named(
    read_town: Town, path: str, q: str, code: str, said: str
) -> None:
    answer = await read_town.client.get(path, params={"q": q})

    told = answer.json()
    assert (answer.status_code, told["type"]) == (400, "/problems/bad-request")
    assert told["detail"] == said
    assert told["errors"] == [{"in": "query", "pointer": "/q", "code": code, "detail": said}]
    assert "tuki" not in answer.text
