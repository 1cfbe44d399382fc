"""The nearest twenty that are open now, with a service, within 20 km, of 10,000 points (F3)."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path
from urllib.request import Request, urlopen

import numpy as np

from bench.generated import NOON, catalogue, spots
from bench.measuring import Bar, Row, Variant, measure, run, serving_app
from bench.nearest_apps import POINTS, make_keys, token
from common.identity import HEADER
from directory.great_circle import EARTH_M, metres_between
from directory.hours.opening_hours import state_at
from directory.model.asked import Asked
from directory.model.catalogue import Catalogue
from directory.model.finding import find
from directory.model.things import Place

RAW, RAW_LONG, HTTP = "raw ASGI 2 KB", "raw ASGI 26 KB", "nearest over HTTP"
NEAR = [(round(lat, 3), round(lon, 3)) for lat, lon in islice(spots(2), 1000)]
SERVICE, RADIUS_M, LIMIT, ROUNDS = "service_guidance", 20_000, 20, 3
SIZES = (720, POINTS, 100_000)
Query = tuple[float, float]
LUA = """local n, paths = 0, {{{paths}}}
request = function()
  n = n % #paths + 1
  return wrk.format("GET", paths[n])
end
"""


def path(near: Query) -> str:
    asked = f"near={near[0]},{near[1]}&radius_m={RADIUS_M}&service={SERVICE}"
    return f"/support-points?{asked}&open_at=now&limit={LIMIT}"


def by_model(model: Catalogue, near: Query) -> list[str]:
    """The computation of the service, without HTTP."""
    asked = Asked(
        at=NOON, near=near, radius_m=RADIUS_M, services=(SERVICE,), open_at=NOON, sort="distance"
    )
    return [str(one.place.id) for one in find(model, asked, LIMIT, None).found[:LIMIT]]


def by_brute_force(open_ones: Sequence[Place], near: Query) -> list[str]:
    """The truth: every open place measured in float64."""
    away = [(metres_between(near, (p.lat or 0, p.lon or 0)), str(p.id)) for p in open_ones]
    return [id_ for metres, id_ in sorted(away) if metres <= RADIUS_M][:LIMIT]


def open_places(model: Catalogue) -> list[Place]:
    return [
        place
        for place in model.places.values()
        if (one := place.service(SERVICE)) and state_at(place.hours_of(one), NOON) in one.states
    ]


class Haversine:
    """numpy over all open places in float64, with a sort: what one would write first."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.ids = [str(place.id) for place in places]
        self.lats = np.radians([place.lat or 0 for place in places])
        self.lons = np.radians([place.lon or 0 for place in places])

    def nearest(self, near: Query) -> list[str]:
        lat, lon = np.radians(near)
        half = np.sin((self.lats - lat) / 2) ** 2
        half += np.cos(lat) * np.cos(self.lats) * np.sin((self.lons - lon) / 2) ** 2
        metres = 2 * EARTH_M * np.arcsin(np.sqrt(half))
        order = np.argsort(metres)[:LIMIT]
        return [self.ids[row] for row in order.tolist() if metres[row] <= RADIUS_M]


def inside(name: str, work: Callable[[Query], object]) -> Row:
    """CPU microseconds of one query in this process: the median of some rounds."""
    for near in NEAR[:100]:
        work(near)
    each = []
    for _ in range(5):
        begun = time.process_time()
        for near in NEAR:
            work(near)
        each.append(1e6 * (time.process_time() - begun) / len(NEAR))
    middle = statistics.median(each)
    return Row(name, middle, middle, 0, min(each), max(each), 0, 0, 0, 0, 0)


def computations() -> list[Row]:
    rows = []
    for count in SIZES:
        model = catalogue(count)
        open_ones = open_places(model)
        for near in NEAR[:20]:
            assert by_model(model, near) == by_brute_force(open_ones, near)
        haversine = Haversine(open_ones)
        rows.append(inside(f"in process, {count:,} points", partial(by_model, model)))
        rows.append(inside(f"numpy haversine, {count:,} points", haversine.nearest))
    return rows


def refuse_wrong_answers(url: str) -> None:
    """Every answer is compared with the truth before it is timed."""
    open_ones = open_places(catalogue(POINTS))
    for near in NEAR[:200]:
        request = Request(url + path(near), headers={HEADER: token()})
        with urlopen(request) as answer:
            found = [item["id"] for item in json.load(answer)["items"]]
        assert found == by_brute_force(open_ones, near), near


def measured(stack: ExitStack) -> tuple[list[Row], list[Bar]]:
    make_keys()
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    script = Path(folder) / "paths.lua"
    script.write_text(LUA.format(paths=",".join(f'"{path(near)}"' for near in NEAR)))
    apps = "bench.nearest_apps"
    raw, raw_url = stack.enter_context(serving_app(f"{apps}:raw_2_kb"))
    long, long_url = stack.enter_context(serving_app(f"{apps}:raw_as_long"))
    service, url = stack.enter_context(serving_app(f"{apps}:directory"))
    refuse_wrong_answers(url)
    rows = measure(
        [
            Variant(RAW, f"{raw_url}/", [raw]),
            Variant(RAW_LONG, f"{long_url}/", [long]),
            Variant(HTTP, f"{url}/", [service], {HEADER: token()}, script),
        ],
        rounds=ROUNDS,
        seconds=2,
        base=RAW,
    )
    total = {row.name: row.total_us for row in rows}
    more = computations()
    for row in more:
        row.ratio = total[RAW] / row.total_us
    return rows + more, [
        Bar("F3 nearest over HTTP to raw ASGI", total[HTTP] / total[RAW], 10, at_most=True)
    ]


if __name__ == "__main__":
    run("nearest", measured)
