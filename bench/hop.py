"""A request through the gateway beside the same request to the service itself (F2)."""

from contextlib import ExitStack

from bench.gateway_apps import KEY
from bench.measuring import Bar, Row, Variant, measure, run, serving_app
from bench.places import socket_of_service

DIRECT, THROUGH, KEYED, HTTPX = (
    "the service itself",
    "through the gateway",
    "through the gateway, with key",
    "FastAPI and httpx as the gateway",
)


def measured(stack: ExitStack) -> tuple[list[Row], list[Bar]]:
    apps = "bench.gateway_apps"
    behind, _ = stack.enter_context(serving_app(f"{apps}:service", uds=socket_of_service()))
    direct, direct_url = stack.enter_context(serving_app(f"{apps}:service"))
    door, url = stack.enter_context(serving_app(f"{apps}:door", "--guarded"))
    httpx, httpx_url = stack.enter_context(serving_app("bench.conventional:gateway"))
    rows = measure(
        [
            Variant(DIRECT, f"{direct_url}/passed", [direct]),
            Variant(THROUGH, f"{url}/v1/passed", [door, behind]),
            Variant(KEYED, f"{url}/v1/passed", [door, behind], {"X-API-Key": KEY}),
            Variant(HTTPX, f"{httpx_url}/passed", [httpx, behind]),
        ],
        base=DIRECT,
    )
    total = {row.name: row.total_us for row in rows}
    return rows, [
        Bar("F2 hop to direct", total[THROUGH] / total[DIRECT], 8, at_most=True),
        Bar("F2 httpx to hop", total[HTTPX] / total[THROUGH], 5),
    ]


if __name__ == "__main__":
    run("hop", measured)
