"""The directory, for files that come in."""

import pytest


@pytest.fixture
def service() -> str:
    return "directory"
