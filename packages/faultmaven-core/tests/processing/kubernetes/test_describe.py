from __future__ import annotations

from faultmaven_core.processing.kubernetes.pod_spec import ProbeKind
from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot, build_cluster_snapshot
from faultmaven_models.testing.builders import materials_from_texts

POD = """\
$ kubectl describe pod cart-db-0 -n shop
Name:             cart-db-0
Namespace:        shop
Service Account:  keeper
Node:             m-red/192.0.2.7
Labels:           app.kubernetes.io/name=cart-db
                  tier=data
Annotations:      note: first
Status:           Running
IP:               192.0.2.99
IPs:
  IP:           192.0.2.99
Controlled By:  StatefulSet/cart-db
Init Containers:
  prepare:
    Image:          hub.shop.test/prepare:1
    State:          Terminated
      Reason:       Completed
      Exit Code:    0
    Ready:          True
    Restart Count:  0
Containers:
  store:
    Image:          hub.shop.test/store:9
    Ports:          5400/TCP, 5401/UDP
    Command:
      store
      --serve
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       OOMKilled
      Exit Code:    137
    Ready:          False
    Restart Count:  6
    Limits:
      memory:  64Mi
    Requests:
      memory:  32Mi
    Liveness:   http-get https://:5400/alive%3Fx delay=3s timeout=2s period=4s #success=1 #failure=5
    Readiness:  exec [cat /tmp/ready] delay=0s timeout=1s period=10s #success=1 #failure=3
    Environment Variables from:
      store-settings  ConfigMap  Optional: true
    Environment:
      PEER:   cart:7400
      TOKEN:  <set to the key 'token' in secret 'store-key'>  Optional: false
    Mounts:
      /data from data (rw)
      /etc/x from conf (ro,path="x")
Conditions:
  Type           Status
  Ready          False
  PodScheduled   True
Volumes:
  data:
    Type:       PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)
    ClaimName:  data-cart-db-0
    ReadOnly:   false
  conf:
    Type:      ConfigMap (a volume populated by a ConfigMap)
    Name:      store-files
    Optional:  true
QoS Class:       Burstable
Node-Selectors:  disk=quick
                 zone=a
Tolerations:     repair=yes:NoSchedule
                 op=Exists
                 node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
Events:
  Type     Reason   Age                  From     Message
  ----     ------   ----                 ----     -------
  Normal   Pulled   12m                  kubelet  Container image "a" already present
  Warning  BackOff  3s (x41 over 2h10m)  kubelet  Back-off restarting failed container
"""


def snapshot(*texts: str) -> ClusterSnapshot:
    given = materials_from_texts({f"f{number}": text for number, text in enumerate(texts)})
    return given.view(build_cluster_snapshot)


def test_pod() -> None:
    (pod,) = snapshot(POD).pods
    (store,) = pod.containers
    assert (pod.name, pod.namespace, pod.labels["tier"]) == ("cart-db-0", "shop", "data")
    assert pod.node is not None
    assert pod.node.value == "m-red"
    assert pod.owner is not None
    assert pod.owner.value == "StatefulSet/cart-db"
    assert [port.number for port in store.ports] == [5400, 5401]
    assert store.command is not None
    assert store.command.value == "store --serve"
    assert store.restarts is not None
    assert store.restarts.value == 6
    assert store.limits["memory"].value == "64Mi"
    assert [container.name for container in pod.spec.init_containers] == ["prepare"]
    assert {name: told.value for name, told in pod.spec.node_selector.items()} == {
        "disk": "quick",
        "zone": "a",
    }


def test_states_with_their_lines() -> None:
    (store,) = snapshot(POD).pods[0].containers
    assert store.state is not None
    assert (store.state.name, store.state.reason) == ("Waiting", "CrashLoopBackOff")
    assert store.last_state is not None
    assert (store.last_state.reason, store.last_state.exit_code) == ("OOMKilled", 137)
    span = store.last_state.at.span()
    assert span.quote.split() == [
        "Last",
        "State:",
        "Terminated",
        "Reason:",
        "OOMKilled",
        "Exit",
        "Code:",
        "137",
    ]


def test_probes() -> None:
    (store,) = snapshot(POD).pods[0].containers
    live, ready = store.liveness, store.readiness
    assert live is not None
    assert (live.kind, live.scheme, live.port, live.path) == (ProbeKind.HTTP, "HTTPS", "5400", "/alive%3Fx")
    assert (live.initial_delay, live.timeout, live.period, live.failure) == (3, 2, 4, 5)
    assert ready is not None
    assert (ready.kind, ready.command) == (ProbeKind.EXEC, "[cat /tmp/ready]")


def test_references_mounts_and_volumes() -> None:
    pod = snapshot(POD).pods[0]
    (store,) = pod.containers
    assert [(one.kind, one.name, one.key, one.optional) for one in store.references] == [
        ("configmap", "store-settings", "", True),
        ("secret", "store-key", "token", False),
    ]
    assert store.environment["PEER"].value == "cart:7400"
    assert [(one.path, one.volume, one.read_only) for one in store.mounts] == [
        ("/data", "data", False),
        ("/etc/x", "conf", True),
    ]
    assert [(one.kind, one.source, one.optional) for one in pod.spec.volumes] == [
        ("persistentvolumeclaim", "data-cart-db-0", False),
        ("configmap", "store-files", True),
    ]


def test_tolerations() -> None:
    told = snapshot(POD).pods[0].spec.tolerations
    assert [(one.key, one.operator, one.value, one.effect) for one in told] == [
        ("repair", "Equal", "yes", "NoSchedule"),
        ("", "Exists", "", ""),
        ("node.kubernetes.io/not-ready", "Exists", "", "NoExecute"),
    ]


def test_events() -> None:
    events = snapshot(POD).events
    assert [(one.reason, one.count, one.last_seen_seconds, one.first_seen_seconds) for one in events] == [
        ("Pulled", 1, 720.0, 720.0),
        ("BackOff", 41, 3.0, 7800.0),
    ]
    assert (events[1].kind, events[1].name, events[1].namespace) == ("pod", "cart-db-0", "shop")
    assert events[1].at.span().quote.startswith("  Warning  BackOff")


def test_namespace_quotas() -> None:
    (quota,) = snapshot(
        "Name:         shop\nLabels:       <none>\nStatus:       Active\n\nResource Quotas\n"
        "  Name:            bounds\n  Resource         Used  Hard\n  --------         ---   ---\n"
        "  requests.cpu     1     2\n  pods             3     9\n\nNo LimitRange resource.\n"
    ).quotas
    assert (quota.name, quota.namespace) == ("bounds", "shop")
    assert [(line.resource, line.used, line.hard) for line in quota.lines] == [
        ("requests.cpu", "1", "2"),
        ("pods", "3", "9"),
    ]


def test_service_with_two_ports() -> None:
    (service,) = snapshot(
        "Name:              cart\nNamespace:         shop\n"
        "Selector:          app=cart,tier=front\nType:              NodePort\n"
        "IP:                192.0.2.3\nPort:              web  80/TCP\n"
        "TargetPort:        http/TCP\nNodePort:          web  30080/TCP\n"
        "Endpoints:         192.0.2.4:8080\nPort:              admin  81/TCP\nTargetPort:        8081/TCP\n"
        "Endpoints:         <none>\nSession Affinity:  None\n"
    ).services
    first, second = service.ports
    assert service.selector == {"app": "cart", "tier": "front"}
    assert (first.name, first.port, first.node_port) == ("web", 80, 30080)
    assert first.target is not None
    assert first.target.value == "http"
    assert second.endpoints is not None
    assert second.endpoints.value == ""


def test_several_objects_and_other_texts_in_one_file() -> None:
    text = (
        POD
        + "\n"
        + POD.replace("cart-db-0", "cart-db-1")
        + "\nsome words of a person about it\nName of nothing\n"
    )
    found = snapshot(text)
    assert [pod.name for pod in found.pods] == ["cart-db-0", "cart-db-1"]
    assert len(found.pods[1].events) == 2


def test_without_command_lines_and_namespace() -> None:
    text = "\n".join(line for line in POD.split("\n") if not line.startswith(("$ ", "Namespace:")))
    (pod,) = snapshot(text).pods
    assert (pod.name, pod.namespace) == ("cart-db-0", "")


def test_node() -> None:
    (node,) = snapshot(
        "Name:               m-red\nRoles:              <none>\n"
        "Labels:             zone=a\nTaints:             repair=yes:NoSchedule\n"
        "                    old:NoExecute\nUnschedulable:      true\n"
        "Conditions:\n  Type   Status  Reason\n  ----   ------  ------\n"
        "  Ready  Unknown  Lost\nAddresses:\n  InternalIP:  192.0.2.7\n"
        "Capacity:\n  cpu:  4\nAllocatable:\n  cpu:  3900m\n"
        "Allocated resources:\n  Resource  Requests   Limits\n"
        "  --------  --------   ------\n  cpu       425m (5%)  0 (0%)\n"
        "System Info:\n  Machine ID:  1\n"
    ).nodes
    assert [(one.key, one.value, one.effect) for one in node.taints] == [
        ("repair", "yes", "NoSchedule"),
        ("old", "", "NoExecute"),
    ]
    assert node.unschedulable is not None
    assert node.unschedulable.value is True
    assert node.conditions["Ready"].value == "Unknown"
    assert (node.allocatable["cpu"].value, node.requested["cpu"].value) == ("3900m", "425m")
    assert node.addresses == {"InternalIP": "192.0.2.7"}
