"""Processes as tables: states, who moves a record from which to which, what is told (3.2)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from mentoring.events.processes import tells

ARCHIVED = "archived"
"""What is told of every process when one of its records was taken away (3.1)."""


@dataclass(frozen=True)
class Step:
    """One row of a table of domain.md 3.2: an action from some states to one of others."""

    action: str
    sources: frozenset[str]
    targets: tuple[str, ...]
    who: frozenset[str]
    """Roles, and relations to the record: `owner`, `system`."""
    happened: str
    guards: tuple[str, ...] = ()
    """The slugs of what refuses it, in the order they are tried."""
    by_hand: bool = True
    """Whether it has a path; else the system alone takes it."""


def step(
    action: str, sources: str, targets: str, who: str, happened: str, guards: str = ""
) -> Step:
    """A row, written as words; an action that the system alone may take has no path."""
    return Step(
        action,
        frozenset(sources.split()),
        tuple(targets.split()),
        frozenset(who.split()),
        happened,
        tuple(guards.split()),
        by_hand=who != "system",
    )


@dataclass(frozen=True)
class Machine:
    """One process. `creators` may make a record; `happened` is what its making is called."""

    id: str
    noun: str
    path: str
    states: tuple[str, ...]
    creators: frozenset[str]
    steps: tuple[Step, ...]
    resource: str
    """Its row in the table of permissions."""
    happened: str = "created"
    over: frozenset[str] = frozenset()
    """The states in which nothing is left to do, though some may be left again."""
    guards: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()

    @property
    def start(self) -> str:
        return self.starts[0] if self.starts else self.states[0]

    def actions(self) -> Iterable[str]:
        """Those that have a path, each once, in the order of the table."""
        return dict.fromkeys(one.action for one in self.steps if one.by_hand)

    def steps_of(self, action: str) -> Iterator[Step]:
        return (one for one in self.steps if one.action == action)

    def who_may(self, action: str) -> frozenset[str]:
        """Everyone who may take the action from some state."""
        return frozenset().union(*(one.who for one in self.steps_of(action)))

    def possible(self, action: str, state: str, whose: Collection[str]) -> list[Step]:
        """The rows of an action from a state that one of these roles and relations may take."""
        return [
            one
            for one in self.steps_of(action)
            if state in one.sources and not one.who.isdisjoint(whose)
        ]

    def allowed(self, state: str, whose: Collection[str]) -> list[str]:
        """The actions with a path that the state and these roles and relations permit."""
        return [one for one in self.actions() if self.possible(one, state, whose)]


MACHINES: dict[str, Machine] = {}
"""Every process that was made known, by noun."""


def machine(id_: str, noun: str, path: str, states: str, creators: str, **more: object) -> Machine:
    """Make a process known, and that its records may be archived.

    `resource` is the noun unless said.
    """
    told = {"resource": noun} | more
    made = Machine(
        id_,
        noun,
        path,
        tuple(states.split()),
        frozenset(creators.split()),
        **told,  # type: ignore[arg-type]
    )
    MACHINES[noun] = made
    tells(noun, ARCHIVED, "It was taken away before anything came of it.")
    return made
