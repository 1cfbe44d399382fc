"""What a contact of each kind looks like. Pure."""

import re
from collections.abc import Mapping

LONGEST_CONTACT = 500
CONTACT: Mapping[str, re.Pattern[str]] = {
    "phone": re.compile(r"[+0-9][0-9 ()\-/]{1,40}"),
    "sms": re.compile(r"[+0-9][0-9 ()\-/]{1,40}"),
    "email": re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}"),
    "web": re.compile(r"https?://\S{4,}"),
}


def is_contact(kind: str, value: str) -> bool:
    """Whether a value is written as its kind (`phone`, `sms`, `email`, `web`) is."""
    return len(value) <= LONGEST_CONTACT and CONTACT[kind].fullmatch(value) is not None
