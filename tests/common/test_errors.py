"""The closed list of refusals, and the sentences that common says (api.md section 6)."""

import pytest

from common.errors import LISTED, SENTENCES, Conflict, Refusal, Said, refusals, say
from common.problems import CODES


def test_every_slug_of_the_list_has_a_class_and_every_class_three_titles() -> None:
    slugs = {kind.slug for kind in refusals()}

    assert set(LISTED) <= slugs
    for kind in refusals():
        assert all(kind.title), kind
        assert 400 <= kind.status < 600, kind


@pytest.mark.parametrize(
    ("slug", "status"),
    [("unit-not-allowed", 403), ("group-size-too-small", 422), ("version-mismatch", 412)],
)
def test_the_name_of_a_class_is_its_slug(slug: str, status: int) -> None:
    (kind,) = [kind for kind in refusals() if kind.slug == slug]

    assert kind.__name__ == slug.title().replace("-", "")
    assert (kind.status, kind.title) == LISTED[slug]


def test_a_refusal_of_a_service_keeps_the_slug_that_it_does_not_change() -> None:
    class ParcelLost(Conflict):
        pass

    assert (ParcelLost.slug, ParcelLost.status) == ("conflict", 409)


def test_without_a_sentence_a_refusal_says_its_title() -> None:
    assert Refusal().detail.en == "The request is not valid."
    assert Refusal(Said("a", "b", "c")).detail == ("a", "b", "c")


def test_every_code_of_a_wrong_member_has_a_sentence() -> None:
    assert {code for _, code, _ in CODES} <= set(SENTENCES)
    for code, said in SENTENCES.items():
        assert all(said), code


@pytest.mark.parametrize("code", ["form_of_day", "form_of_if_match", "form_of_key", "media_types"])
def test_a_refusal_says_what_must_be_and_not_that_it_is(code: str) -> None:
    said = say(code, names="application/json")

    assert "on oltava" in said.fi
    assert " ska " in said.sv
    assert " must " in said.en


def test_a_sentence_takes_what_it_is_about_as_it_is() -> None:
    assert say("needs_scope", names="{x}").en == "This needs the scope {x}."
