"""Refusals: things a service says no to, on purpose, with a reason a person can read.

A noun raises one, or a subclass of its own with slug, status and title; `common.problems` turns it
into RFC 9457 problem+json. Anything else that escapes is a bug and becomes a plain 500. The classes
below are the closed list of api.md section 6: their name is their slug, and status and titles stand
in `problems.tsv`.
A service adds its own beside its nouns, with `status` and `title` in the class.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, ClassVar, NamedTuple


class Said(NamedTuple):
    """One sentence in Finnish, Swedish and English."""

    fi: str
    sv: str
    en: str


class Wrong(NamedTuple):
    """One thing that is wrong with a request: where it stands, a stable code, a sentence."""

    place: str
    pointer: str
    code: str
    detail: Said


def rows(table: str) -> Iterator[list[str]]:
    """What a table of ours says, without its heading."""
    lines = files("common").joinpath(table).read_text("utf-8").splitlines()[1:]
    return (line.split("\t") for line in lines)


LISTED = {slug: (int(status), Said(*said)) for slug, status, *said in rows("problems.tsv")}
SENTENCES = {code: Said(*said) for code, *said in rows("sentences.tsv")}


def say(code: str, **about: str) -> Said:
    """One of our own sentences, about something."""
    return Said(*(sentence.format(**about) for sentence in SENTENCES[code]))


def right(said: Said, right: str, how: str = "allowed") -> Said:
    """A sentence, and after it what would be right: `allowed`, or an `example`."""
    return Said(*map(" ".join, zip(said, say(how, right=right), strict=True))) if right else said


class Refusal(Exception):  # noqa: N818  a refusal is an answer, not an error
    slug: ClassVar[str] = "bad-request"
    status: ClassVar[int]
    title: ClassVar[Said]
    status, title = LISTED["bad-request"]

    def __init_subclass__(cls) -> None:
        by_name = re.sub("(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        if "slug" not in vars(cls) and by_name in LISTED:
            cls.slug = by_name
        if "title" not in vars(cls) and cls.slug in LISTED:
            cls.status, cls.title = LISTED[cls.slug]

    def __init__(
        self,
        detail: Said | None = None,
        *,
        errors: Sequence[Wrong] = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        self.detail = detail or Said(*(f"{said}." for said in self.title))
        self.errors, self.headers, self.members = errors, dict(headers or {}), members
        super().__init__(self.detail.en)


class Wrongly(ValueError):  # noqa: N818  likewise
    """Raised in a validator: a code and a sentence of our own for what is wrong.

    `refusal` is the problem that it makes of the request, instead of `validation-error`;
    `below` is a JSON pointer from the place of the validator.
    """

    def __init__(
        self, code: str, said: Said, *, refusal: type[Refusal] | None = None, below: str = ""
    ) -> None:
        self.code, self.said, self.refusal, self.below = code, said, refusal, below
        super().__init__(said.en)


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Every kind of refusal that has been imported."""
    yield kind
    for below in kind.__subclasses__():
        yield from refusals(below)


class BadJson(Refusal): ...


class UnknownParameter(Refusal): ...


class RepeatedParameter(Refusal): ...


class InvalidCursor(Refusal): ...


class TwoCredentials(Refusal): ...


class IdempotencyKeyMissing(Refusal): ...


class AuthenticationRequired(Refusal): ...


class InvalidCredentials(Refusal): ...


class KeyExpired(Refusal): ...


class MissingScope(Refusal): ...


class MunicipalityNotAllowed(Refusal): ...


class OrganisationNotAllowed(Refusal): ...


class UnitNotAllowed(Refusal): ...


class RoleRequired(Refusal): ...


class AddressNotAllowed(Refusal): ...


class NotFound(Refusal): ...


class MethodNotAllowed(Refusal): ...


class NotAcceptable(Refusal): ...


class Conflict(Refusal): ...


class NotInThisState(Refusal): ...


class Duplicate(Refusal): ...


class RequestInProgress(Refusal): ...


class VersionMismatch(Refusal): ...


class BodyTooLarge(Refusal): ...


class UriTooLong(Refusal): ...


class UnsupportedMediaType(Refusal): ...


class ValidationFailed(Refusal):
    slug = "validation-error"


class IdempotencyKeyReused(Refusal): ...


class IdentityCodeInText(Refusal): ...


class GroupSizeTooSmall(Refusal): ...


class PreconditionRequired(Refusal): ...


class QuotaExceeded(Refusal):
    slug = "https://iana.org/assignments/http-problem-types#quota-exceeded"


class InternalError(Refusal): ...


class ServiceUnavailable(Refusal): ...


class Overloaded(Refusal):
    slug = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity"
