"""What one service hears, another tells: same name, and every field that is read is there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from common.bus import Event
from gateway.listeners import purge_for
from mentoring.processes.machines import ARCHIVED, MACHINES
from tests.contract.promises import EXAMPLES, ROOT, example_of, heard, part_of, told

TOLD, HEARD = told(), heard()
TEXTS = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
DRIVEN = {
    f"mentoring.{noun}.{step.happened}"
    for noun, machine in MACHINES.items()
    for step in machine.steps
    if step.by_hand
} | {f"mentoring.{noun}.{ARCHIVED}" for noun in MACHINES}
"""What tests/mentoring hear of every row of every process, and of every process that archives."""
FORBIDDEN = {"email", "phone", "text", "note", "reason_text", "person_id"}


def missing_fields(source: type[BaseModel], reads: type[BaseModel]) -> list[str]:
    """Fields that a listener reads and the teller does not tell in the same form."""
    return [
        name
        for name, field in reads.model_fields.items()
        if name not in source.model_fields
        or _plain(source.model_fields[name].annotation) != _plain(field.annotation)
    ]


def _plain(annotation: Any) -> str:
    """An annotation without its module names and bounds: what it is as JSON."""
    return re.sub(r"[a-z_]+\.|Annotated\[([^,\]]+),[^\]]*\]", r"\1", str(annotation))


@pytest.mark.parametrize(
    ("service", "kind"), HEARD, ids=lambda one: getattr(one, "event_name", one)
)
def test_what_is_heard_is_told(service: str, kind: type[Event]) -> None:
    source = TOLD[kind.full_name()]

    assert missing_fields(source, kind) == []


def test_a_field_that_nobody_tells_is_seen() -> None:
    class Told(Event):
        type = "directory.thing.happened"
        thing_id: int

    class Heard(Event):
        type = "directory.thing.happened"
        thing_id: str
        colour: str

    assert missing_fields(Told, Heard) == ["thing_id", "colour"]


def test_a_service_may_have_no_such_part_but_none_that_cannot_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "halfmade").mkdir()
    (tmp_path / "halfmade" / "events.py").write_text("import nothing_of_this_name\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert part_of("halfmade", "listeners") is None
    with pytest.raises(ModuleNotFoundError, match="nothing_of_this_name"):
        part_of("halfmade", "events")


@pytest.mark.parametrize("name", TOLD)
def test_every_event_says_what_happened(name: str) -> None:
    assert (TOLD[name].__doc__ or "").strip().endswith(".")


@pytest.mark.parametrize("name", TOLD)
def test_every_event_is_in_a_test(name: str) -> None:
    kind = TOLD[name]
    spoken = kind.__name__ in TEXTS or kind.event_name in TEXTS
    assert spoken or kind.event_name in DRIVEN, f"no test speaks of {name}"


@pytest.mark.parametrize("name", TOLD)
def test_no_event_carries_a_person_or_free_text(name: str) -> None:
    assert not FORBIDDEN & set(TOLD[name].model_fields)


@pytest.mark.parametrize("name", TOLD)
def test_the_example_of_every_event_is_kept_and_still_read(name: str) -> None:
    path = EXAMPLES / f"{name}.json"
    assert path.exists(), "python -m tests.contract.write_event_examples"

    kept = json.loads(path.read_text())

    assert TOLD[name].opened(kept).thing == kept["subject"]
    now = example_of(TOLD[name])
    assert kept["data"].keys() <= now["data"].keys(), "an event only grows"


def test_every_kept_example_is_of_an_event_that_is_told() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.json")} == set(TOLD)


@pytest.mark.parametrize(
    ("service", "kind"), HEARD, ids=lambda one: getattr(one, "event_name", one)
)
def test_every_listener_reads_the_kept_example(service: str, kind: type[Event]) -> None:
    kept = json.loads((EXAMPLES / f"{kind.full_name()}.json").read_text())

    assert kind.opened(kept).thing == kept["subject"]


@pytest.mark.parametrize("name", [name for name in TOLD if name.startswith("directory.")])
def test_every_event_of_the_directory_makes_some_cached_answer_old(name: str) -> None:
    kept = json.loads((EXAMPLES / f"{name}.json").read_text())

    assert purge_for(kept) is not None, "name its tags in gateway/listeners.py"
