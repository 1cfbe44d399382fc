"""Understands the words of mentoring."""

from tests.local.fakes.fake_service import run

run("mentoring")
