"""What a metric measures, from its name: the vocabulary that alerts and metric tables share."""

from __future__ import annotations

from enum import StrEnum


class MetricKind(StrEnum):
    """What is measured."""

    LATENCY = "latency"
    CPU = "cpu"
    CPU_THROTTLING = "cpu_throttling"
    MEMORY = "memory"
    REQUEST_RATE = "request_rate"
    SUCCESS_RATE = "success_rate"
    ERROR_RATE = "error_rate"
    TRAFFIC_IN = "traffic_in"
    TRAFFIC_OUT = "traffic_out"
    RETRANSMISSIONS = "retransmissions"
    OTHER = "other"


_WORDS: tuple[tuple[MetricKind, tuple[str, ...]], ...] = (
    (
        MetricKind.LATENCY,
        ("latency", "duration", "response_time", "slow response", "p50", "p90", "p95", "p99"),
    ),
    (MetricKind.RETRANSMISSIONS, ("retrans", "retans", "tcp_rexmit")),
    (MetricKind.CPU_THROTTLING, ("cpu_cfs", "cfs_throttled", "throttl")),
    (MetricKind.CPU, ("cpu",)),
    (MetricKind.MEMORY, ("mem", "rss", "working_set")),
    (MetricKind.SUCCESS_RATE, ("success",)),
    (MetricKind.ERROR_RATE, ("error", "failure")),
    (MetricKind.REQUEST_RATE, ("rps", "qps", "request", "throughput")),
    (MetricKind.TRAFFIC_IN, ("receive", "inbound", "rx_", "_rx", "bytes_in", "packets_in")),
    (MetricKind.TRAFFIC_OUT, ("transmit", "outbound", "tx_", "_tx", "bytes_out", "packets_out")),
    (MetricKind.TRAFFIC_IN, ("network", "traffic")),
)


def metric_kind(name: str) -> MetricKind:
    """The kind of the metric called ``name``; OTHER when the name tells nothing."""
    low = name.lower()
    return next((kind for kind, words in _WORDS if any(word in low for word in words)), MetricKind.OTHER)
