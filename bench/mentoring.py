"""The mentor's list with coverage, and a transition, each beside bare SQL on the same PostgreSQL.

300 units with an engagement each and five years of contacts and steps. `GET /engagements?limit=50`
and `GET /coverage/result-areas` are asked one after the other by a lead; beside them the rows alone
by asyncpg: no bar is named for them. A transition is POST …/pause and …/resume in turn; beside it
pgbench's two inserts.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import UUID

import asyncpg
from alembic import command
from httpx import AsyncClient

from bench.measuring import kept, until_held
from bench.writes import SCRIPTS, TABLES, pgbench
from common.cli import alembic_config
from common.clock import new_id
from common.db import connected
from tests.mentoring.county import caller, small_county
from tests.servers import make_database, new_postgres
from tests.services import client_for

UNITS, WEEKS, STEPS, TIMES, CONNECTIONS, SECONDS = 300, 260, 20, 200, 16, 3.0
FILL = """
insert into org_unit (id, code, kind, opened_on, created_by, created_at, updated_by, updated_at,
    version)
  select id, 'bench-' || n, 'result_area', '2020-01-01', 'bench', now(), 'bench', now(), 1
  from unnest($1::uuid[]) with ordinality as one(id, n);
"""
VERSIONS = """
insert into org_unit_version (id, org_unit_id, parent_id, name, valid, created_by, created_at,
    updated_by, updated_at, version)
  select gen_random_uuid(), id, $2, jsonb_build_object('fi', 'Alue ' || n, 'sv', null, 'en', null),
    daterange('2020-01-01', null), 'bench', now(), 'bench', now(), 1
  from unnest($1::uuid[]) with ordinality as one(id, n);
"""
ENGAGEMENTS = """
insert into engagement (id, state, org_unit_id, team, opened_on, had_dialogue, created_by,
    created_at, updated_by, updated_at, version)
  select one.engagement, 'in_dialogue', one.unit, 'mentors', '2020-01-01', true, 'bench', now(),
    'bench', now(), 1 from unnest($1::uuid[], $2::uuid[]) as one(unit, engagement);
"""
ENTRIES = """
insert into dialogue_entry (id, engagement_id, org_unit_id, kind, channel, purpose, audience,
    participants, two_way, held_on, staff_ids, shared_with_unit, created_by, created_at,
    updated_by, updated_at, version)
  select gen_random_uuid(), one.engagement, one.unit, 'meeting', 'teams', 'awareness', 'both',
    '{leadership}', true, current_date - 7 * week, '{}', false, 'bench',
    now() - week * interval '7 days', 'bench', now(), 1
  from unnest($1::uuid[], $2::uuid[]) as one(unit, engagement), generate_series(1, $3::int) week;
"""
TRANSITIONS = """
insert into transition (noun, record_id, action, from_state, to_state, by, at, org_unit_id)
  select 'engagement', one.engagement, 'pause', 'in_dialogue', 'in_dialogue', 'bench',
    now() - (n * interval '90 days'), one.unit
  from unnest($1::uuid[], $2::uuid[]) as one(unit, engagement), generate_series($3::int, 1, -1) n;
"""
BARE_LIST = "select * from engagement order by id desc limit 51"
BARE_COVERAGE = """
select u.id, v.name, e.state, c.last from org_unit u
  join org_unit_version v on v.org_unit_id = u.id and v.valid @> current_date
  left join engagement e on e.org_unit_id = u.id
  left join (select engagement_id, max(held_on) as last from dialogue_entry
    where held_on >= date_trunc('quarter', current_date) group by 1) c on c.engagement_id = e.id
  where u.kind = 'result_area'
"""
Ask = Callable[[], Awaitable[object]]


async def filled(url: str) -> list[UUID]:
    """The ids of the engagements."""
    async with connected(url) as transactions, transactions() as session:
        county = await small_county(session)
    units, engagements = ([new_id() for _ in range(UNITS)] for _ in "ue")
    sql = await asyncpg.connect(plain(url), ssl=False)
    await sql.execute(FILL, units)
    await sql.execute(VERSIONS, units, county.units["division"])
    await sql.execute(ENGAGEMENTS, units, engagements)
    await sql.execute(ENTRIES, units, engagements, WEEKS)
    await sql.execute(TRANSITIONS, units, engagements, STEPS)
    await sql.execute("analyze")
    for statement in TABLES.split(";")[:2]:
        await sql.execute(statement)
    await sql.close()
    return engagements


def plain(url: str) -> str:
    return url.replace("+asyncpg", "").partition("?")[0]


async def p95(ask: Ask) -> float:
    """Milliseconds within which 95 of 100 are answered."""
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        await ask()
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.quantiles(taken, n=20)[-1]


async def transitions(client: AsyncClient, engagements: Sequence[UUID]) -> float:
    """Acknowledged transitions a second, over many records: one would be a queue."""
    until, done = time.perf_counter() + SECONDS, 0
    headers = {**caller("lu"), "If-Match": "*"}
    pause = {"reason": "Mittaus.", "resume_on": "2030-01-01"}

    async def one(number: int) -> None:
        nonlocal done
        path, paused = f"/engagements/{engagements[number]}", False
        while paused or time.perf_counter() < until:
            action = "resume" if paused else "pause"
            answer = await client.post(
                f"{path}/{action}", headers=headers, json={} if paused else pause
            )
            assert answer.status_code == 200, answer.text
            paused, done = not paused, done + 1

    async with asyncio.TaskGroup() as group:
        for number in range(CONNECTIONS):
            group.create_task(one(number))
    return done / SECONDS


async def measured(url: str, engagements: Sequence[UUID]) -> bool:
    lead = caller("lu")

    async def asked(client: AsyncClient, path: str) -> None:
        answer = await client.get(path, headers=lead)
        assert answer.status_code == 200, answer.text

    sql = await asyncpg.connect(plain(url), ssl=False)
    async with client_for("mentoring", url) as client:
        found = {
            "list of 50 engagements": await p95(lambda: asked(client, "/engagements?limit=50")),
            "its rows alone, by asyncpg": await p95(lambda: sql.fetch(BARE_LIST)),
            "coverage of 300 units": await p95(lambda: asked(client, "/coverage/result-areas")),
            "the same join, by asyncpg": await p95(lambda: sql.fetch(BARE_COVERAGE)),
        }
        rate = await transitions(client, engagements)
    await sql.close()
    name, script = next(iter(SCRIPTS.items()))
    base = await asyncio.to_thread(pgbench, plain(url), script)
    lines = ["| read | p95 ms |", "|---|---:|"]
    lines += [f"| {what} | {ms:.2f} |" for what, ms in found.items()]
    lines += ["", f"| {CONNECTIONS} connections | tx/s | to pgbench |", "|---|---:|---:|"]
    lines += [f"| {name} | {base:.0f} | 1.00 |"]
    lines += [f"| a transition: rights, rule, three rows, event | {rate:.0f} | {rate / base:.2f} |"]
    return kept("mentoring", lines, [], {"p95": found, "rates": {"ours": rate, name: base}})


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = new_postgres(home)
        server.start()
        try:
            url = asyncio.run(make_database(server.url(), "bench"))
            command.upgrade(alembic_config("mentoring", url), "head")
            with asyncio.Runner() as runner:
                engagements = runner.run(filled(url))
                return until_held(lambda: runner.run(measured(url, engagements)))
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
