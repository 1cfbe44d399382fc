"""What is believed of the way a client came: only what a proxy of ours says. Pure."""

from collections.abc import Collection, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address

Networks = Collection[IPv4Network | IPv6Network]
PROTO = b"x-forwarded-proto"


def came_in_clear(peer: str | None, headers: Mapping[bytes, bytes], trusted: Networks) -> bool:
    """Whether a trusted proxy says that the client did not use TLS.

    Such a request is refused and not redirected: a key in it has already been seen by others.
    """
    if headers.get(PROTO, b"").strip().lower() != b"http" or peer is None:
        return False
    try:
        address = ip_address(peer)
    except ValueError:
        return False
    return any(address in network for network in trusted)
