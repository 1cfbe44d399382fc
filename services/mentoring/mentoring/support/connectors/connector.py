"""What every connector takes and gives: a letter out, a ticket, news of it."""

from collections.abc import Sequence
from datetime import date
from textwrap import shorten
from typing import NamedTuple, Protocol

from mentoring.support.items import ItemKind, MessageKind

PATIENCE = 8.0
"""Seconds that another system may take for one answer."""
CALLED = {
    ItemKind.FAULT: "Vika",
    ItemKind.PROBLEM: "Ongelma",
    ItemKind.NEED: "Tarve",
    ItemKind.USAGE_GUIDANCE: "Käytön opastus",
    ItemKind.ACCESSIBILITY_FEEDBACK: "Saavutettavuuspalaute",
}
BEGINS = {
    MessageKind.ANSWER: "Vastaus kysymykseen",
    MessageKind.REOPENED: "Avattu uudelleen",
}


class TargetAway(ConnectionError):  # noqa: N818  a reason to try again
    """The other system does not answer, or not as it should: to be tried again."""


class Letter(NamedTuple):
    """What goes out of an item to its target."""

    reference: str
    """Ours of the item and its route: the same at every try."""
    message_reference: str
    kind: MessageKind
    item_kind: ItemKind
    text: str
    channel: str
    due_on: date | None
    external_id: str | None

    @property
    def title(self) -> str:
        words = shorten(self.text, 60, placeholder=" …")
        return f"{CALLED[self.item_kind]}: {words} [{self.reference}]"

    @property
    def body(self) -> str:
        begins = BEGINS.get(self.kind)
        due = f"Vastattava viimeistään {self.due_on:%d.%m.%Y}." if self.due_on else ""
        parts = (f"{begins}:" if begins else "", self.text, due, f"Digisilta {self.reference}")
        return "\n\n".join(part for part in parts if part)


class Ticket(NamedTuple):
    """What an item is there: its number for people, its id for machines."""

    number: str
    id: str | None = None


class Remark(NamedTuple):
    """Something that was written to a ticket by those who work on it."""

    id: str
    text: str


class News(NamedTuple):
    """How a ticket stands: in our words, or "" when nothing is to be done about it."""

    ticket: Ticket
    state: str
    remarks: Sequence[Remark] = ()


class Connector(Protocol):
    async def deliver(self, letter: Letter) -> Ticket | None:
        """Bring a letter there; asked again for the same letter it does nothing twice if it can.

        Raises TimeoutError (it may have arrived), TargetAway and other OSError (it has not).
        """

    async def read(self, external_id: str) -> News | None:
        """How a ticket stands now; None where nothing can be read. Raises OSError."""
