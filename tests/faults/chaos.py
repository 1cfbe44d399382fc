"""The random test: kill, freeze and set back for a while, then count. `--seconds 600 --seed 7`."""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.faults.town import Town, Verdict, build, frozen, kill, servers


@dataclass
class Chaos:
    """One run: what runs, what was broken."""

    town: Town
    chance: random.Random
    running: dict[str, psutil.Process] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    deck: list[str] = field(default_factory=list)

    def start(self, who: str) -> None:
        kind = who.rstrip("12")
        seed = self.chance.randrange(1 << 30)
        starts: dict[str, Callable[[], psutil.Process]] = {
            "relay": self.town.relay,
            "listener": self.town.listener,
            "teller": lambda: self.town.teller(seed),
        }
        self.running[who] = starts[kind]()

    def break_something(self) -> None:
        breaks: dict[str, tuple[int, Callable[[], None]]] = {
            "kill nats": (3, self.kill_nats),
            "kill postmaster": (1, self.kill_postmaster),
            "kill all of postgres": (1, self.kill_all_of_postgres),
            "kill an actor": (5, self.kill_an_actor),
            "freeze nats": (1, self.freeze_nats),
            "set nats back": (3, self.set_back),
        }
        if not self.deck:  # each kind comes in its turn, in an order of chance
            self.deck = [name for name, (often, _) in breaks.items() for _ in range(often)]
            self.chance.shuffle(self.deck)
        name = self.deck.pop()
        breaks[name][1]()
        self.faults[name] += 1

    def rest(self, longest: float) -> None:
        time.sleep(self.chance.choice([0, self.chance.random() * longest]))

    def kill_nats(self) -> None:
        self.town.nats.kill()
        self.rest(1.5)
        self.town.nats.start()

    def set_back(self) -> None:
        self.town.set_back()
        self.rest(1.5)
        self.town.nats.start()

    def freeze_nats(self) -> None:
        assert self.town.nats.process is not None
        frozen(psutil.Process(self.town.nats.process.pid), 0.5 + 4 * self.chance.random())

    def kill_postmaster(self) -> None:
        self.town.postgres.kill()
        self.rest(1)
        self.town.postgres.start()

    def kill_all_of_postgres(self) -> None:
        self.town.postgres.kill_all()
        self.rest(1)
        self.town.postgres.start()

    def kill_an_actor(self) -> None:
        who = self.chance.choice(sorted(self.running))
        kill(self.running.pop(who))
        self.rest(1)
        self.start(who)

    def go_on_for(self, seconds: float) -> None:
        """Break something every now and then; keep a snapshot of the store in between."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            time.sleep(self.chance.uniform(0.3, 1.5))
            if self.chance.random() < 0.4:
                self.town.snapshot()
                time.sleep(self.chance.uniform(0.2, 0.8))
            self.break_something()


def chaos(home: Path, seconds: float, seed: int) -> tuple[Verdict, Counter[str]]:
    """Two relays, two listeners, four tellers, and what can happen to them."""
    with servers(home, "recovery_init_sync_method=syncfs") as (postgres, nats, actors):
        town = asyncio.run(build(home, postgres, nats, actors, "chaos"))
        run = Chaos(town, random.Random(seed))
        for who in ("relay1", "relay2", "listener1", "listener2", "teller"):
            run.start(who)
        run.go_on_for(seconds)
        kill(run.running.pop("teller"))
        verdict = asyncio.run(town.quiet())
        return verdict, run.faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="digisilta-chaos-") as home:
        verdict, faults = chaos(Path(home), args.seconds, args.seed)
        print(f"seed {args.seed}: {faults.total()} faults {dict(faults)}\n{verdict}")
        if not verdict.clean:
            print((Path(home) / "actors.log").read_text()[-5000:])
    return 0 if verdict.clean else 1


if __name__ == "__main__":
    sys.exit(main())
