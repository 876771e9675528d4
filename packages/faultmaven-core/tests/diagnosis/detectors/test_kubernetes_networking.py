from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cluster_texts import LEDGER, PRICING, causes, cluster, groups, read

from faultmaven_core.diagnosis.detectors.kubernetes_networking import KubernetesNetworkingDetector
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.materials import Materials

CPU, POD = "kubernetes.pod_cpu_overload", "kubernetes.pod_network_delay"
NODE, LOSS = "kubernetes.node_network_delay", "kubernetes.node_network_packet_loss"
CALLS = "till -> ledger\nledger -> pricing\n"


def report(**evidence: list[str]) -> str:
    alerts = [
        {
            "type": "Node" if name.startswith("n_") else "Service",
            "name": name.replace("_", "-"),
            "evidence": texts,
        }
        for name, texts in evidence.items()
    ]
    return json.dumps({"alerts": alerts}, indent=1)


def slow(name: str, normal: float, current: float) -> str:
    return f"LATENCY_DEGRADATION [Slow Response] | {name}-p95latency: Normal={normal}ms -> Current={current}ms (+x%)"


def retransmits(rate: float) -> str:
    return f"NETWORK_QUALITY_DEGRADED [TCP Retransmission] | Normal=0.00retrans -> Current={rate}retrans (New Spike)"


def table(**columns: list[float]) -> str:
    names = list(columns)
    rows = [",".join(["time", *names])]
    rows += [
        ",".join([f"2031-05-04 10:00:{second:02}", *(str(columns[name][second]) for name in names)])
        for second in range(40)
    ]
    return "\n".join(rows) + "\n"


def level(usual: float, later: float) -> list[float]:
    return [usual] * 15 + [later] * 15 + [usual] * 10


def found(materials: Materials) -> list[Finding]:
    return list(KubernetesNetworkingDetector().detect(materials))


def test_a_throttled_workload_is_overloaded_and_its_slow_caller_is_not_blamed() -> None:
    alerts = report(
        pricing=[
            "RESOURCE_SATURATION [cpu_cfs] | Val: 0.6s (Throttled)",
            "RESOURCE_SATURATION [cpu core] | Normal=0.01 cores -> Current=0.20 cores (+1900%)",
            slow("pricing", 4, 90),
        ],
        ledger=[slow("ledger", 20, 120)],
    )
    findings = found(cluster(LEDGER, PRICING, more={"alerts.json": alerts, "calls.txt": CALLS}))
    assert causes(findings) == {(CPU, "app/pricing")}
    assert groups(findings, CPU) == {"metric:cpu", "metric:throttling", "metric:latency"}
    assert set(findings[0].affects) == {"app/ledger", "app/till"}


def test_a_busy_workload_that_is_neither_slow_nor_throttled_is_well() -> None:
    alerts = report(
        pricing=["RESOURCE_SATURATION [cpu core] | Normal=0.01 cores -> Current=0.20 cores (+1900%)"]
    )
    assert causes(found(cluster(LEDGER, PRICING, more={"alerts.json": alerts}))) == set()


def test_slowness_begins_at_the_workload_that_calls_no_other_slow_one() -> None:
    alerts = report(
        till=[slow("till", 30, 2300)], ledger=[slow("ledger", 20, 2200)], pricing=[slow("pricing", 4, 2100)]
    )
    metrics = table(**{"pricing-cpu": level(0.01, 0.01), "pricing-p95latency": level(4, 2100)})
    findings = found(
        cluster(LEDGER, PRICING, more={"alerts.json": alerts, "calls.txt": CALLS, "metrics.csv": metrics})
    )
    assert causes(findings) == {(POD, "app/pricing")}
    assert groups(findings, POD) == {"metric:latency", "metric:callers", "metric:cpu"}
    assert [
        (item.failure_mode, item.component) for item in findings if item.kind is FindingKind.RULED_OUT
    ] == [(CPU, "app/pricing")]
    assert {item.component for item in findings if item.kind is FindingKind.SYMPTOM} == {
        "app/till",
        "app/ledger",
        "app/pricing",
    }


@pytest.mark.parametrize(("rate", "mode"), [(0.8, NODE), (7.5, LOSS)])
def test_a_node_that_retransmits(rate: float, mode: str) -> None:
    alerts = report(
        pricing=[slow("pricing", 4, 900)], ledger=[slow("ledger", 20, 950)], n_beta=[retransmits(rate)]
    )
    findings = found(cluster(LEDGER, PRICING, more={"alerts.json": alerts, "calls.txt": CALLS}))
    assert (mode, "node/n-beta") in causes(findings)
    assert groups(findings, mode) == {"metric:retransmissions", "metric:latency"}
    assert "app/pricing" in next(item for item in findings if item.failure_mode == mode).affects


def test_retransmissions_without_slowness_are_no_cause() -> None:
    assert found(cluster(LEDGER, PRICING, more={"alerts.json": report(n_beta=[retransmits(9.0)])})) == []


def test_several_slow_leaves_of_one_node_accuse_the_node() -> None:
    apps = [
        replace(PRICING, name=name, port=7600 + index)
        for index, name in enumerate(("atlas", "bison", "cedar"))
    ]
    alerts = report(
        atlas=[slow("atlas", 4, 700)], bison=[slow("bison", 5, 800)], cedar=[slow("cedar", 6, 900)]
    )
    findings = found(cluster(LEDGER, *apps, more={"alerts.json": alerts}))
    assert (NODE, "node/n-beta") in causes(findings)


def test_metrics_alone_are_enough() -> None:
    metrics = table(
        **{
            "pricing-cpu": level(0.01, 0.3),
            "pricing-cpu_cfs": level(0.0, 0.5),
            "pricing-p95latency": level(4, 80),
            "ledger-cpu": level(0.01, 0.01),
        }
    )
    findings = found(cluster(LEDGER, PRICING, more={"metrics.csv": metrics}))
    assert causes(findings) == {(CPU, "app/pricing")}
    assert all(span.source == "metrics.csv" for item in findings for span in item.spans)


def test_a_single_high_sample_is_no_shift() -> None:
    values = [0.01] * 40
    values[25] = 0.9
    metrics = table(**{"pricing-cpu": values, "pricing-p95latency": [4.0] * 40})
    assert found(cluster(LEDGER, PRICING, more={"metrics.csv": metrics})) == []


def test_failed_requests_are_symptoms() -> None:
    entry = {
        "url": "/pay",
        "request_method": "POST",
        "entry_service": "till",
        "raw_error": "503 Server Error",
        "occurrences": 9,
    }
    findings = found(read({"alerts.json": json.dumps({"alerts": [entry]}, indent=1)}))
    assert [(item.kind, item.component) for item in findings] == [(FindingKind.SYMPTOM, "app/till")]
    assert "503" in findings[0].summary


@pytest.mark.parametrize(
    "text",
    [
        '{"alerts": [1, null, {"evidence": [3, ""], "name": ""}]}',
        "[" * 9000,
        '{"alerts"',
        "time,a-cpu\n1\n,\n,,,\n" * 9,
    ],
)
def test_hostile_reports(text: str) -> None:
    assert found(read({"x.json": text})) == []
    assert KubernetesNetworkingDetector().examined(read({"x.json": text})) == ""
