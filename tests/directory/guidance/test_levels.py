"""What is understood, the level and the forms that fit it (G1, G2, G6)."""

from typing import Any

import pytest

from directory.guidance.facts import Facts, facts_read
from directory.guidance.levels import COLUMNS, FIT, form_points, settle_level
from tests.directory.guidance.fixture import (
    TUESDAY,
)
from tests.directory.guidance.single import about, channel, closed, points_for

THE_TABLE_OF_G6 = """
in_person     A A B B C A B C C
home_visit    A B C – – A B – –
remote_phone  B B A B B B A B C
remote_chat   C C A B B B A B B
remote_video  B B A C C B A C C
chatbot       – – C C A – C B A
training      – B C A C A B B C
online_course – – C A B C B A B
material      – C C A A C C A A
brochure      C B C B C C C C C
"""


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ({"together": "yes"}, "needs_assistance"),
        ({"target_group": "on_behalf", "practise": "yes"}, "needs_assistance"),
        ({"can_identify": "no"}, "needs_assistance"),
        ({"can_identify": "no", "need": "device_use"}, "in_person_client"),
        ({"practise": "yes", "can_go": "no"}, "self_practiser"),
        ({"can_go": "no"}, "remote_user"),
        ({"can_call_or_chat": "yes"}, "remote_user"),
        ({"can_call_or_chat": "yes", "can_go": "yes"}, "in_person_client"),
        ({"has_device": "yes", "can_identify": "yes", "together": "no"}, "independent"),
        ({"has_device": "yes", "can_identify": "unsure", "together": "no"}, "in_person_client"),
        ({"level": "independent", "together": "yes"}, "independent"),
        ({"level": "resident/remote_user"}, "remote_user"),
        ({"audience": "professional", "together": "yes"}, "in_person_learner"),
        ({"audience": "professional", "practise": "yes"}, "self_practiser"),
        ({"audience": "professional", "can_call_or_chat": "yes"}, "remote_user"),
        ({"audience": "professional", "has_device": "yes", "together": "no"}, "independent"),
        ({"audience": "professional"}, "in_person_learner"),
    ],
)
def test_G2_the_first_row_that_holds_is_the_level(told: dict[str, Any], level: str) -> None:
    assert settle_level(Facts(at=TUESDAY, **told)).level == level


def test_G6_forms_fit_levels_as_the_table_says() -> None:
    rows = [line.split() for line in THE_TABLE_OF_G6.strip().splitlines()]
    worth = {"A": 25, "B": 15, "C": 5, "–": 0}

    for number, (audience, level) in enumerate(COLUMNS):
        expected = {form: worth[fits[number]] for form, *fits in rows}
        assert form_points(audience, level, every_form=False) == expected
    assert len(rows) == len(FIT)


def test_G1_what_was_told_is_never_changed_by_the_dictionary() -> None:
    facts = Facts(at=TUESDAY, need="device_use", can_identify="unsure")

    read = facts_read(
        facts,
        [("need", "finding_service"), ("service", "assisted_authorisation"), ("kind", "mobile")],
        "781",
    )

    assert (read.need, read.can_identify, read.municipality) == ("device_use", "no", "781")


@pytest.mark.parametrize(
    ("concepts", "field", "value"),
    [
        ([("service", "device_network")], "need", "device_network"),
        ([("service", "transacting_together")], "together", "yes"),
        ([("service", "sensitive_space")], "private_space", True),
        ([("service", "kela_point")], "topic", "kela"),
        ([("topic", "omakanta"), ("topic", "kela")], "topic", "omakanta"),
        ([("form", "remote_chat")], "can_call_or_chat", "yes"),
        ([("form", "training")], "practise", "yes"),
        ([("form", "remote_chat")], "form", "remote_chat"),
        ([("form", "remote_phone"), ("form", "remote_chat")], "form", "remote_phone"),
        ([("form", "remote_video")], "form", "remote_video"),
        ([("need", "device_use"), ("form", "remote_phone")], "form", None),
        ([("target_group", "older")], "target_group", "older"),
        ([("form", "remote_phone")], "can_call_or_chat", "yes"),
        ([("need", "device_use"), ("form", "remote_phone")], "can_call_or_chat", None),
    ],
)
def test_G1_the_dictionary_fills_what_was_not_told(
    concepts: list[tuple[str, str]], field: str, value: object
) -> None:
    read = facts_read(Facts(at=TUESDAY), concepts)

    assert getattr(read, field) == value


def test_G1_what_was_taken_is_said_back_and_the_unsure_is_not() -> None:
    answer = about(
        channel(),
        near=(60.98312, 25.66049),
        together="unsure",
        can_identify="no",
        accessibility=frozenset({"wheelchair", "hearing_loop"}),
        within_days=0,
    )

    assert answer.understood == {
        "audience": "resident",
        "can_identify": "no",
        "accessibility": ["hearing_loop", "wheelchair"],
        "within_days": 0,
        "near": [60.983, 25.66],
        "level": "needs_assistance",
    }


@pytest.mark.parametrize("form", ["remote_phone", "remote_chat", "remote_video"])
@pytest.mark.parametrize("told", [{"can_go": "no"}, {"can_go": "no", "need": "using_service"}, {}])
def test_G6_a_call_or_a_chat_never_suits_who_can_do_neither(form: str, told: Any) -> None:
    line = channel(form=form, is_default=True)

    usual, without = about(line, **told), about(line, **told, can_call_or_chat="no")

    assert without.level == usual.level
    assert points_for(without)["form_possible"] == 5
    assert "form_fits" not in points_for(without)


def test_G6_what_is_no_call_keeps_its_points_for_who_cannot_call() -> None:
    bot = channel(form="chatbot")

    told = {"has_device": "yes", "can_identify": "yes", "together": "no"}

    assert points_for(about(bot, **told, can_call_or_chat="no"))["form_fits"] == 25


def test_G16_the_line_of_last_resort_is_possible_for_who_cannot_call() -> None:
    line = channel(is_default=True, times=closed())

    answer = about(line, can_go="no", can_call_or_chat="no")

    assert answer.relaxed[-1] == "default_channels"
    assert points_for(answer)["form_possible"] == 5
