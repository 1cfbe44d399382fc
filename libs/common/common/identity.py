"""Who is asking. The gateway finds out once and signs it; services verify, and decide themselves.

A route says in its own signature who may call it:

    Editor = Annotated[Caller, holding("directory:write")]
"""

import hashlib
import json
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from pydantic import BaseModel

from common import errors
from common.clock import now
from common.parameters import refuse_other_media, refuse_unknown_parameters
from common.text import NOT_A_CODE, overriding

HEADER = "x-caller"
LIFETIME = 60
"""Seconds that a minted token is valid."""
EVERY = "*"
"""Among a caller's municipalities: all of them."""
ALGORITHM = {"alg": "Ed25519", "typ": "caller+jwt"}


class Caller(BaseModel, frozen=True):
    subject: str
    kind: Literal["anyone", "partner", "staff", "service"] = "anyone"
    scopes: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()
    organisation: UUID | None = None
    any_owner: bool = False
    roles: frozenset[str] = frozenset()

    def may(self, scope: str) -> bool:
        return scope in self.scopes

    def may_write_in(self, municipality: str) -> bool:
        return EVERY in self.municipalities or municipality in self.municipalities


ANYONE = Caller(subject="anyone")


class Minter:
    """Makes caller tokens with the gateway's private key (Ed25519, RFC 9864)."""

    def __init__(self, private_key: str) -> None:
        self.key = OKPKey.import_key(json.loads(private_key))

    def mint(self, caller: Caller, service: str) -> str:
        at = int(now().timestamp())
        claims = json.loads(caller.model_dump_json(exclude={"subject"}))
        claims |= {"sub": caller.subject, "iss": "gateway", "aud": service, "exp": at + LIFETIME}
        header = ALGORITHM | {"kid": self.key.kid}
        return jwt.encode(header, claims, self.key, algorithms=["Ed25519"])


class Verifier:
    """Reads caller tokens meant for one service; a verified one is remembered until it ends."""

    def __init__(self, service: str, public_keys: str) -> None:
        self.service, self.keys = service, KeySet.import_key_set(json.loads(public_keys))
        self.known: dict[bytes, tuple[Caller, float]] = {}

    def read(self, token: str) -> Caller:
        """Raises InvalidCredentials: not signed by the gateway, for another service, or expired."""
        fingerprint = hashlib.sha256(token.encode()).digest()
        at = now().timestamp()
        caller, until = self.known.get(fingerprint, (None, 0.0))
        if caller is not None and at < until:
            return caller
        caller, until = self._verified(token, at)
        if len(self.known) > 10_000:
            self.known.clear()
        self.known[fingerprint] = caller, until
        return caller

    def _verified(self, token: str, at: float) -> tuple[Caller, float]:
        wanted = jwt.JWTClaimsRegistry(
            now=int(at),
            leeway=0,
            iss={"essential": True, "value": "gateway"},
            aud={"essential": True, "value": self.service},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            read = jwt.decode(token, self.keys, algorithms=["Ed25519"])
            wanted.validate(read.claims)
        except (JoseError, ValueError) as wrong:
            raise errors.InvalidCredentials from wrong
        claims = read.claims
        fields = {name: claims[name] for name in Caller.model_fields if name in claims}
        return Caller.model_validate(fields | {"subject": claims["sub"]}), float(claims["exp"])


def new_key_pair() -> tuple[str, str]:
    """A private key for the gateway and the key set for the services, as JSON."""
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    return json.dumps(key.as_dict(private=True)), json.dumps({"keys": [key.as_dict(private=False)]})


async def caller_of(request: Request) -> Caller:
    """Raises AuthenticationRequired: the request did not come through the gateway."""
    token = request.headers.get(HEADER)
    if token is None:
        raise errors.AuthenticationRequired(errors.say("not_through_gateway"))
    verifier: Verifier = request.app.state.verifier
    return verifier.read(token)


def holding(*scopes: str, grants: str = "") -> Any:
    """Let in callers that hold every one of these scopes; none means anyone.

    `grants` says in words what the service checks besides. Parameters and media types that the
    contract does not know are refused here too, after the scope and before the body.
    """

    async def caller(request: Request) -> Caller:
        found = request.state.caller = await caller_of(request)
        missing = sorted(set(scopes) - found.scopes)
        if missing and found.kind == "anyone":
            raise errors.AuthenticationRequired
        if missing:
            raise errors.MissingScope(errors.say("needs_scope", names=", ".join(missing)))
        refuse_unknown_parameters(request)
        refuse_other_media(request)
        _override(request, found)
        return found

    caller.holding = scopes  # type: ignore[attr-defined]  # read by common.contract and tests/house
    caller.grants = grants  # type: ignore[attr-defined]
    return Depends(caller)


Anyone = Annotated[Caller, holding()]


def _override(request: Request, caller: Caller) -> None:
    """Rule of domain.md 7.2: only a lead may say that a number is no identity code."""
    reason = request.headers.get("x-identity-code-override")
    if reason is not None and ("lead" not in caller.roles or reason != NOT_A_CODE):
        raise errors.RoleRequired
    overriding.set(reason is not None)
