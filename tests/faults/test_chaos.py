"""Half a minute of kills, freezes and set-backs: nothing lost, nothing doubled, copies right."""

import os
from pathlib import Path

import pytest

from tests.faults.chaos import chaos

SECONDS = float(os.environ.get("DIGISILTA_CHAOS_SECONDS", "30"))
SEED = int(os.environ.get("DIGISILTA_CHAOS_SEED", "20261122"))


@pytest.mark.faults
def test_nothing_is_lost_or_doubled_whatever_is_killed(tmp_path: Path) -> None:
    verdict, faults = chaos(tmp_path, SECONDS, SEED)

    print(f"{faults.total()} faults {dict(faults)}: {verdict}")
    assert verdict.clean, f"seed {SEED}: {verdict}\n{(tmp_path / 'actors.log').read_text()[-3000:]}"
    assert verdict.told > 5 * SECONDS
    assert faults.total() > SECONDS / 4
