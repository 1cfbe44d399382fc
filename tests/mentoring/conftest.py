"""These tests are about mentoring."""

import pytest


@pytest.fixture
def service() -> str:
    return "mentoring"
