"""The figures of a node are told: `metrics.figures.changed`."""

import json
from decimal import Decimal
from uuid import uuid4

from metrics.events import Figure, FiguresChanged


def test_figures_are_told_by_node_with_numbers_as_text_and_nothing_of_what_is_withheld() -> None:
    node = uuid4()
    counted = Figure(
        metric="service_uses",
        item="remote_appointment",
        value=Decimal("412.50"),
        received=3,
        expected=3,
    )
    withheld = Figure(metric="benefit_mean", item=None, value=None, received=1, expected=1)

    event = FiguresChanged(
        org_unit_id=node, period="2026Q3", revision=0, figures=[counted, withheld]
    )

    sealed = json.loads(event.sealed(1))
    assert sealed["type"] == "fi.digisilta.metrics.figures.changed.v1"
    assert sealed["subject"] == str(node)
    assert [one["value"] for one in sealed["data"]["figures"]] == ["412.50", None]
