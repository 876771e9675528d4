from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.alerts import Alerts, build_alerts
from faultmaven_core.processing.metric_kinds import MetricKind
from faultmaven_models.testing.builders import materials_from_texts


def read(data: object) -> Alerts:
    return build_alerts(materials_from_texts({"alerts.json": json.dumps(data, indent=2)}))


def test_deviations_with_their_numbers_and_lines() -> None:
    texts = [
        "LATENCY_DEGRADATION [Slow Response] | till-p95latency: Normal=4.5ms -> Current=90.0ms (+1900%) | Peak=120ms",
        "RESOURCE_SATURATION [cpu_cfs] | Val: 0.594s (Throttled)",
        "ERROR_SPIKE [Success Rate Drop] | Normal=100.0% -> Cur=76.0% (-24.0%)",
        "TRAFFIC_ANOMALY [Drop] | Inbound: Normal=9pps -> Current=3pps (-66%) | Outbound: Normal=8pps -> Current=2pps",
    ]
    found = read({"alerts": [{"type": "Service", "name": "till", "evidence": texts}]}).deviations
    kinds = [item.kind for item in found if item.current is not None]
    assert kinds == [
        MetricKind.LATENCY,
        MetricKind.CPU_THROTTLING,
        MetricKind.SUCCESS_RATE,
        MetricKind.TRAFFIC_IN,
        MetricKind.TRAFFIC_OUT,
    ]
    assert (found[0].entity, found[0].normal, found[0].current, found[0].unit, found[0].ratio) == (
        "till",
        4.5,
        90.0,
        "ms",
        20.0,
    )
    assert "till-p95latency" in found[0].span().quote


def test_failed_requests() -> None:
    entry = {
        "request_method": "PUT",
        "entry_service": "till",
        "url": "/v2/pay",
        "occurrences": 12,
        "raw_error": "HTTPError('503 Server Error')",
    }
    (found,) = read({"alerts": [entry]}).failed_requests
    assert (found.service, found.method, found.path, found.status, found.count) == (
        "till",
        "PUT",
        "/v2/pay",
        503,
        12,
    )
    assert "503" in found.span().quote


def test_alertmanager() -> None:
    entry = {
        "labels": {"alertname": "DiskFills", "instance": "box-7"},
        "annotations": {"summary": "96 % used"},
    }
    (found,) = read([entry]).firing + read({"data": {"alerts": [entry]}}).firing[1:]
    assert (found.name, found.labels["instance"], found.summary) == ("DiskFills", "box-7", "96 % used")
    assert "DiskFills" in found.span().quote


def test_other_json_is_no_alert_file() -> None:
    assert read({"alerts": "none", "name": "x"}) == Alerts()
    assert read({"url": "/x", "error": "no"}) == Alerts()
    assert (
        build_alerts(materials_from_texts({"a": "alerts: []", "b": '{"alerts": [', "c": "[" * 100_000}))
        == Alerts()
    )


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["alerts", "evidence", "name", "url", "error", "labels", "alertname"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=20,
    )
)
def test_any_json_is_read_without_an_exception(data: object) -> None:
    found = read({"alerts": [data]})
    for item in (*found.deviations, *found.failed_requests, *found.firing):
        assert item.span().quote
