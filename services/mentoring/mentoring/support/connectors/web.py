"""One JSON request to another system, in a thread: bounded in time and size, no redirects."""

import asyncio
import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from mentoring.support.connectors.connector import PATIENCE, TargetAway

MOST = 4 * 1024 * 1024
"""Bytes of an answer."""


class Web:
    """A place to ask, and the header that says who asks."""

    def __init__(self, base: str, authorization: str) -> None:
        parts = urlsplit(base)
        self.secure = parts.scheme == "https"
        self.host, self.path = parts.netloc, parts.path.rstrip("/")
        self.headers = {"Authorization": authorization, "Accept": "application/json"}

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What it answers. Raises TimeoutError, TargetAway and other OSError."""
        return await asyncio.to_thread(self._ask, method, path, body)

    def _ask(self, method: str, path: str, body: Any) -> Any:
        kind = HTTPSConnection if self.secure else HTTPConnection
        connection = kind(self.host, timeout=PATIENCE)
        sent = None if body is None else json.dumps(body).encode()
        headers = self.headers | ({} if sent is None else {"Content-Type": "application/json"})
        try:
            connection.request(method, f"{self.path}{path}", sent, headers)
            answer = connection.getresponse()
            return _read(answer.status, answer.read(MOST))
        except (HTTPException, ValueError) as broken:
            raise TargetAway(type(broken).__name__) from broken
        finally:
            connection.close()


def _read(status: int, told: bytes) -> Any:
    if not 200 <= status < 300:
        raise TargetAway(f"answered {status}")
    return json.loads(told)
