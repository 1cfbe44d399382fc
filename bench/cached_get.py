"""Answers from the gateway's cache beside the smallest answer that ASGI can give (F1, F7)."""

from contextlib import ExitStack

from bench.gateway_apps import KEY
from bench.measuring import Bar, Row, Variant, measure, run, serving_app
from bench.places import socket_of_service

RAW, CACHED, KEYED = "raw ASGI 2 KB", "cached 2 KB", "cached 2 KB, with key"
RAW_LONG, LONG, GZIP = "raw ASGI 26 KB", "cached 26 KB", "cached 26 KB, gzip"


def measured(stack: ExitStack) -> tuple[list[Row], list[Bar]]:
    apps = "bench.gateway_apps"
    stack.enter_context(serving_app(f"{apps}:service", uds=socket_of_service()))
    raw, raw_url = stack.enter_context(serving_app(f"{apps}:raw"))
    raw_long, raw_long_url = stack.enter_context(serving_app(f"{apps}:raw_long"))
    ready, ready_url = stack.enter_context(serving_app(f"{apps}:fastapi_ready_bytes"))
    door, url = stack.enter_context(serving_app(f"{apps}:door", "--guarded"))
    kept, long = f"{url}/v1/kept", f"{url}/v1/long"
    rows = measure(
        [
            Variant(RAW, f"{raw_url}/", [raw]),
            Variant("FastAPI, ready bytes", f"{ready_url}/kept", [ready]),
            Variant(CACHED, kept, [door]),
            Variant("304", kept, [door], {"If-None-Match": '"0123456789abcdef"'}),
            Variant(KEYED, kept, [door], {"X-API-Key": KEY}),
            Variant(RAW_LONG, f"{raw_long_url}/", [raw_long]),
            Variant(LONG, long, [door]),
            Variant(GZIP, long, [door], {"Accept-Encoding": "gzip"}),
        ],
        base=RAW,
    )
    by_name = {row.name: row for row in rows}
    gzip = by_name[GZIP].total_us / by_name[LONG].total_us
    return rows, [
        Bar("F1 cached 2 KB to raw ASGI", by_name[CACHED].ratio, 0.8),
        Bar("F1 with key to raw ASGI", by_name[KEYED].ratio, 0.6),
        Bar("F7 compressed to not compressed", gzip, 1.2, at_most=True),
    ]


if __name__ == "__main__":
    run("cached_get", measured)
