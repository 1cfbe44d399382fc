"""Lists in the order of names: page by page, in Finnish order."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from fastapi import Request

from common import paging
from common.answering import Answer
from directory.api.asking import filters_told


def page_by_name(
    request: Request, answer: Answer, things: Iterable[Any], query: Any
) -> dict[str, Any]:
    """Cut a page in Finnish order; `found` are its things, `next` the cursor of what follows."""
    told = filters_told(query)
    after = paging.after(query.cursor, "name", [str, str], told)
    keyed = sorted(((_name(one), str(one.id), one) for one in things), key=lambda one: one[:2])
    rest = [one for one in keyed if after is None or one[:2] > after]
    rows, following = paging.page_of(rest, query.limit, lambda one: one[:2], "name", told)
    found = [one[2] for one in rows]
    if following is None:
        return {"found": found}
    answer.link = next_page(request, following)
    return {"found": found, "next": following}


def next_page(request: Request, cursor: str) -> str:
    """RFC 8288: the address of the next page, relative; of the query as it was sent."""
    sent: str = request.scope["query_string"].decode("latin-1")
    kept = [one for one in sent.split("&") if one and not one.startswith("cursor=")]
    asked = "&".join([*kept, f"cursor={cursor}"])
    asked = asked if PLAIN.fullmatch(asked) else quote(asked, safe=IN_A_QUERY)
    return f'<{request.scope["path"]}?{asked}>; rel="next"'


IN_A_QUERY = "%&=+,:;/?@!$'()*-._~"
PLAIN = re.compile(f"[0-9A-Za-z{re.escape(IN_A_QUERY)}]*")


def _name(thing: Any) -> str:
    name: str = getattr(thing, "row", thing).sort_name
    return name
