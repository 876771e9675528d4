from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.metric_kinds import MetricKind, metric_kind
from faultmaven_core.processing.metric_shifts import build_metric_shifts
from faultmaven_core.processing.metrics import build_metric_tables, read_metric_table
from faultmaven_models.testing.builders import document_from_text, materials_from_texts


def test_a_table_of_series() -> None:
    text = "\ufefftime,till-0-cpu,box-7-tcp_retrans,total\n10:00,0.5,,7\n10:01,0.25,x,8\n10:02,1,2,9\n"
    table = read_metric_table(document_from_text("m.csv", text))
    assert table is not None
    assert [(series.entity, series.metric, series.kind) for series in table.series] == [
        ("till-0", "cpu", MetricKind.CPU),
        ("box-7", "tcp_retrans", MetricKind.RETRANSMISSIONS),
        ("", "total", MetricKind.OTHER),
    ]
    assert list(table.series[0].values) == [0.5, 0.25, 1.0]
    assert [math.isnan(value) for value in table.series[1].values] == [True, True, False]
    assert table.span(2).quote == "10:02,1,2,9"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "time,a\n1,2\n",
        "name,a\n1,2\n3,4\n5,6\n",
        "time,a\n1,2\n3\n4,5\n6,7\n",
        "just prose, time, and more\n" * 5,
    ],
)
def test_other_texts_are_no_tables(text: str) -> None:
    assert read_metric_table(document_from_text("m.csv", text)) is None


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


@given(st.text(alphabet='time,"abc-0123.\n', max_size=300))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    materials = materials_from_texts({"m": "time,a-cpu\n" + text})
    for table in build_metric_tables(materials):
        assert table.header().quote
    build_metric_shifts(materials)
