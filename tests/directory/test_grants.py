"""What belongs to the whole county is written with the right to the whole county (rule D7)."""

import pytest

from common.errors import MunicipalityNotAllowed, RoleRequired
from common.identity import Caller
from directory.points.rights import refuse_unless_granted

LAHTI = Caller(subject="key:lahti", kind="staff", municipalities=frozenset({"398"}))
COUNTY = Caller(subject="key:county", kind="staff", municipalities=frozenset({"*"}))
PARTNER = Caller(subject="key:partner", kind="partner", municipalities=frozenset({"398"}))


def test_D7_a_grant_of_one_municipality_is_for_that_one() -> None:
    refuse_unless_granted(LAHTI, ["398"])
    refuse_unless_granted(COUNTY, ["398", "781", None])

    with pytest.raises(MunicipalityNotAllowed) as refused:
        refuse_unless_granted(LAHTI, ["398", "781"])
    assert refused.value.members == {"allowed_municipalities": ["398"]}


def test_D7_what_has_no_municipality_needs_them_all() -> None:
    with pytest.raises(MunicipalityNotAllowed):
        refuse_unless_granted(LAHTI, [None])


def test_partners_do_not_write_here() -> None:
    with pytest.raises(RoleRequired):
        refuse_unless_granted(PARTNER, ["398"])
