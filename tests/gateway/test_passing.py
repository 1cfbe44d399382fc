"""What goes on and what comes back: allow-lists, both ways."""

import pytest

from common.errors import Refusal, ServiceUnavailable
from gateway.http import Answered
from gateway.passing import (
    for_everybody,
    given_back,
    passed_on,
    public,
    tags_of,
    varies_only_by_representation,
)


def test_only_listed_headers_go_on() -> None:
    sent = passed_on(
        {b"accept": b"application/json", b"cookie": b"a=b", b"x-caller": b"forged",
         b"x-internal-role": b"admin", b"x-user-id": b"1", b"forwarded": b"for=1",
         b"x-forwarded-for": b"1", b"host": b"x", b"connection": b"x-caller"},
        "token", "request-1",
    )  # fmt: skip

    assert sent == {
        "accept": "application/json", "x-caller": "token", "x-request-id": "request-1",
    }  # fmt: skip


@pytest.mark.parametrize("value", [b"a\x01b", b"a\x7f", b"\xe4", b"a\r\nx-caller: forged"])
def test_a_value_that_cannot_be_written_again_is_refused(value: bytes) -> None:
    with pytest.raises(Refusal):
        passed_on({b"if-match": value}, "token", "request-1")


def test_a_public_question_carries_nothing_of_one_caller() -> None:
    kept = for_everybody({b"if-none-match": b'"a"', b"accept": b"*/*"}, "application/json")

    assert kept == {b"accept": b"application/json"}


def test_only_listed_headers_come_back_and_addresses_are_public() -> None:
    reply = given_back(
        Answered(
            201,
            {
                "location": "/support-points/1",
                "link": '</support-points?cursor=a>; rel="next", <https://x/>; rel="about"',
                "server": "uvicorn",
                "set-cookie": "a=b",
                "cache-tags": "point:1",
                "content-type": "application/json",
            },
            b"{}",
        )
    )

    assert dict(reply.headers) == {
        b"content-type": b"application/json",
        b"location": b"/v1/support-points/1",
        b"link": b'</v1/support-points?cursor=a>; rel="next", <https://x/>; rel="about"',
    }
    assert public("location", "https://elsewhere/") == "https://elsewhere/"


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_of_a_service_is_a_bug(status: int) -> None:
    with pytest.raises(ServiceUnavailable) as refused:
        given_back(Answered(status, {"location": "/x"}, b""))

    assert refused.value.headers["Retry-After"] == "5"


def test_an_error_that_is_no_problem_is_not_shown() -> None:
    with pytest.raises(ServiceUnavailable) as refused:
        given_back(Answered(500, {"content-type": "text/plain"}, b"Traceback"))

    assert refused.value.headers["Retry-After"] == "5"


def test_tags_are_read() -> None:
    tags = tags_of(Answered(200, {"cache-tags": "point:1, list:support-points,"}, b""))

    assert tags == {"point:1", "list:support-points"}


def test_what_varies_by_more_than_representation_is_not_for_all() -> None:
    assert varies_only_by_representation(["Accept, accept-encoding", ""])
    assert not varies_only_by_representation(["Accept-Language"])
    assert not varies_only_by_representation(["*"])
