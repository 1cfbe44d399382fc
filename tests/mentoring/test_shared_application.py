"""One application serves many tests; nothing of a test stays in it."""

import hmac

from httpx import AsyncClient

from tests.mentoring.county import County, caller
from tests.services import application_for, client_for, client_of, settings_for

SECRET = "s" * 32


async def test_an_application_keeps_nothing_of_what_it_was_asked(
    client: AsyncClient, database: str, county: County
) -> None:
    del client
    with application_for("mentoring", settings_for("mentoring", database)) as app:
        before = {**app.state._state, "parts": [*app.state.parts]}
        async with client_of(app, "mentoring") as made:
            for path in ("/needs", f"/org-units/{county.units['u']}", "/ready"):
                await made.get(path, headers=caller("lu"))
            await made.post("/needs", headers=caller("me1"), json={})

        assert {*before} <= {"verifier", "settings", "parts", "frame", "transactions"}
        assert before == app.state._state
        assert not app.dependency_overrides


async def test_two_clients_at_once_are_of_two_applications_with_their_own_settings(
    database: str,
) -> None:
    async with (
        client_for("mentoring", database, callback_secret=SECRET) as knowing,
        client_for("mentoring", database) as unknowing,
    ):
        answers = [await called(one) for one in (knowing, unknowing)]
    for _ in range(2):
        async with client_for("mentoring", database) as later:
            answers.append(await called(later))

    assert answers == [404, 401, 401, 401]


async def called(client: AsyncClient) -> int:
    """What a callback about an unknown ticket is answered: 401 where the secret is not known."""
    body = b'{"ticket": {"number": "1"}}'
    signed = hmac.new(SECRET.encode(), body, "sha256").hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signed}", "Content-Type": "application/json"}
    answer = await client.post("/connectors/zammad/callbacks", content=body, headers=headers)
    return answer.status_code
