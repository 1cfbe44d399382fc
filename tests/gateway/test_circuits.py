"""When a failing service is left alone (api.md section 24)."""

import pytest

from gateway.circuits import Circuit, State, is_failure


def opened(at: float = 100.0) -> Circuit:
    circuit = Circuit()
    for _ in range(5):
        circuit.failed(at)
    return circuit


def test_five_failures_in_ten_seconds_open_it() -> None:
    circuit = Circuit()
    for second in range(4):
        circuit.failed(100.0 + second)
    assert circuit.may_ask(104.0)

    circuit.failed(104.0)

    assert circuit.state is State.OPEN
    assert not circuit.may_ask(105.0)
    assert circuit.seconds_left(105.0) == 4


def test_failures_far_apart_do_not_open_it() -> None:
    circuit = Circuit()
    for second in range(0, 60, 4):
        circuit.failed(100.0 + second)

    assert circuit.state is State.CLOSED


def test_after_five_seconds_one_trial_at_a_time_is_made() -> None:
    circuit = opened()

    assert circuit.may_ask(105.0)
    assert not circuit.may_ask(105.1)
    circuit.succeeded()
    assert circuit.may_ask(105.2)
    circuit.succeeded()

    assert circuit.state is State.CLOSED


def test_a_failed_trial_opens_it_again() -> None:
    circuit = opened()
    assert circuit.may_ask(105.0)

    circuit.failed(105.5)

    assert not circuit.may_ask(110.0)
    assert circuit.may_ask(110.5)


def test_requests_that_were_under_way_do_not_keep_it_open() -> None:
    circuit = opened()
    circuit.failed(104.9)

    assert circuit.may_ask(105.0)


def test_a_trial_that_never_ends_does_not_block_for_ever() -> None:
    circuit = opened()
    assert circuit.may_ask(105.0)

    assert circuit.may_ask(115.0)


@pytest.mark.parametrize(
    ("status", "patient", "problem", "failed"),
    [
        (500, False, False, True),
        (500, False, True, False),
        (502, False, True, True),
        (503, False, True, True),
        (503, True, True, False),
        (504, True, True, True),
        (404, False, False, False),
    ],
)
def test_what_a_service_says_of_itself_is_no_failure_of_it(
    status: int, patient: bool, problem: bool, failed: bool
) -> None:
    assert is_failure(status, with_retry_after=patient, is_problem=problem) is failed


def test_a_trial_without_an_outcome_makes_way_for_another() -> None:
    circuit = opened()
    assert circuit.may_ask(105.0)

    circuit.trial_ended(104.0)  # of another request
    assert not circuit.may_ask(105.1)
    circuit.trial_ended(105.0)

    assert circuit.may_ask(105.2)
