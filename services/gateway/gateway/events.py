"""What the gateway tells."""

from common.bus import Event


class KeyChanged(Event):
    """An API key was made, revoked, or got other rights: whoever remembers it must forget it."""

    type = "key.changed"
    key_id: str


TOLD = [KeyChanged]
