"""Lists page by page: in the order of names, which is Finnish, or in another."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple
from urllib.parse import quote

from fastapi import Request

from common import paging
from common.answering import Answer
from directory.api.asking import filters_told


class Order(NamedTuple):
    """How a list is sorted: its name, the kinds of the parts of a key, and the key of a thing."""

    name: str
    kinds: tuple[type, ...]
    key: Callable[[Any], tuple[Any, ...]]


def page_by_name(
    request: Request, answer: Answer, things: Iterable[Any], query: Any
) -> dict[str, Any]:
    """Cut a page in Finnish order; `found` are its things, `next` the cursor of what follows."""
    return page_in_order(request, answer, things, query, BY_NAME)


def page_in_order(
    request: Request, answer: Answer, things: Iterable[Any], query: Any, order: Order
) -> dict[str, Any]:
    """Cut a page; `found` are its things, `next` the cursor of what follows."""
    told = filters_told(query)
    after = paging.after(query.cursor, order.name, order.kinds, told)
    keyed = sorted(((order.key(one), one) for one in things), key=itemgetter(0))
    rest = [one for one in keyed if after is None or one[0] > after]
    rows, following = paging.page_of(rest, query.limit, itemgetter(0), order.name, told)
    found = [one[1] for one in rows]
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


def _by_name(thing: Any) -> tuple[str, str]:
    return getattr(thing, "row", thing).sort_name, str(thing.id)


def _newest_first(thing: Any) -> tuple[str, str]:
    age = datetime(9999, 1, 1, tzinfo=UTC) - thing.row.updated_at
    return f"{age // timedelta(microseconds=1):018d}", str(thing.id)


BY_NAME = Order("name", (str, str), _by_name)
NEWEST_FIRST = Order("-updated_at", (str, str), _newest_first)
