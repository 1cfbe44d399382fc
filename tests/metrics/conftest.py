"""These tests are about metrics."""

import pytest


@pytest.fixture
def service() -> str:
    return "metrics"
