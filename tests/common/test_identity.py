"""api.md section 19: the caller token, and what a caller may."""

import base64
import json
import warnings
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from common.clock import standing_at
from common.errors import InvalidCredentials
from common.identity import ANYONE, HEADER, Caller, Minter, Verifier, new_key_pair
from tests.services import MINTER, NO_TOKEN, as_caller

NOON = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
AINO = Caller(
    subject="aino",
    kind="partner",
    scopes=frozenset({"parcels:write"}),
    municipalities=frozenset({"398"}),
)


@pytest.fixture(scope="module")
def pair() -> tuple[Minter, Verifier]:
    private, public = new_key_pair()
    return Minter(private), Verifier("office", public)


def test_a_caller_is_read_as_it_was_minted(pair: tuple[Minter, Verifier]) -> None:
    minter, verifier = pair

    assert verifier.read(minter.mint(AINO, "office")) == AINO
    assert verifier.read(minter.mint(ANYONE, "office")) == ANYONE


def test_the_token_names_its_algorithm_and_type(pair: tuple[Minter, Verifier]) -> None:
    token = pair[0].mint(AINO, "office")

    header, claims, _ = (json.loads(decoded(part)) for part in [*token.split(".")[:2], "e30"])
    assert (header["alg"], header["typ"]) == ("Ed25519", "caller+jwt")
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("gateway", "office", "aino")
    assert len(token) < 600


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_token_lives_for_a_minute_also_when_it_was_read_before(
    pair: tuple[Minter, Verifier],
) -> None:
    minter, verifier = pair
    with standing_at(NOON):
        token = minter.mint(AINO, "office")
        verifier.read(token)
    with standing_at(NOON + timedelta(seconds=59)):
        assert verifier.read(token) == AINO

    with standing_at(NOON + timedelta(seconds=61)), pytest.raises(InvalidCredentials):
        verifier.read(token)


def test_a_token_for_another_service_is_refused(pair: tuple[Minter, Verifier]) -> None:
    with pytest.raises(InvalidCredentials):
        pair[1].read(pair[0].mint(AINO, "metrics"))


def test_a_token_of_another_gateway_is_refused(pair: tuple[Minter, Verifier]) -> None:
    stranger = Minter(new_key_pair()[0])

    with pytest.raises(InvalidCredentials):
        pair[1].read(stranger.mint(AINO, "office"))


def test_both_keys_are_taken_while_one_replaces_the_other() -> None:
    pairs = [new_key_pair(), new_key_pair()]
    keys = [json.loads(public)["keys"][0] for _, public in pairs]
    verifier = Verifier("office", json.dumps({"keys": keys}))

    for private, _ in pairs:
        assert verifier.read(Minter(private).mint(AINO, "office")) == AINO


def test_a_token_that_was_changed_is_refused(pair: tuple[Minter, Verifier]) -> None:
    token = pair[0].mint(AINO, "office")
    head, body, end = token.split(".")
    changed = json.loads(decoded(body)) | {"scopes": ["everything"]}
    other = jwt.encode({"alg": "Ed25519"}, changed, OKPKey.generate_key("Ed25519"), ["Ed25519"])

    for bad in (f"{head}.{other.split('.')[1]}.{end}", token[:-3], f"{head}.{body}.", "x", "", "é"):
        with pytest.raises(InvalidCredentials):
            pair[1].read(bad)


@pytest.mark.parametrize("missing", ["aud", "exp", "iss", "sub"])
def test_a_token_without_one_of_its_claims_is_refused(missing: str) -> None:
    private, public = new_key_pair()
    claims = {"sub": "aino", "iss": "gateway", "aud": "office", "exp": 4_000_000_000}
    del claims[missing]
    key = OKPKey.import_key(json.loads(private))
    token = jwt.encode({"alg": "Ed25519", "kid": key.kid}, claims, key, algorithms=["Ed25519"])

    with pytest.raises(InvalidCredentials):
        Verifier("office", public).read(token)


@pytest.mark.parametrize("algorithm", ["EdDSA", "HS256", "none"])
def test_another_algorithm_is_refused(algorithm: str) -> None:
    """RFC 9864: the name is Ed25519; and a public key is never the secret of an HMAC."""
    private, public = new_key_pair()
    claims = {"sub": "aino", "iss": "gateway", "aud": "office", "exp": 4_000_000_000}
    token = signed(algorithm, claims, private, public)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(InvalidCredentials):
            Verifier("office", public).read(token)


def signed(algorithm: str, claims: dict[str, Any], private: str, public: str) -> str:
    header = {"alg": algorithm, "kid": json.loads(private)["kid"]}
    key: Any = OKPKey.import_key(json.loads(private))
    if algorithm == "HS256":
        key = OctKey.import_key(public)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if algorithm == "none":
            good = jwt.encode({"alg": "Ed25519"}, claims, key, algorithms=["Ed25519"])
            return "eyJhbGciOiJub25lIn0." + good.split(".")[1] + "."
        return jwt.encode(header, claims, key, algorithms=[algorithm])


async def test_a_request_that_did_not_come_through_the_gateway_is_refused(
    outside: AsyncClient,
) -> None:
    for headers in (
        NO_TOKEN,
        NO_TOKEN | {HEADER: "x"},
        NO_TOKEN | {HEADER: MINTER.mint(ANYONE, "x")},
    ):
        answer = await outside.get("/opening", headers=headers)

        assert answer.status_code == 401
        bad = ', error="invalid_token"' if HEADER in headers else ""
        assert answer.headers["www-authenticate"] == f'Bearer realm="digisilta"{bad}'
    assert (await outside.get("/live", headers=NO_TOKEN)).status_code == 200


async def test_a_scope_is_missing_only_to_somebody(outside: AsyncClient) -> None:
    sent = {"label": "x"}

    anyone = await outside.post("/secrets", json=sent)
    other = await outside.post(
        "/secrets", json=sent, headers=as_caller("other:write") | {"accept-language": "en"}
    )
    clerk = await outside.post("/secrets", json=sent, headers=as_caller("parcels:write", "x:y"))

    assert (anyone.status_code, anyone.json()["type"]) == (401, "/problems/authentication-required")
    assert (other.status_code, other.json()["type"]) == (403, "/problems/missing-scope")
    assert other.json()["detail"] == "This needs the scope parcels:write."
    assert clerk.status_code == 200


def test_a_caller_writes_in_its_own_municipalities() -> None:
    everywhere = AINO.model_copy(update={"municipalities": frozenset({"*"})})

    assert AINO.may_write_in("398")
    assert not AINO.may_write_in("111")
    assert everywhere.may_write_in("111")
    assert not ANYONE.may_write_in("398")
