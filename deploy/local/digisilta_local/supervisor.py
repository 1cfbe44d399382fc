"""Keeps processes alive: in order, probed, begun again, and stopped in the opposite order."""

import asyncio
import signal
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from digisilta_local.output import Output, next_line
from digisilta_local.spawning import Gone, Running
from digisilta_local.trouble import Trouble

PROBE_EVERY = 0.02
FIRST_PAUSE, LONGEST_PAUSE, STEADY = 0.2, 5.0, 10.0
"""Seconds: the second restart waits, no restart waits longer, and after this all is forgiven."""
GRACE = 10.0
"""Seconds between asking a process to stop and killing it."""
ATTEMPTS = 5
"""Times that a process may end before it was ever ready."""
SAY_EVERY = 15.0
"""Seconds between two lines that say what is still waited for."""
REFUSED_SETTINGS = 78
LAST_WORDS = 20


@dataclass
class Process:
    """One of ours. It is started when all of `after` has happened."""

    name: str
    spawn: Callable[[], Awaitable[Running]]
    is_ready: Callable[[], Awaitable[bool]]
    after: Sequence[asyncio.Event] = ()
    gentle: signal.Signals = signal.SIGTERM
    state: str = "waiting"
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    running: Running | None = None
    last_words: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_WORDS))
    patience: float = 0.0
    """Seconds that it may end and end again before it was ever ready."""
    starts: int = 0
    first_start: float = 0.0
    was_ready: bool = False


@dataclass
class Pauses:
    """How long to wait before the next start: not at all, then longer and longer."""

    next: float = 0.0

    def after(self, lived: float) -> float:
        if lived >= STEADY:
            self.next = 0.0
        pause = self.next
        self.next = min(max(2 * pause, FIRST_PAUSE), LONGEST_PAUSE)
        return pause


class Supervisor:
    """Runs tiers of processes: the first tier is stopped last."""

    def __init__(self, tiers: Sequence[Sequence[Process]], output: Output) -> None:
        self.tiers, self.output = tiers, output
        self.asked_to_stop = asyncio.Event()
        self.trouble: Trouble | None = None
        self.changed: Callable[[], None] = lambda: None
        self.keepers: dict[str, asyncio.Task[None]] = {}

    @property
    def processes(self) -> list[Process]:
        return [process for tier in self.tiers for process in tier]

    async def run(self, steps: Callable[[], Awaitable[None]]) -> None:
        """Until Ctrl-C, or until something is hopeless. Raises Trouble."""
        for what in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(what, self.interrupt)
        try:
            async with asyncio.TaskGroup() as group:
                for process in self.processes:
                    self.keepers[process.name] = group.create_task(self.keep(process))
                stepping = group.create_task(self._carry_out(steps))
                await self.asked_to_stop.wait()
                stepping.cancel()
                await self._stop_all()
        finally:
            self._kill_all()
        if self.trouble:
            raise self.trouble

    def interrupt(self) -> None:
        """The first Ctrl-C stops, the second one kills."""
        if self.asked_to_stop.is_set():
            self._kill_all()
            return
        self.output.show("")
        self.output.say("stopping; Ctrl-C once more kills")
        self.asked_to_stop.set()

    def give_up(self, trouble: Trouble) -> None:
        self.trouble = self.trouble or trouble
        self.asked_to_stop.set()

    async def _carry_out(self, steps: Callable[[], Awaitable[None]]) -> None:
        try:
            await steps()
        except* Trouble as several:
            first: BaseException = several
            while isinstance(first, BaseExceptionGroup):
                first = first.exceptions[0]
            if isinstance(first, Trouble):
                self.give_up(first)

    async def keep(self, process: Process) -> None:
        """Start it, and start it again whenever it ends."""
        pauses, loop = Pauses(), asyncio.get_running_loop()
        while not self.asked_to_stop.is_set():
            for event in process.after:
                await event.wait()
            began = loop.time()
            code = await self._live(process)
            if self.asked_to_stop.is_set():
                return
            self._judge(process, code)
            await asyncio.sleep(pauses.after(loop.time() - began))

    def _judge(self, process: Process, code: int) -> None:
        last = "\n".join(f"  {line}" for line in process.last_words)
        if code == REFUSED_SETTINGS:
            self.give_up(Trouble(f"The settings of {process.name} are refused:\n{last}", code))
        elif self._is_hopeless(process):
            self.give_up(Trouble(f"{process.name} does not start. Its last lines:\n{last}"))
        else:
            how = f"signal {-code}" if code < 0 else f"code {code}"
            self.output.say(f"{process.name} ended ({how}) and is started again")

    def _is_hopeless(self, process: Process) -> bool:
        tried_for = asyncio.get_running_loop().time() - process.first_start
        often = process.starts >= ATTEMPTS and tried_for >= process.patience
        return often and not process.was_ready

    async def _live(self, process: Process) -> int:
        """One life of a process; answer its exit code."""
        self._note(process, "starting")
        process.starts += 1
        process.first_start = process.first_start or asyncio.get_running_loop().time()
        try:
            running = process.running = await process.spawn()
        except Gone:
            return 1
        self._note(process, "starting")
        async with asyncio.TaskGroup() as beside:
            printing = beside.create_task(self._print(process, running))
            probing = beside.create_task(self._probe(process))
            code = await asyncio.shield(running.ended)
            probing.cancel()
            await asyncio.wait([printing], timeout=0.5)
            printing.cancel()
        process.ready.clear()
        process.running = None
        self._note(process, "stopped")
        return code

    async def _probe(self, process: Process) -> None:
        loop = asyncio.get_running_loop()
        say_at = loop.time() + SAY_EVERY
        while not await process.is_ready():
            if loop.time() > say_at:
                self.output.say(f"{process.name} is not ready yet; `digisilta status` says why")
                say_at += SAY_EVERY
            await asyncio.sleep(PROBE_EVERY)
        process.was_ready = True
        process.ready.set()
        self._note(process, "ready")

    async def _print(self, process: Process, running: Running) -> None:
        while (line := await next_line(running.said)) is not None:
            process.last_words.append(line)
            self.output.line(process.name, line)

    def _note(self, process: Process, state: str) -> None:
        process.state = state
        self.changed()

    async def _stop_all(self) -> None:
        for tier in reversed(self.tiers):
            async with asyncio.TaskGroup() as together:
                for process in tier:
                    together.create_task(self._stop(process))

    async def _stop(self, process: Process) -> None:
        keeper, running = self.keepers[process.name], process.running
        if running is None:
            keeper.cancel()
            return
        running.send(process.gentle)
        await asyncio.wait([keeper], timeout=GRACE)
        running.send(signal.SIGKILL)

    def _kill_all(self) -> None:
        for process in self.processes:
            if process.running is not None:
                process.running.send(signal.SIGKILL)
