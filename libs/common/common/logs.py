"""Log lines: JSON, one a line, with nothing secret or personal in them (api.md section 30)."""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

SECRET = re.compile(
    r"dgs_(?:live|test)_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}|whsec_\S+|Bearer\s+\S+|eyJ[\w-]+\.[\w.-]+"
    r"|(?<=://)[^/\s:@]+:[^@\s]+(?=@)"
)
FIELDS = ("trace_id", "request_id", "route", "method", "status", "ms")
ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}
"""What JSON need not escape, and what some readers of logs take for the end of a line."""


class JsonLines(logging.Formatter):
    """Masks keys, tokens and passwords; no control character splits a line."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self.service,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["error"] = where_from(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str).translate(ESCAPED)


def masked(text: str) -> str:
    return SECRET.sub("***", text)


def where_from(error: BaseException) -> str:
    """The chain of an error by class and place, without messages: these may hold what was sent."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = f"{where_from(cause)}\n" if cause else ""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{before}{frames}{type(error).__module__}.{type(error).__qualname__}"


def write_json_lines(service: str, level: str) -> None:
    """Send every logger of this process to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for chatty in ("uvicorn.access", "nats", "asyncio", "httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Bugs in requests are told once, by `common.problems`."""
    return not record.getMessage().startswith("Exception in ASGI application")
