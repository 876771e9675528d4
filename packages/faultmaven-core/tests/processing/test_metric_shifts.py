from __future__ import annotations

import math

import pytest

from faultmaven_core.processing.metric_kinds import MetricKind, metric_kind
from faultmaven_core.processing.metric_shifts import build_metric_shifts
from faultmaven_models.testing.builders import materials_from_texts


def test_a_lasting_rise_is_measured_against_the_first_quarter() -> None:
    rows = "".join(f"{row},{9 if 20 <= row < 30 else 3},{90 if row == 25 else 3}\n" for row in range(40))
    shifts = {
        shift.metric: shift
        for shift in build_metric_shifts(materials_from_texts({"m": "time,till-latency,till-cpu\n" + rows}))
    }
    assert (shifts["latency"].normal, shifts["latency"].current, shifts["latency"].ratio) == (3.0, 9.0, 3.0)
    assert shifts["latency"].span().quote.split(",")[1] == "9"
    assert shifts["cpu"].current == 3.0


def test_a_rise_from_nothing_has_an_infinite_ratio() -> None:
    rows = "".join(f"{row},{0 if row < 20 else 5}\n" for row in range(40))
    (shift,) = build_metric_shifts(materials_from_texts({"m": "time,till-errors\n" + rows}))
    assert shift.ratio == math.inf


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("container_cpu_cfs_throttled_seconds", MetricKind.CPU_THROTTLING),
        ("node_netstat_Tcp_RetransSegs", MetricKind.RETRANSMISSIONS),
        ("http_request_duration_seconds_p99", MetricKind.LATENCY),
        ("requests_total", MetricKind.REQUEST_RATE),
        ("network_receive_bytes", MetricKind.TRAFFIC_IN),
        ("network_transmit_bytes", MetricKind.TRAFFIC_OUT),
        ("memory_working_set", MetricKind.MEMORY),
        ("colour", MetricKind.OTHER),
    ],
)
def test_what_names_mean(name: str, kind: MetricKind) -> None:
    assert metric_kind(name) is kind
