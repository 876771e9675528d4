from __future__ import annotations

import pytest

from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot, build_cluster_snapshot
from faultmaven_models.testing.builders import materials_from_texts

PODS = """\
$ kubectl get pods -n shop -o wide
NAME                     READY   STATUS             RESTARTS      AGE   IP           NODE     NOMINATED NODE
cart-7b4d9c6f58-x2v5k    0/1     CrashLoopBackOff   5 (45s ago)   2m    192.0.2.9    m-red    <none>
shelf-7b4d9c6f58-b4c7d   0/1     Pending            0             2m    <none>       <none>   <none>

$ kubectl get pods -n shop --show-labels
NAME                     READY   STATUS             RESTARTS      AGE   LABELS
cart-7b4d9c6f58-x2v5k    0/1     CrashLoopBackOff   5 (45s ago)   2m    app=cart,tier=front
"""


def snapshot(*texts: str) -> ClusterSnapshot:
    given = materials_from_texts({f"f{number}": text for number, text in enumerate(texts)})
    return given.view(build_cluster_snapshot)


def test_pods_of_two_listings_are_one() -> None:
    found = snapshot(PODS)
    cart, shelf = found.pods
    assert cart.status is not None
    assert (cart.status.value, cart.namespace, cart.age_seconds) == ("CrashLoopBackOff", "shop", 120.0)
    assert cart.labels == {"app": "cart", "tier": "front"}
    assert cart.node is not None
    assert (cart.node.value, cart.node.line) == ("m-red", 3)
    assert shelf.node is None
    assert found.is_complete("pod", "shop")
    assert not found.is_complete("pod", "other")


def test_blank_cells_stay_blank() -> None:
    (claim,) = snapshot(
        "NAME        STATUS    VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   AGE\n"
        "data-cart   Pending                                      swift          3m\n"
    ).claims
    assert claim.status is not None
    assert claim.status.value == "Pending"
    assert claim.volume is None
    assert claim.storage_class is not None
    assert claim.storage_class.value == "swift"


def test_all_kinds_in_one_listing() -> None:
    found = snapshot(
        "NAMESPACE   NAME                        READY   STATUS    RESTARTS   AGE\n"
        "shop        pod/cart-7b4d9c6f58-x2v5k   1/1     Running   0          4d\n"
        "\n"
        "NAMESPACE   NAME           TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)               AGE\n"
        "shop        service/cart   NodePort    192.0.2.3    <none>        80:30080/TCP,81/UDP   4d\n"
        "\n"
        "NAMESPACE   NAME                   READY   UP-TO-DATE   AVAILABLE   AGE\n"
        "shop        deployment.apps/cart   1/3     3            1           4d\n"
        "\n"
        "NAMESPACE   NAME                              DESIRED   CURRENT   READY   AGE\n"
        "shop        replicaset.apps/cart-7b4d9c6f58   3         3         1       4d\n"
        "\n"
        "NAMESPACE   NAME                       READY   AGE\n"
        "shop        statefulset.apps/cart-db   2/2     4d\n"
    )
    assert [pod.name for pod in found.pods] == ["cart-7b4d9c6f58-x2v5k"]
    assert [(port.port, port.node_port, port.protocol) for port in found.services[0].ports] == [
        (80, 30080, "TCP"),
        (81, None, "UDP"),
    ]
    assert [(one.kind, one.name) for one in found.workloads] == [
        ("Deployment", "cart"),
        ("StatefulSet", "cart-db"),
    ]
    deployment = found.workloads[0]
    assert deployment.desired is not None
    assert deployment.available is not None
    assert (deployment.desired.value, deployment.available.value) == (3, 1)
    assert [one.name for one in found.replica_sets] == ["cart-7b4d9c6f58"]


def test_events_listing() -> None:
    (event,) = snapshot(
        "LAST SEEN   TYPE      REASON      OBJECT                      MESSAGE\n"
        "47s         Warning   Unhealthy   pod/cart-7b4d9c6f58-x2v5k   Liveness probe failed:  two blanks\n"
    ).events
    assert (event.kind, event.name, event.last_seen_seconds) == ("pod", "cart-7b4d9c6f58-x2v5k", 47.0)
    assert event.message == "Liveness probe failed:  two blanks"


def test_nodes_endpoints_volumes_and_accounts() -> None:
    found = snapshot(
        "$ kubectl get nodes\n"
        "NAME    STATUS                        ROLES           AGE   VERSION   INTERNAL-IP\n"
        "m-top   Ready,SchedulingDisabled      control-plane   4d    v1.31.2   192.0.2.5\n"
        "m-red   NotReady                      <none>          4d    v1.31.2   192.0.2.7\n"
        "\n$ kubectl get endpoints -n shop\n"
        "NAME   ENDPOINTS                         AGE\n"
        "cart   192.0.2.9:8080,192.0.2.8:8080   4d\nvoid   <none>                            4d\n"
        "\n$ kubectl get pv\n"
        "NAME   CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS      CLAIM   STORAGECLASS   AGE\n"
        "tray   10Gi       RWO,ROX        Retain           Available           slow           4d\n"
        "\n$ kubectl get sa -n shop\nNAME      SECRETS   AGE\ndefault   0         4d\n"
        "\n$ kubectl get sc\n"
        "NAME               PROVISIONER   RECLAIMPOLICY   VOLUMEBINDINGMODE   AGE\n"
        "slow (default)     x.test/disk   Delete          Immediate           4d\n"
    )
    top, red = found.nodes
    assert top.unschedulable is not None
    assert top.unschedulable.value is True
    assert (top.conditions["Ready"].value, red.conditions["Ready"].value) == ("True", "Unknown")
    assert [one.addresses.value for one in found.endpoints if one.addresses] == [
        ("192.0.2.9", "192.0.2.8"),
        (),
    ]
    assert found.volumes[0].access_modes is not None
    assert found.volumes[0].access_modes.value == ("RWO", "ROX")
    assert found.service_accounts[0].namespace == "shop"
    assert (found.storage_classes[0].name, found.storage_classes[0].is_default) == ("slow", True)


@pytest.mark.parametrize(
    "text", ["NAME\n", "NAME  \nx  \n", "NAMESPACE   NAME\n   \n", "NAMES OF PEOPLE\nann   bob\n"]
)
def test_other_capitals_are_no_tables(text: str) -> None:
    assert not snapshot(text)
