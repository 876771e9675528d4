from __future__ import annotations

import pytest
from shop_texts import CONTROL, NODES, causes, deployment_manifest, findings, node, pending

from faultmaven_core.diagnosis.kubernetes.scheduling_message import read_scheduling_message
from faultmaven_models.finding import FindingKind

TAIL = " preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
ONE_CORDONED = "0/3 nodes are available: 1 node(s) were unschedulable, "
AFFINITY = """\
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - key: shop/disk
                operator: In
                values: [quick]
"""
ANTI = """\
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - labelSelector:
              matchLabels:
                app: basket
            topologyKey: kubernetes.io/hostname
"""
NO_MATCH = ONE_CORDONED + "2 node(s) didn't match Pod's node affinity/selector." + TAIL

CASES = {
    "cpu_capacity_mismatch": (
        pending(ONE_CORDONED + "2 Insufficient cpu." + TAIL, requests="cpu:  64") + NODES,
        {"events", "spec", "nodes", "pod-status"},
    ),
    "memory_capacity_mismatch": (
        pending(ONE_CORDONED + "2 Insufficient memory." + TAIL, requests="memory:  900Gi") + NODES,
        {"events", "spec", "nodes", "pod-status"},
    ),
    "node_selector_mismatch": (
        pending(NO_MATCH, selector="shop/disk=quick") + NODES,
        {"events", "spec", "nodes", "pod-status"},
    ),
    "node_affinity_mismatch": (
        pending(NO_MATCH) + NODES + deployment_manifest(spec=AFFINITY),
        {"events", "spec", "nodes", "pod-status"},
    ),
    "node_cordon_mismatch": (
        pending(
            "0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, "
            "2 node(s) were unschedulable." + TAIL,
            selector="kubernetes.io/hostname=m-red",
        )
        + CONTROL
        + node("m-red", cordoned=True)
        + node("m-blue"),
        {"events", "spec", "nodes", "pod-status"},
    ),
    "taint_toleration_mismatch": (
        pending(
            ONE_CORDONED + "1 node(s) didn't match Pod's node affinity/selector, "
            "1 node(s) had untolerated taint {shop/repair: yes}." + TAIL,
            selector="kubernetes.io/hostname=m-red",
        )
        + CONTROL
        + node("m-red", taints="shop/repair=yes:NoSchedule")
        + node("m-blue"),
        {"events", "spec", "nodes", "pod-status"},
    ),
    "pod_anti_affinity_conflict": (
        pending(ONE_CORDONED + "2 node(s) didn't match pod anti-affinity rules." + TAIL)
        + NODES
        + deployment_manifest(spec=ANTI, replicas=3),
        {"events", "spec", "pod-status"},
    ),
    "pod_affinity_mismatch": (
        pending(ONE_CORDONED + "2 node(s) didn't match pod affinity rules." + TAIL) + NODES,
        {"events", "pod-status"},
    ),
    "topology_spread_conflict": (
        pending(ONE_CORDONED + "2 node(s) didn't match pod topology spread constraints." + TAIL) + NODES,
        {"events", "pod-status"},
    ),
    "host_port_conflict": (
        pending(ONE_CORDONED + "2 node(s) didn't have free ports for the requested pod ports." + TAIL)
        + NODES,
        {"events", "pod-status"},
    ),
    "volume_node_affinity_conflict": (
        pending(ONE_CORDONED + "2 node(s) had volume node affinity conflict." + TAIL) + NODES,
        {"events", "pod-status"},
    ),
    "node_pod_limit_reached": (
        pending(ONE_CORDONED + "2 Too many pods." + TAIL) + NODES,
        {"events", "pod-status"},
    ),
    "resource_capacity_mismatch": (
        pending(ONE_CORDONED + "2 Insufficient example.com/gpu." + TAIL) + NODES,
        {"events", "pod-status"},
    ),
}


@pytest.mark.parametrize("mode", CASES)
def test_fires_alone_with_independent_origins(mode: str) -> None:
    text, origins = CASES[mode]
    assert causes(text) == {(mode, "app/basket"): origins}


@pytest.mark.parametrize("mode", CASES)
def test_does_not_accuse_a_pod_that_was_placed_since(mode: str) -> None:
    placed = CASES[mode][0].replace("Node:             <none>", "Node:             m-red/192.0.2.7")
    assert causes(placed.replace("PodScheduled      False", "PodScheduled      True")) == {}


def test_machines_out_of_order_are_no_taint_mismatch() -> None:
    message = ONE_CORDONED + "2 node(s) had untolerated taint {node.kubernetes.io/unreachable: }." + TAIL
    found = findings(pending(message) + NODES)
    assert not [one for one in found if one.kind is FindingKind.CAUSE]
    assert [one for one in found if one.kind is FindingKind.SYMPTOM and one.component == "app/basket"]


def test_control_plane_taint_is_as_it_should_be() -> None:
    message = (
        "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, "
        "2 Insufficient cpu." + TAIL
    )
    assert set(causes(pending(message, requests="cpu:  64") + NODES)) == {
        ("cpu_capacity_mismatch", "app/basket")
    }


def test_selector_that_fits_a_control_plane_machine_alone_is_a_selector_fault() -> None:
    text = pending(NO_MATCH, selector="kubernetes.io/hostname=m-top") + NODES
    assert set(causes(text)) == {("node_selector_mismatch", "app/basket")}


def test_all_machines_cordoned() -> None:
    text = pending("0/3 nodes are available: 3 node(s) were unschedulable." + TAIL)
    assert set(causes(text)) == {("node_cordon_mismatch", "app/basket")}


def test_what_the_scheduler_does_not_name_is_ruled_out() -> None:
    found = findings(CASES["node_selector_mismatch"][0])
    ruled = {one.failure_mode for one in found if one.kind is FindingKind.RULED_OUT}
    assert ruled == {"kubernetes.cpu_capacity_mismatch", "kubernetes.memory_capacity_mismatch"}


def test_message_is_taken_apart() -> None:
    message = read_scheduling_message(
        "0/7 nodes are available: 2 Insufficient cpu, 3 node(s) had untolerated taint {a: b, c}, 1 Too many pods. "
        "preemption: 0/7 nodes are available: 7 Preemption is not helpful for scheduling."
    )
    assert message is not None
    assert message.total_nodes == 7
    assert [(one.kind, one.nodes) for one in message.obstacles] == [
        ("insufficient_cpu", 2),
        ("taint", 3),
        ("too_many_pods", 1),
    ]


@pytest.mark.parametrize("text", ["", "nodes are available: ", "x/y nodes are available: 1 a", "{" * 5000])
def test_other_messages_are_not_read(text: str) -> None:
    assert read_scheduling_message(text) is None
