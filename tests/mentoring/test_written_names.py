"""A name that a lead let through is read by everybody: it is judged on its way in only."""

import httpx

from tests.services import as_caller

LEAD = as_caller("mentoring:read", "mentoring:write", roles=["lead"])
READER = as_caller("mentoring:read")
NEW = {
    "kind": "division",
    "name": {"fi": "Numero 131052-308T"},
    "parent_id": None,
    "valid_from": "2025-01-01",
}


async def test_an_overridden_name_is_read_in_the_list_and_alone(client: httpx.AsyncClient) -> None:
    override = {"x-identity-code-override": "not_an_identity_code"}

    refused = await client.post("/org-units", json=NEW, headers=LEAD)
    made = await client.post("/org-units", json=NEW, headers=LEAD | override)

    assert (refused.status_code, made.status_code) == (422, 201)
    for path in ("/org-units", made.headers["location"]):
        answer = await client.get(path, headers=READER)
        assert answer.status_code == 200
        assert "131052-308T" in answer.text
