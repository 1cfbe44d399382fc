"""Understands the words of directory."""

from tests.local.fakes.fake_service import run

run("directory")
