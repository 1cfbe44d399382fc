"""Ports of loopback for servers that must get the same one again after a restart."""

import random
import socket

BELOW_THE_CLIENTS = range(20_000, 32_000)
"""Linux gives connections that go out ports from 32768 on: one of those could take ours."""
TRIES = 100


def free_port() -> int:
    """A port that nobody has at this moment, and that no outgoing connection will be given."""
    for port in random.sample(BELOW_THE_CLIENTS, TRIES):
        if is_free(port):
            return port
    raise OSError(f"no free port among {TRIES} of {BELOW_THE_CLIENTS}")


def is_free(port: int) -> bool:
    """Whether a server could listen there now, as after the connections of an earlier one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
