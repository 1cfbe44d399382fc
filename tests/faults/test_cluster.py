"""Three NATS servers, and the one that leads the stream is killed."""

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client
from nats.errors import Error
from nats.js.errors import NotFoundError

from common.bus import Bus, Urls, connected
from common.bus.streams import provision, stream_of
from common.clock import new_id
from digisilta_local.ports import free_port
from tests.common.bus.mill import HEARING, SackFilled, World, eventually, world_at
from tests.faults.town import Town, judge
from tests.servers import Nats, new_nats

pytestmark = pytest.mark.faults
STREAM = "DIGISILTA_MILL"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[dict[str, Nats]]:
    """Three servers on loopback that know each other, by name."""
    routes = [free_port() for _ in range(3)]
    servers: dict[str, Nats] = {}
    for number, route in enumerate(routes):
        home = tmp_path / f"n{number}"
        home.mkdir()
        server = new_nats(home)
        if servers:
            server.password = next(iter(servers.values())).password
            server.allow({})
        conf = json.loads(server.conf.read_text())
        others = [f"nats://127.0.0.1:{port}" for port in routes]
        conf["cluster"] = {"name": "c", "listen": f"127.0.0.1:{route}", "routes": others}
        server.conf.write_text(json.dumps(conf | {"server_name": f"n{number}"}))
        servers[f"n{number}"] = server
    for server in servers.values():
        server.spawn()
    yield servers
    for server in servers.values():
        server.kill()


async def laid(client: Client) -> bool:
    """Whether the stream stands on three servers: they elect a leader first."""
    try:
        await provision(client.jetstream(), [stream_of("mill", replicas=3, max_bytes=10**7)], {})
    except (NotFoundError, Error):
        return False
    return bool(await leader(client))


async def leader(client: Client) -> str:
    info = await client.jetstream().stream_info(STREAM)
    return (info.cluster.leader if info.cluster else "") or ""


async def heard(shop: World, number: int) -> bool:
    return bool(await shop.value("select count(distinct event_id) from effect") == number)


async def test_the_leader_of_a_stream_killed_is_a_gap_and_no_loss(
    town: Town, cluster: dict[str, Nats]
) -> None:
    first = cluster["n0"]
    client = await nats.connect(first.url, connect_timeout=10)
    await eventually(partial(laid, client), within=30)
    killed = cluster[await leader(client)]  # where both are connected: they must go elsewhere
    await client.close()
    async with (
        world_at(town.mill_url, town.nats.url) as mill,
        world_at(town.shop_url, town.nats.url) as shop,
        connected(Bus("mill"), Urls(killed.url, mill.url), mill.transactions),
        connected(Bus("shop"), Urls(killed.url, shop.url), shop.transactions, HEARING),
    ):
        for part in range(10):
            await mill.tell(*(SackFilled(sack_id=new_id()) for _ in range(20)))
            await asyncio.sleep(0.1)
            if part == 3:
                killed.kill()
        await eventually(partial(heard, shop, 200), within=40)
        verdict = await judge(mill, shop)

    assert (verdict.told, verdict.clean) == (200, True), verdict
