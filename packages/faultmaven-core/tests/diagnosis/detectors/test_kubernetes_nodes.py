from __future__ import annotations

from dataclasses import replace

import pytest
from cluster_texts import LEDGER, PRICING, causes, cluster, groups, read

from faultmaven_core.diagnosis.detectors.kubernetes_nodes import KubernetesNodesDetector
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.materials import Materials


def status(
    unit: str, node: str, active: str = "active (running) since Sun 2031-05-04 10:00:00 UTC; 2h ago"
) -> str:
    return (
        f"$ systemctl status {unit}\n"
        f"● {unit}.service - The {unit} of this machine\n"
        f"     Loaded: loaded (/etc/systemd/system/{unit}.service; enabled; vendor preset: enabled)\n"
        f"     Active: {active}\n"
        "   Main PID: 812 (code=killed, signal=TERM)\n\n"
        f"May 04 12:00:00 {node} systemd[1]: Stopping The {unit} of this machine...\n"
        f"May 04 12:00:01 {node} systemd[1]: Stopped The {unit} of this machine.\n\n"
    )


SEEN = "Sun, 04 May 2031 12:03:00 +0000"
DEAD = "inactive (dead) since Sun 2031-05-04 12:00:01 UTC; 3min ago"


def node(name: str, ready: str, message: str, *, disk: str = "False") -> str:
    return (
        f"$ kubectl describe nodes {name}\n"
        f"Name:               {name}\n"
        "Roles:              <none>\n"
        "Conditions:\n"
        "  Type             Status  LastHeartbeatTime  LastTransitionTime  Reason  Message\n"
        "  ----             ------  -----------------  ------------------  ------  -------\n"
        f"  DiskPressure     {disk}   {SEEN}   {SEEN}   X   x\n"
        f"  Ready            {ready}   {SEEN}   {SEEN}   X   {message}\n"
        "Addresses:\n"
        "  InternalIP:  192.0.2.10\n"
        "Events:              <none>\n\n"
    )


def found(materials: Materials) -> list[Finding]:
    return list(KubernetesNodesDetector().detect(materials))


@pytest.mark.parametrize(
    ("unit", "mode"),
    [
        ("kubelet", "kubernetes.kubelet_unavailable"),
        ("containerd", "kubernetes.containerd_unavailable"),
        ("docker", "kubernetes.docker_unavailable"),
        ("crio", "kubernetes.crio_unavailable"),
        ("kube-proxy", "kubernetes.kube_proxy_unavailable"),
        ("kube-scheduler", "kubernetes.kube_scheduler_unavailable"),
        ("kube-controller-manager", "kubernetes.kube_controller_manager_unavailable"),
        ("kube-apiserver", "kubernetes.kube_apiserver_unavailable"),
        ("etcd", "kubernetes.etcd_unavailable"),
    ],
)
def test_a_service_that_does_not_run(unit: str, mode: str) -> None:
    findings = found(cluster(LEDGER, PRICING, more={"node": status(unit, "n-beta", DEAD)}))
    assert causes(findings) == {(mode, "node/n-beta")}
    assert [item.component for item in findings if item.kind is FindingKind.CHANGE] == ["node/n-beta"]
    assert "inactive (dead)" in findings[0].spans[0].quote


@pytest.mark.parametrize(
    "active", ["failed (Result: exit-code) since x", "activating (auto-restart) since x"]
)
def test_failed_and_restarting_units_count_as_down(active: str) -> None:
    assert causes(found(read({"node": status("kubelet", "n-beta", active)}))) == {
        ("kubernetes.kubelet_unavailable", "node/n-beta")
    }


@pytest.mark.parametrize("unit", ["kubelet", "containerd", "kube-proxy"])
def test_a_running_service_is_no_cause(unit: str) -> None:
    assert found(cluster(LEDGER, PRICING, more={"node": status(unit, "n-beta")})) == []


def test_a_stopped_service_of_another_kind_is_not_this_detector_s_matter() -> None:
    assert found(read({"node": status("nightly-report", "n-beta", DEAD)})) == []


def test_running_services_are_ruled_out_where_a_pod_is_in_trouble() -> None:
    broken = replace(PRICING, ready=False, running=False)
    findings = found(
        cluster(LEDGER, broken, more={"node": status("kubelet", "n-beta") + status("kubelet", "n-alpha")})
    )
    assert [(item.kind, item.component) for item in findings] == [(FindingKind.RULED_OUT, "node/n-beta")]


def test_the_node_s_condition_is_a_second_witness() -> None:
    files = {
        "node": status("kubelet", "n-beta", DEAD),
        "nodes.txt": node("n-beta", "Unknown", "Kubelet stopped posting node status."),
    }
    findings = found(cluster(LEDGER, PRICING, more=files))
    assert causes(findings) == {("kubernetes.kubelet_unavailable", "node/n-beta")}
    assert groups(findings, "kubernetes.kubelet_unavailable") == {"node-service", "node-condition"}
    assert findings[0].affects == ("app/pricing",)


@pytest.mark.parametrize(
    ("message", "mode"),
    [
        ("Kubelet stopped posting node status.", "kubernetes.kubelet_unavailable"),
        ("container runtime is down", "kubernetes.containerd_unavailable"),
        ("PLEG is not healthy: pleg was last seen active 5m ago", "kubernetes.containerd_unavailable"),
        (
            "container runtime network not ready: cni plugin not initialized",
            "kubernetes.network_plugin_not_ready",
        ),
        ("the machine is being moved", "kubernetes.node_not_ready"),
    ],
)
def test_what_a_node_says_of_itself(message: str, mode: str) -> None:
    assert causes(found(read({"nodes.txt": node("n-beta", "False", message)}))) == {(mode, "node/n-beta")}


def test_a_ready_node_says_nothing() -> None:
    assert found(read({"nodes.txt": node("n-beta", "True", "kubelet is posting ready status")})) == []


def test_pressure_is_a_cause() -> None:
    text = node("n-beta", "True", "kubelet is posting ready status", disk="True")
    assert causes(found(read({"nodes.txt": text}))) == {("kubernetes.node_disk_pressure", "node/n-beta")}


def test_a_kubelet_that_cannot_reach_its_runtime() -> None:
    line = (
        'May 04 12:00:05 n-beta kubelet[900]: E0504 12:00:05.1 900 x.go:1] "failed" '
        'err="dial unix /run/containerd/containerd.sock: connect: connection refused"\n'
    )
    findings = found(read({"node": status("kubelet", "n-beta") + line}))
    assert causes(findings) == {("kubernetes.containerd_unavailable", "node/n-beta")}


def checks(*, beta_fails: bool) -> str:
    text = ""
    for host in ("ledger", "pricing", "mailer"):
        text += f"$ nc -zv {host} 80\nProbe run on n-alpha: {host} (10.96.0.1:80) open\n"
        text += f"Probe run on n-beta: {'punt!' if beta_fails else host + ' (10.96.0.1:80) open'}\n\n"
    return text


def test_a_node_from_which_nothing_answers_lacks_its_service_proxy() -> None:
    findings = found(read({"checks": checks(beta_fails=True)}))
    assert causes(findings) == {("kubernetes.kube_proxy_unavailable", "node/n-beta")}
    assert found(read({"checks": checks(beta_fails=False)})) == []


def test_services_out_of_reach_from_everywhere_are_not_one_node_s_fault() -> None:
    text = "".join(
        f"$ nc -zv {host} 80\nProbe run on n-alpha: Connection refused\nProbe run on n-beta: Connection refused\n\n"
        for host in ("a", "b", "c")
    )
    assert found(read({"checks": text})) == []


def test_pending_pods_without_a_scheduler() -> None:
    waiting = replace(PRICING, node="", ready=False)
    findings = found(cluster(LEDGER, waiting, more={"node": status("kube-scheduler", "n-master", DEAD)}))
    assert groups(findings, "kubernetes.kube_scheduler_unavailable") == {"node-service", "pod-status"}
    assert "app/pricing" in findings[0].affects


def test_examined_counts_what_is_there() -> None:
    detector = KubernetesNodesDetector()
    assert detector.examined(read({})) == ""
    texts = {"node": status("kubelet", "n-beta"), "nodes.txt": node("n-beta", "True", "ok")}
    assert detector.examined(read(texts)) == "1 node services, 1 nodes"


@pytest.mark.parametrize(
    "text",
    ["●\n   Active: \n", "● kubelet.service\n Active: \n" * 50, "\x00" * 900, "● .service\nActive: x (\n"],
)
def test_hostile_status_texts(text: str) -> None:
    assert causes(found(read({"node": text}))) == set()
