from __future__ import annotations

import pytest
from shop_texts import causes, deployment, deployment_manifest, event, findings, pod

from faultmaven_models.finding import FindingKind

GRPC = "    Liveness:   grpc <pod>:7400  delay=5s timeout=1s period=10s #success=1 #failure=3\n"
READY_GRPC = GRPC.replace("Liveness: ", "Readiness:")
NO_ANSWER = 'timeout: failed to connect service "192.0.2.9:{port}" within 1s: context deadline exceeded'
KILLED = event(
    "Killing", "Container main failed liveness probe, will be restarted", kind="Normal", age="3s (x3 over 1m)"
)
MALFORMED = (
    'Get "http://192.0.2.9:7400/": net/http: HTTP/1.x transport connection broken: malformed HTTP response'
)


def live(probe: str, message: str, *, ready_probe: str = READY_GRPC) -> str:
    row = event("Unhealthy", f"Liveness probe failed: {message}")
    return pod(row, KILLED, probes=probe + ready_probe, restarts=3)


def unready(probe: str, message: str, *, age: str = "4s (x9 over 80s)", ready: bool = False) -> str:
    row = event("Unhealthy", f"Readiness probe failed: {message}", age=age)
    return pod(row, probes=GRPC + probe, ready=ready)


HTTP = "    Liveness:   http-get http://:7400/up delay=5s timeout=1s period=10s #success=1 #failure=3\n"
HASTY = "    Liveness:   grpc <pod>:7400  delay=1s timeout=1s period=1s #success=1 #failure=1\n"
CASES = {
    "liveness_probe_incorrect_port": live(GRPC.replace("7400", "7401"), NO_ANSWER.format(port=7401)),
    "liveness_probe_incorrect_protocol": live(HTTP, MALFORMED),
    "liveness_probe_incorrect_timing": live(HASTY, NO_ANSWER.format(port=7400)),
    "liveness_probe_incorrect_path": live(HTTP, "HTTP probe failed with statuscode: 404", ready_probe=""),
    "readiness_probe_incorrect_port": unready(
        READY_GRPC.replace("7400", "7401"), NO_ANSWER.format(port=7401)
    ),
    "readiness_probe_incorrect_protocol": unready(HTTP.replace("Liveness: ", "Readiness:"), MALFORMED),
    "readiness_probe_incorrect_path": unready(
        HTTP.replace("Liveness: ", "Readiness:"), "HTTP probe failed with statuscode: 404"
    ),
}


@pytest.mark.parametrize("mode", CASES)
def test_fires_alone_with_independent_origins(mode: str) -> None:
    assert causes(CASES[mode]) == {(mode, "app/basket"): {"spec", "events", "pod-status"}}


def test_failures_of_the_first_moments_are_passed_over() -> None:
    early = event(
        "Unhealthy", f"Readiness probe failed: {NO_ANSWER.format(port=7400)}", age="4m (x5 over 5m)"
    )
    startup = event(
        "Unhealthy", "Startup probe failed: dial tcp 192.0.2.9:15021: connect: connection refused", age="5m"
    )
    late = event("Unhealthy", "Liveness probe failed: health rpc did not complete within 1s", age="4m")
    assert findings(pod(early, startup, late, probes=GRPC + READY_GRPC)) == []


def test_old_readiness_failures_of_a_pod_that_is_unready_for_another_reason() -> None:
    text = unready(READY_GRPC.replace("7400", "7401"), NO_ANSWER.format(port=7401), age="9m (x3 over 10m)")
    assert causes(text) == {}


def test_program_that_answers_nobody_is_not_blamed_on_its_probe() -> None:
    assert causes(unready(READY_GRPC, NO_ANSWER.format(port=7400))) == {}


def test_tcp_probe_beside_says_nothing_about_the_protocol() -> None:
    tcp = "    Readiness:  tcp-socket :7400 delay=5s timeout=1s period=10s #success=1 #failure=3\n"
    found = causes(live(HTTP, "dial tcp 192.0.2.9:7400: connect: connection refused", ready_probe=tcp))
    assert ("liveness_probe_incorrect_protocol", "app/basket") not in found
    assert ("liveness_probe_incorrect_port", "app/basket") not in found


@pytest.mark.parametrize(
    ("probe", "message", "fires"),
    [
        (HTTP, 'Get "http://192.0.2.9:7400/up": EOF', True),
        (GRPC, NO_ANSWER.format(port=7400), True),
        (HTTP, 'Get "http://192.0.2.9:7400/up": context deadline exceeded (Client.Timeout exceeded)', False),
    ],
)
def test_port_that_is_open_but_speaks_something_else(probe: str, message: str, *, fires: bool) -> None:
    tcp = "    Readiness:  tcp-socket :7400 delay=5s timeout=1s period=10s #success=1 #failure=3\n"
    found = causes(live(probe, message, ready_probe=tcp))
    assert (("liveness_probe_incorrect_protocol", "app/basket") in found) is fires


OOM = "    Last State:     Terminated\n      Reason:       OOMKilled\n      Exit Code:    137\n"
OTHER = "    Last State:     Terminated\n      Reason:       Error\n      Exit Code:    137\n"


def test_container_killed_for_memory() -> None:
    text = pod(
        state="Waiting", reason="CrashLoopBackOff", last=OOM, ready=False, restarts=6, limits="memory:  64Mi"
    )
    assert causes(text) == {("oom_killed", "app/basket"): {"pod-status", "spec"}}


def test_container_killed_for_memory_before_it_ran() -> None:
    message = "Error: runc create failed: container init was OOM-killed (memory limit too low?)"
    text = pod(
        event("Failed", message),
        state="Waiting",
        reason="CreateContainerError",
        ready=False,
        limits="memory:  4Mi",
    )
    assert causes(text) == {("oom_killed", "app/basket"): {"events", "pod-status", "spec"}}


def test_other_kills_are_not_for_memory() -> None:
    text = pod(state="Waiting", reason="CrashLoopBackOff", last=OTHER, ready=False, restarts=6)
    assert ("oom_killed", "app/basket") not in causes(text)


SERVICE = (
    "$ kubectl describe service basket -n shop\nName:              basket\nNamespace:         shop\n"
    "Selector:          app=basket\nType:              ClusterIP\nPort:              grpc  7400/TCP\n"
    "TargetPort:        7400/TCP\nEndpoints:         <none>\nSession Affinity:  None\nEvents:            <none>\n\n"
)
ENDPOINTS = (
    "$ kubectl describe endpoints basket -n shop\nName:         basket\nNamespace:    shop\nLabels:       app=basket\n"
    "Subsets:\nEvents:  <none>\n\n"
)
SCALED = event(
    "ScalingReplicaSet", "Scaled down replica set basket-7b4d9c6f58 to 0 from 1", kind="Normal", age="3m"
)


def test_workload_that_was_scaled_away() -> None:
    text = deployment(SCALED, desired=0, available=0) + SERVICE + ENDPOINTS + deployment_manifest()
    assert causes(text) == {
        ("deployment_zero_replicas", "app/basket"): {"workload-status", "manifest", "events", "endpoints"}
    }
    assert [one.component for one in findings(text) if one.kind is FindingKind.CHANGE] == ["app/basket"] * 2


def test_workload_that_nothing_expects_to_run() -> None:
    assert causes(deployment(desired=0, available=0)) == {}
    assert causes(deployment(desired=0, available=0) + deployment_manifest(replicas=0)) == {}


def test_workload_with_its_pods() -> None:
    assert findings(deployment(desired=1, available=1) + SERVICE + deployment_manifest()) == []


def test_workload_without_its_pods_is_a_symptom() -> None:
    found = findings(deployment(desired=2, available=0))
    assert [(one.kind, one.component) for one in found] == [(FindingKind.SYMPTOM, "app/basket")]
