"""What every test may ask for."""

import os
from pathlib import Path

import pytest

pytest_plugins = ("tests.servers", "tests.services")
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real data beside the repository (DIGISILTA_SHARED, else ../shared)."""
    folder = Path(os.environ.get("DIGISILTA_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: set DIGISILTA_SHARED to the folder that holds data/")
    return folder
