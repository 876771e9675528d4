from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.metric_kinds import MetricKind
from faultmaven_core.processing.series.reading import read_series
from faultmaven_models.testing.builders import document_from_text

EXPOSITION = """# HELP till_requests_total Requests.
# TYPE till_requests counter
till_requests_total{pod="till-0",code="200"} 5 1700000000000
till_requests_total{pod="till-0",code="200"} 9 1700000060000
# TYPE heap gauge
heap{pod="till-\\"1\\"",} 1.5e3
"""
QUERY = {
    "status": "success",
    "data": {
        "resultType": "matrix",
        "result": [
            {
                "metric": {"__name__": "cpu", "pod": "a"},
                "values": [[1700000060, "2"], [1700000000, "1"], [1700000120, "NaN"]],
            }
        ],
    },
}
OTLP = {
    "resourceMetrics": [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "cart"}}]},
            "scopeMetrics": [
                {
                    "metrics": [
                        {
                            "name": "orders",
                            "unit": "1",
                            "sum": {
                                "isMonotonic": True,
                                "aggregationTemporality": 2,
                                "dataPoints": [{"timeUnixNano": "1700000000000000000", "asInt": "7"}],
                            },
                        },
                        {
                            "name": "latency",
                            "unit": "ms",
                            "histogram": {
                                "aggregationTemporality": 1,
                                "dataPoints": [
                                    {"timeUnixNano": "1700000000000000000", "count": "3", "sum": 9.5}
                                ],
                            },
                        },
                    ]
                }
            ],
        }
    ]
}


def test_a_wide_table() -> None:
    text = "\ufefftime,till-0-cpu,box-7-tcp_retrans,total\n10:00,0.5,,7\n10:01,0.25,x,8\n10:02,1,2,9\n"
    series = read_series(document_from_text("m.csv", text))
    assert [(one.component, one.metric, one.kind) for one in series] == [
        ("till-0", "cpu", MetricKind.CPU),
        ("box-7", "tcp_retrans", MetricKind.RETRANSMISSIONS),
        ("", "total", MetricKind.OTHER),
    ]
    assert list(series[0].values) == [0.5, 0.25, 1.0]
    assert [math.isnan(value) for value in series[1].values] == [True, True, False]
    assert series[0].span(2).quote == "10:02,1,2,9"


def test_a_wide_table_with_labels_in_its_columns_and_the_newest_row_first() -> None:
    text = 'Time;"up{pod=""a""}"\n' + "".join(
        f"2026-01-01 00:0{minute}:00;{minute},5\n" for minute in (2, 1, 0)
    )
    (series,) = read_series(document_from_text("m.csv", text))
    assert (series.component, series.metric, list(series.values)) == ("a", "up", [0.5, 1.5, 2.5])
    assert list(series.lines) == [4, 3, 2]
    assert series.zone_guessed
    assert series.time_text(0) == "2026-01-01T00:00:00Z"


def test_a_long_table() -> None:
    rows = "".join(
        f"170000000{second},{metric},{second},{pod}\n"
        for second in range(4)
        for metric in ("cpu", "requests_total")
        for pod in ("a", "b")
    )
    series = read_series(document_from_text("m.csv", "timestamp,metric,value,pod\n" + rows))
    assert {(one.metric, one.component, one.is_counter) for one in series} == {
        ("cpu", "a", False),
        ("cpu", "b", False),
        ("requests_total", "a", True),
        ("requests_total", "b", True),
    }
    assert [list(one.values) for one in series] == [[0, 1, 2, 3]] * 4
    assert series[1].span(3).quote == "1700000003,cpu,3,b"
    assert not series[0].zone_guessed


def test_a_table_with_a_component_and_several_metrics() -> None:
    rows = "".join(f"10:0{minute},{name},{minute},7,200\n" for minute in range(5) for name in ("a", "b"))
    series = read_series(document_from_text("m.csv", "time,service,latency,rss,status\n" + rows))
    assert [(one.component, one.metric) for one in series] == [
        ("a", "latency"),
        ("b", "latency"),
        ("a", "rss"),
        ("b", "rss"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "time,a\n1,2\n",
        "name,a\n1,2\n3,4\n5,6\n",
        "time,a\n1,2\n3\n4,5\n6,7\n",
        "just prose, time, and more\n" * 5,
        "time,message,code\n" + "".join(f"10:0{row},thing {row} happened,{row}\n" for row in range(9)),
        "port 6379\ntimeout 0\ndatabases 16\n",
        "worker_processes 4;\n",
        '{"metric": "cpu", "values": [1, 2]}',
        '[{"metric": {"pod": "a"}}]',
        '{"resourceMetrics": 7}',
        '{"data": {"result": [{"metric": {"a": "b"}, "value": [1]}]}}',
    ],
)
def test_other_texts_hold_no_series(text: str) -> None:
    assert read_series(document_from_text("m", text)) == ()


def test_the_text_exposition() -> None:
    requests, heap = read_series(document_from_text("m", EXPOSITION))
    assert (requests.component, requests.is_counter, list(requests.values)) == ("till-0", True, [5.0, 9.0])
    assert requests.labels == {"pod": "till-0", "code": "200"}
    assert requests.rates()[1] == pytest.approx(4 / 60)
    assert (heap.component, heap.is_counter, heap.span(0).start_line) == ('till-"1"', False, 6)


def test_a_counter_that_restarts_grows_by_its_value() -> None:
    rows = "".join(f"10:{row:02},{value}\n" for row, value in enumerate([*range(5, 25), 2]))
    (series,) = read_series(document_from_text("m", "time,till.jobs_total\n" + rows))
    assert [int(value) for value in series.rates()[1:]] == [1] * 19 + [2]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_query_answer_is_put_in_the_order_of_time(indent: int | None) -> None:
    (series,) = read_series(document_from_text("m", json.dumps(QUERY, indent=indent)))
    assert (series.metric, series.component, list(series.values[:2])) == ("cpu", "a", [1.0, 2.0])
    assert math.isnan(series.values[2])
    if indent:
        assert '"1"' in series.span(0).quote


@pytest.mark.parametrize("text", [json.dumps(OTLP), json.dumps(OTLP, indent=1), f"{json.dumps(OTLP)}\n" * 2])
def test_otlp(text: str) -> None:
    series = {one.metric: one for one in read_series(document_from_text("m", text))}
    assert list(series) == ["orders", "latency_count", "latency_sum"]
    assert {one.component for one in series.values()} == {"cart"}
    assert (series["orders"].is_counter, series["latency_sum"].is_counter) == (True, False)
    assert (series["orders"].values[0], series["latency_sum"].values[0]) == (7.0, 9.5)
    assert series["orders"].moments[0] == 1_700_000_000


@given(st.text(alphabet='time,"abc-0123.{}=\n# \t', max_size=300))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for start in ("time,a-cpu\n", "# TYPE a counter\na 1\n", '{"metric":', '{"resourceMetrics":['):
        for series in read_series(document_from_text("m", start + text)):
            assert len(series.values) == len(series.lines) == len(series.moments)
            assert series.span(0).quote
