"""Understands the words of metrics."""

from tests.local.fakes.fake_service import run

run("metrics")
