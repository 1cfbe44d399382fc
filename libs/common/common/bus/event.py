"""What an event is, and the CloudEvents envelope around it."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from common.clock import new_id, now

TYPE = re.compile(r"(?:([a-z_]+)\.)?([a-z_]+)\.([a-z_]+)(?:\.v(\d+))?")
PREFIX = "fi.digisilta."
TOKEN = re.compile(r"[a-z0-9_-]{1,64}")
ENVELOPE = {"id", "at", "sequence"}
LARGEST = 250 * 1024
"""Bytes; a stream takes 256 KiB with the headers."""

origin: ContextVar[Mapping[str, str] | None] = ContextVar("origin", default=None)
"""Attributes of what is told now: correlationid, causationid, traceparent."""


def name_of(cloud_type: str) -> str:
    """`mill.sack.filled.v1`: the full name of an event, from the type in its envelope."""
    return cloud_type.removeprefix(PREFIX)


@contextmanager
def because_of(cloud: Mapping[str, Any]) -> Iterator[None]:
    """What is told inside is told because of this event."""
    kept = {name: cloud[name] for name in ("correlationid", "traceparent") if name in cloud}
    token = origin.set(kept | {"causationid": cloud["id"]})
    try:
        yield
    finally:
        origin.reset(token)


class Event(BaseModel):
    """Something that has happened. Publishers add fields; they never change or drop one."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    type: ClassVar[str]
    about: ClassVar[str]
    service: ClassVar[str]
    noun: ClassVar[str]
    event_name: ClassVar[str]
    edition: ClassVar[int]
    id: UUID = Field(default_factory=new_id)
    at: datetime = Field(default_factory=now)
    sequence: int = 0

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        parts = TYPE.fullmatch(cls.type)
        if parts is None:
            raise TypeError(f"{cls.type!r} is not [service.]noun.happened[.vN]")
        service, cls.noun, happened, version = parts.groups()
        cls.service = service or cls.__module__.partition(".")[0]
        cls.event_name = f"{cls.service}.{cls.noun}.{happened}"
        cls.edition = int(version or 1)
        if "about" not in vars(cls):
            cls.about = f"{cls.noun}_id"
        if ENVELOPE & cls.__annotations__.keys():
            raise TypeError("id, at and sequence belong to the envelope")
        if service is None and cls.about not in cls.model_fields:
            raise TypeError(f"{cls.__name__} does not say what it is about: {cls.about}")

    @classmethod
    def full_name(cls) -> str:
        return f"{cls.event_name}.v{cls.edition}"

    @classmethod
    def cloud_type(cls) -> str:
        return f"{PREFIX}{cls.full_name()}"

    @property
    def thing(self) -> str:
        """The id of what it is about, as one token of a subject; raises `ValueError`."""
        token = str(getattr(self, self.about)).lower()
        if not TOKEN.fullmatch(token):
            raise ValueError(f"{token!r} cannot stand in a subject")
        return token

    @property
    def key(self) -> str:
        return f"{self.noun}.{self.thing}"

    @property
    def subject(self) -> str:
        return f"digisilta.{self.event_name}.{self.thing}"

    def sealed(self, sequence: int) -> bytes:
        """The bytes that are kept, sent and stored: CloudEvents 1.0, structured JSON.

        Raises `ValueError` above the size that a stream takes: it could never be published.
        """
        cloud = {
            "specversion": "1.0",
            "id": str(self.id),
            "source": f"/digisilta/{self.service}/{self.noun}/{self.thing}",
            "type": self.cloud_type(),
            "subject": self.thing,
            "time": self.at.isoformat(),
            "datacontenttype": "application/json",
            "dataschema": f"urn:digisilta:event:{self.full_name()}",
            "sequence": f"{sequence:012d}",
            "partitionkey": self.key,
            **(origin.get() or {}),
            "data": self.model_dump(mode="json", exclude=ENVELOPE),
        }
        payload = json.dumps(cloud, ensure_ascii=False, separators=(",", ":")).encode()
        if len(payload) > LARGEST:
            raise ValueError(f"{self.full_name()} of {len(payload)} bytes is too large to tell")
        return payload

    @classmethod
    def opened(cls, cloud: Mapping[str, Any]) -> Self:
        """The event as it was told; unknown fields are left out. A later version overrides this.

        Raises `pydantic.ValidationError`.
        """
        envelope = {"id": cloud["id"], "at": cloud["time"], "sequence": int(cloud["sequence"])}
        return cls.model_validate(cloud["data"] | envelope)
