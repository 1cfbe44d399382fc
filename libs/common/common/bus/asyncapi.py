"""An AsyncAPI 3 document of what a service tells and hears."""

from collections.abc import Iterable
from inspect import cleandoc
from typing import Any

from common.bus.event import ENVELOPE, Event

CLOUD = "application/cloudevents+json"
REQUIRED = ["specversion", "id", "source", "type", "time", "sequence", "data"]


def document(
    service: str, told: Iterable[type[Event]], heard: Iterable[type[Event]]
) -> dict[str, Any]:
    """Channels are subjects with a parameter; a message is one version of an event."""
    told, heard = list(told), list(heard)
    channels: dict[str, Any] = {}
    for kind in [*told, *heard]:
        channel = channels.setdefault(kind.event_name, _channel(kind))
        channel["messages"][kind.full_name()] = {
            "$ref": f"#/components/messages/{kind.full_name()}"
        }
    tells = {f"tell.{kind.full_name()}": _operation("send", kind) for kind in told}
    hears = {f"hear.{kind.full_name()}": _operation("receive", kind) for kind in heard}
    schemas: dict[str, Any] = {}
    for kind in [*told, *heard]:
        data = _data(kind)
        schemas |= data.pop("$defs", {}) | {kind.full_name(): data}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": f"What {service} tells and hears", "version": "1"},
        "defaultContentType": CLOUD,
        "channels": channels,
        "operations": tells | hears,
        "components": {
            "messages": {kind.full_name(): _message(kind) for kind in [*told, *heard]},
            "schemas": schemas,
        },
    }


def _channel(kind: type[Event]) -> dict[str, Any]:
    about = {kind.about: {"description": f"The {kind.noun.replace('_', ' ')} it is about"}}
    address = f"digisilta.{kind.event_name}.{{{kind.about}}}"
    return {"address": address, "parameters": about, "messages": {}}


def _operation(action: str, kind: type[Event]) -> dict[str, Any]:
    channel = f"#/channels/{kind.event_name}"
    messages = [{"$ref": f"{channel}/messages/{kind.full_name()}"}]
    return {"action": action, "channel": {"$ref": channel}, "messages": messages}


def _message(kind: type[Event]) -> dict[str, Any]:
    properties = {
        "type": {"const": kind.cloud_type()},
        "data": {"$ref": f"#/components/schemas/{kind.full_name()}"},
    }
    payload = {"type": "object", "required": REQUIRED, "properties": properties}
    summary = cleandoc(kind.__doc__ or "").partition("\n")[0]
    return {"name": kind.cloud_type(), "summary": summary, "contentType": CLOUD, "payload": payload}


def _data(kind: type[Event]) -> dict[str, Any]:
    schema = kind.model_json_schema(ref_template="#/components/schemas/{model}")
    for name in ENVELOPE:
        schema["properties"].pop(name)
    schema["required"] = [name for name in schema.get("required", []) if name not in ENVELOPE]
    schema["description"] = cleandoc(kind.__doc__ or "")
    return schema
