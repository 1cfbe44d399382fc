"""When to stop asking a service that fails, and when to try again (api.md section 24)."""

from collections import deque
from enum import IntEnum

FAILURES, WITHIN, PAUSE, SUCCESSES = 5, 10.0, 5.0, 2
"""Five failures in ten seconds open it; after five seconds one trial at a time; two close it."""


class State(IntEnum):
    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


class Circuit:
    """Moments are seconds of one monotonic clock, given by the caller."""

    def __init__(self) -> None:
        self.state = State.CLOSED
        self.failures: deque[float] = deque(maxlen=FAILURES)
        self.opened_at = self.tried_at = float("-inf")
        self.successes = 0

    def may_ask(self, at: float) -> bool:
        """Whether to ask now. A yes while half open is the one trial: say how it went."""
        if self.state is State.CLOSED:
            return True
        if self.state is State.OPEN and at - self.opened_at >= PAUSE:
            self.state, self.successes, self.tried_at = State.HALF_OPEN, 0, float("-inf")
        if self.state is State.OPEN or at - self.tried_at < WITHIN:
            return False
        self.tried_at = at
        return True

    def trial_ended(self, began_at: float) -> None:
        """If this was the trial, another may begin: it may have ended without an outcome."""
        if self.tried_at == began_at:
            self.tried_at = float("-inf")

    def succeeded(self) -> None:
        if self.state is not State.HALF_OPEN:
            return
        self.successes, self.tried_at = self.successes + 1, float("-inf")
        if self.successes >= SUCCESSES:
            self.state = State.CLOSED
            self.failures.clear()

    def failed(self, at: float) -> None:
        self.failures.append(at)
        often = len(self.failures) == FAILURES and at - self.failures[0] <= WITHIN
        if self.state is State.HALF_OPEN or (self.state is State.CLOSED and often):
            self.state, self.opened_at = State.OPEN, at

    def seconds_left(self, at: float) -> int:
        """After which a caller may try again."""
        return max(1, round(self.opened_at + PAUSE - at))


def is_failure(status: int, *, with_retry_after: bool, is_problem: bool) -> bool:
    """A 4xx is the caller's; 503 with Retry-After is a service that knows what it does. So is 500
    as a problem: a bug of one operation, which must not take away all others (decision 0011).
    """
    if status in (502, 503, 504):
        return not (status == 503 and with_retry_after)
    return status >= 500 and not is_problem
