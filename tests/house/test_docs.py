"""What the documents say of words and commands is there, and holds."""

import re
import subprocess

import pytest

from gateway.rights import OF_THE_TEAM, ROLES
from mentoring.people.org_rows import COLUMNS
from tests.house.rules import ROOT

MENTORING = (ROOT / "docs/mentoring.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def test_every_role_of_a_key_is_explained() -> None:
    assert [role for role in ROLES if f"`{role}`" not in MENTORING] == []


@pytest.mark.parametrize(("role", "membership"), [(k, v[0]) for k, v in OF_THE_TEAM.items()])
def test_the_membership_that_a_role_needs_stands_beside_it(role: str, membership: str) -> None:
    assert f"| `{role}` | `{membership}` |" in MENTORING


def test_every_column_of_a_file_of_the_organisation_is_explained() -> None:
    assert [column for column in COLUMNS if f"`{column}`" not in MENTORING] == []


def test_a_command_of_a_service_is_written_as_it_is_typed() -> None:
    bare = re.findall(r"`(?:directory|mentoring|metrics|gateway) [a-z][^`]*`", MENTORING)

    assert bare == []


@pytest.mark.parametrize(
    ("sent", "said", "code"),
    [('{"items": [{"id": "7"}, {"id": "8"}]}', "7\n", 0), ('{"items": []}', "", 1)],
)
def test_the_first_of_a_list_is_taken_and_an_empty_one_is_told(
    sent: str, said: str, code: int
) -> None:
    (first,) = re.findall(r"^first\(\) \{.*\}$", README, re.MULTILINE)

    done = subprocess.run(
        ["bash", "-c", f"{first}\nfirst"], input=sent, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.returncode) == (said, code)
    assert "Traceback" not in done.stderr
