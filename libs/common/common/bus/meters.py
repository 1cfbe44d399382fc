"""What is watched of the bus, under the names that alerts use. Labels: names of ours, no ids."""

from prometheus_client import Counter, Gauge, Histogram

OUTBOX_WAITING = Gauge("outbox_waiting", "Events told and not yet published")
OUTBOX_LAG = Gauge("outbox_lag_seconds", "Age of the oldest event that waits to be published")
PUBLISH = Histogram(
    "relay_publish_seconds",
    "From publishing a wave of events until its acks are there",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3),
)
TOLD_AGAIN = Counter("relay_told_again", "Events that the stream had lost")
LAG_EVENTS = Gauge("projector_lag_events", "Events in the stream not yet heard", ["hearer"])
LAG_SECONDS = Gauge("projector_lag_seconds", "Time since all had been heard", ["hearer"])
STARTED_OVER = Counter(
    "projector_started_over", "Times a projector went back to its position", ["hearer"]
)
HEARD = Counter("events_heard", "Events that a listener has applied", ["name"])
DEAD_EVENTS = Gauge("dead_events", "Events that wait for a person", ["hearer"])
WAITING_EVENTS = Gauge("waiting_events", "Events that wait for another one", ["hearer"])
NATS_CONNECTED = Gauge("nats_connected", "1 while connected to NATS")
NATS_REFUSED = Gauge("nats_refused", "Rights that NATS has refused in the last minute")
