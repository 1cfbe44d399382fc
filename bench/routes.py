"""Every read that is answered without SQL, of at most twenty items, to the smallest answer (F9).

The county has more points than all libraries of the country, and of all else what the demonstration
has. Each read is asked for many things, places or words in turn.
"""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import UUID

from bench.generated import NOON, county
from bench.measuring import Bar, Row, Variant, measure, run, serving_app
from bench.nearest import LUA, NEAR
from bench.nearest_apps import COUNTY_POINTS, make_keys, token
from common.clock import helsinki_day
from common.identity import HEADER
from directory.model.catalogue import Catalogue
from directory.model.things import Channel, Guide, Place

RAW = "raw ASGI 2 KB"
LIMIT, SAMPLE, MANY = 20, 6, 200
ALIKE = ("/topics", "/support-levels", "/municipalities", "/holidays?year=2026")
"""Code lists: the seven of codes are one function, so the longest speak for all."""
TEXTS = ("kirjasto", "digituki Lahdessa", "omakanta", "apua puhelimen kanssa", "palvelutori")
NEEDS = ("using_service", "device_use", "finding_service", "device_network")
Addresses = Mapping[str, Sequence[str]]
"""What is measured, by its name: the addresses that are asked in turn."""


def reads(held: Catalogue) -> dict[str, Sequence[str]]:
    """The reads of the directory but the calendars."""
    near = [f"{lat},{lon}" for lat, lon in NEAR[:MANY]]
    point, today = _each("/support-points", held.places), helsinki_day(NOON)
    return {
        "/support-points": _asked("/support-points", "kind", ["municipality", "mobile,kela"]),
        "/support-points?near": _asked("/support-points", "near", near),
        "/support-points?q": _asked("/support-points", "q", TEXTS),
        "/support-points/{id}": point,
        "/support-points/{id}/openness": [f"{one}/openness" for one in point],
        "/support-points/{id}/opening-hours": [f"{one}/opening-hours" for one in point],
        "/open-now?near": _asked("/open-now", "near", near),
        "/match?need&near": [
            path
            for number, place in enumerate(near)
            for path in _asked("/match", "near", [place], need=NEEDS[number % len(NEEDS)])
        ],
        "/search?q": _asked("/search", "q", TEXTS),
        **_lists_and_things(
            "/mobile-visits", [id_ for id_, one in held.visits.items() if one.is_shown(NOON, today)]
        ),
        **_lists_and_things("/mobile-units", _shown(held.units, today)),
        **_lists_and_things("/remote-channels", _shown(held.channels, today)),
        **_lists_and_things("/materials", _shown(held.guides, today)),
        **_lists_and_things("/organisations", held.organisations),
        **{path.partition("?")[0]: [path] for path in ALIKE},
    }


def _shown(things: Mapping[UUID, Place | Channel | Guide], today: date) -> list[UUID]:
    return [id_ for id_, one in things.items() if one.is_shown(today)]


def _lists_and_things(path: str, ids: Iterable[UUID]) -> dict[str, Sequence[str]]:
    return {path: [f"{path}?limit={LIMIT}"], f"{path}/{{id}}": _each(path, ids)}


def _each(path: str, ids: Iterable[UUID]) -> list[str]:
    return [f"{path}/{id_}" for id_ in islice(ids, MANY)]


def _asked(path: str, name: str, values: Iterable[str], **more: str) -> list[str]:
    told = more | {"limit": str(LIMIT)}
    return [f"{path}?{urlencode({name: value} | told)}" for value in values]


def refuse_other_answers(url: str, headers: dict[str, str], asked: Addresses) -> None:
    """Each is answered, lists with something and with no more than twenty items."""
    for paths in asked.values():
        told = [_told(url + path, headers) for path in paths[:SAMPLE]]
        lists = [one["items"] for one in told if "items" in one]
        assert all(len(one) <= LIMIT for one in lists), paths[0]
        assert not lists or any(lists), paths[0]


def _told(url: str, headers: dict[str, str]) -> Any:
    with urlopen(Request(url, headers=headers)) as answer:
        return json.load(answer)


def measured(stack: ExitStack) -> tuple[list[Row], list[Bar]]:
    make_keys()
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    raw, raw_url = stack.enter_context(serving_app("bench.nearest_apps:raw_2_kb"))
    service, url = stack.enter_context(serving_app("bench.nearest_apps:directory_of_a_county"))
    headers, asked = {HEADER: token()}, reads(county(COUNTY_POINTS))
    refuse_other_answers(url, headers, asked)
    variants = [Variant(RAW, f"{raw_url}/", [raw])]
    for number, (name, paths) in enumerate(asked.items()):
        script = folder / f"{number}.lua"
        script.write_text(LUA.format(paths=",".join(f'"{path}"' for path in paths)))
        variants.append(Variant(name, f"{url}/", [service], headers, script))
    rows = measure(variants, base=RAW)
    dearest = max(rows, key=lambda row: row.total_us)
    times = dearest.total_us / rows[0].total_us
    return rows, [Bar(f"F9 the dearest, {dearest.name}, to raw ASGI", times, 15, at_most=True)]


if __name__ == "__main__":
    run("routes", measured)
