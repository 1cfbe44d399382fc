"""Requests in one canonical form: strict, and without the place of whoever asks."""

from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import NotAcceptable, Refusal, RepeatedParameter, UnknownParameter
from gateway.asked import accepts_gzip, asked, chosen, rounded
from gateway.exposed import EXPOSED
from gateway.routes import Route, Routes
from tests.gateway.fake_service import document

ROUTES = Routes(EXPOSED, document())


def route(path: str = "/v1/support-points", method: str = "GET") -> Route:
    found = ROUTES.find(path)
    assert found is not None
    return found.methods[method]


def target(query: bytes, where: Route | None = None, **values: str) -> str:
    return asked(where or route(), values, query, None).target


def test_the_order_of_parameters_and_their_defaults_make_no_new_key() -> None:
    assert target(b"near=60.98,25.66&municipality=398&limit=50") == target(
        b"municipality=398&near=60.98,25.66"
    )


def test_the_parts_of_a_list_have_no_order() -> None:
    assert target(b"service=b,a,b") == target(b"service=a,b")


def test_a_parameter_that_the_contract_does_not_know_is_refused_with_its_name() -> None:
    with pytest.raises(UnknownParameter) as refused:
        target(b"municipalty=398")

    assert "municipalty" in refused.value.detail.en
    assert "municipality" in refused.value.detail.en


def test_a_key_in_the_query_is_refused() -> None:
    with pytest.raises(UnknownParameter):
        target(b"api_key=dgs_test_x")


def test_a_parameter_given_twice_is_refused() -> None:
    with pytest.raises(RepeatedParameter) as refused:
        target(b"limit=5&limit=6")

    [wrong] = refused.value.errors
    assert (wrong.place, wrong.pointer, wrong.code) == ("query", "/limit", "repeated")


@pytest.mark.parametrize("query", [b"&".join([b"limit=1"] * 101), b"limit=\xff"])
def test_what_cannot_be_read_is_refused(query: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        target(query)

    assert type(refused.value) is Refusal


@settings(max_examples=200, deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_place_is_passed_on_with_three_decimals(lat: float, lon: float) -> None:
    made = rounded("near", f"{lat:.9f},{lon:.9f}")

    found = [float(part) for part in made.split(",")]
    assert all(len(part.partition(".")[2]) <= 3 for part in made.split(","))
    assert abs(found[0] - lat) <= 0.000501
    assert abs(found[1] - lon) <= 0.000501


@pytest.mark.parametrize("value", ["nan,here", "0\x1f", "1,\x1c2", "", "1,,2", "1e3"])
def test_what_is_no_place_is_left_for_the_service_to_refuse(value: str) -> None:
    assert rounded("near", value) == value


def test_what_names_no_place_is_left_as_it_is() -> None:
    assert rounded("municipality", "60.98341") == "60.98341"


def test_values_are_encoded_again() -> None:
    found = ROUTES.find("/v1/support-points/a b?c")
    assert found is not None

    assert target(b"", found.methods["GET"], **found.values) == "/support-points/a%20b%3Fc"


def test_a_write_keeps_its_parameters_as_they_came() -> None:
    assert target(b"format=csv", route("/v1/imports", "POST")) == "/imports?format=csv"


SENT = st.text(st.sampled_from("aZ09_.~,:-+%2C=/?;\"' "), max_size=12)


@settings(max_examples=300, deadline=None)
@given(SENT, SENT)
def test_what_needs_no_encoding_is_read_and_written_as_everything_else(
    first: str, second: str
) -> None:
    query = f"format={first}&{second}"
    pairs = parse_qsl(query, keep_blank_values=True)
    here = route("/v1/imports", "POST")
    if [name for name, _ in pairs] == ["format"]:
        assert target(query.encode(), here) == f"/imports?{urlencode(pairs, safe=',:')}"
    else:
        with pytest.raises((UnknownParameter, RepeatedParameter)):
            target(query.encode(), here)


@settings(max_examples=100, deadline=None)
@given(
    st.from_regex(r"[\w.~,:-]{0,8}", fullmatch=True),
    st.from_regex(r"[0-9.,-]{0,8}", fullmatch=True),
)
def test_one_request_has_one_key_however_it_is_encoded(service: str, near: str) -> None:
    values = {"service": service, "near": near, "limit": "50"}

    plain = "&".join(f"{name}={value}" for name, value in values.items())
    encoded = "&".join(
        f"{name}=" + "".join(f"%{byte:02X}" for byte in value.encode())
        for name, value in values.items()
    )

    assert target(quote(plain, safe="&=,:").encode()) == target(encoded.encode())


def test_plain_json_comes_first_where_all_fit() -> None:
    content: dict[str, Any] = {"application/geo+json": {}, "application/json": {}}
    listed = document()
    listed["paths"]["/v1/support-points"]["get"]["responses"]["200"]["content"] = content
    found = Routes(EXPOSED, listed).find("/v1/support-points")

    assert found is not None
    assert found.methods["GET"].media == ("application/json", "application/geo+json")


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/geo+json", "application/geo+json"),
        ("application/geo+json;q=0.5, application/json", "application/json"),
        ("application/*", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
    ],
)
def test_the_preferred_representation_is_chosen(accept: str | None, media: str) -> None:
    assert chosen(("application/json", "application/geo+json"), accept) == media


def test_what_nobody_offers_is_not_acceptable() -> None:
    with pytest.raises(NotAcceptable):
        chosen(("application/json",), "text/html")


@pytest.mark.parametrize(
    ("said", "yes"),
    [("gzip, br", True), ("br", False), ("gzip;q=0", False), ("*", True), ("identity", False)],
)
def test_compression_is_asked_for(said: str, yes: bool) -> None:
    assert accepts_gzip(said) is yes


@pytest.mark.parametrize("path", ["/v1/support-points/..", "/v1/support-points/./openness"])
def test_dots_are_no_names(path: str) -> None:
    assert ROUTES.find(path) is None


def test_a_decoded_slash_is_a_slash() -> None:
    found: Any = ROUTES.find("/v1/support-points/1/openness")

    assert found.methods["GET"].row.path == "/support-points/{point_id}/openness"
    assert ROUTES.find("/v1/support-points/1/secret") is None
    assert ROUTES.find("/v1/support-points/") is None
