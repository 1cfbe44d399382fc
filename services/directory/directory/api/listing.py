"""Lists page by page: in the order of names, which is Finnish, or in another."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import dropwhile, islice
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from fastapi import Request

from common import paging
from common.answering import Answer
from directory.api.asking import filters_told
from directory.model.catalogue import Catalogue
from directory.model.things import made_once

Noun = Literal["units", "channels", "guides", "organisations"]


class Order(NamedTuple):
    """How a list is sorted: its name, the kinds of the parts of a key, and the key of a thing."""

    name: str
    kinds: tuple[type, ...]
    key: Callable[[Any], tuple[Any, ...]]


def in_order(
    catalogue: Catalogue, noun: Noun, order: Order, today: date | None = None
) -> Sequence[Any]:
    """The things of a noun in an order that no question changes; with a date, what residents see.

    They are kept with the catalogue.
    """

    def sort() -> Sequence[Any]:
        things = getattr(catalogue, noun).values()
        shown = things if today is None else (one for one in things if one.is_shown(today))
        return sorted(shown, key=order.key)

    return made_once(catalogue.made, (noun, order.name, today is None), today, sort)


def page_in_order(
    request: Request, answer: Answer, things: Iterable[Any], query: Any, order: Order
) -> tuple[Sequence[Any], str | None]:
    """A page of things that stand in this order, and the cursor of what follows."""
    rest = iter(things)
    if query.cursor is not None:
        after = paging.after(query.cursor, order.name, order.kinds, filters_told(query)) or ()
        rest = dropwhile(lambda one: order.key(one) <= after, rest)
    found = list(islice(rest, query.limit + 1))
    if len(found) <= query.limit:
        return found, None
    del found[-1]
    following = paging.cursor(order.name, order.key(found[-1]), filters_told(query))
    answer.link = next_page(request, following)
    return found, following


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
