"""Understands the words of gateway."""

from tests.local.fakes.fake_service import run

run("gateway")
