"""What is watched of the gateway, under the names that alerts use (api.md section 30)."""

from prometheus_client import Counter, Gauge, Histogram

CACHE = Counter(
    "gateway_cache_total",
    "Answers of public operations: hit, miss, collapsed, stale_swr, stale_error, revalidated",
    ["result"],
)
PURGE_LAG = Histogram(
    "gateway_cache_purge_lag_seconds",
    "From a change until the answers made of it are purged here",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30),
)
UPSTREAM = Histogram(
    "gateway_upstream_duration_seconds", "Time until a service has answered", ["service"]
)
CIRCUIT = Gauge("gateway_circuit_state", "0 closed, 1 half open, 2 open", ["service"])
AUTH_FAILURES = Counter("auth_failures_total", "Credentials that were refused", ["reason"])
