from __future__ import annotations

import pytest
from shop_texts import causes, event, findings, pending, pod

UNBOUND = "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims."
MOUNTED = "  data:\n    Type:       PersistentVolumeClaim (a reference to one)\n    ClaimName:  basket-data\n"
STUCK = pending(UNBOUND, volumes=MOUNTED)


def claim(status: str = "Pending", row: str = "", storage_class: str = "") -> str:
    events = (
        f"Events:\n  Type  Reason  Age  From  Message\n  ----  ------  ---  ----  -------\n{row}"
        if row
        else "Events:  <none>"
    )
    return (
        "$ kubectl describe pvc basket-data -n shop\n"
        f"Name:          basket-data\nNamespace:     shop\nStorageClass:  {storage_class}\nStatus:        {status}\n"
        "Volume:        \nCapacity:      \nAccess Modes:  \nVolumeMode:    Filesystem\n"
        f"Used By:       basket-7b4d9c6f58-x2v5k\n{events}\n\n"
    )


def volume(
    *,
    status: str = "Available",
    held: str = "",
    size: str = "10Gi",
    modes: str = "RWO",
    labels: str = "<none>",
) -> str:
    return (
        "$ kubectl describe pv tray\n"
        f"Name:            tray\nLabels:          {labels}\nStorageClass:    \nStatus:          {status}\n"
        f"Claim:           {held}\nReclaim Policy:  Retain\nAccess Modes:    {modes}\nCapacity:        {size}\n"
        "Events:          <none>\n\n"
    )


def wish(
    *, size: str = "5Gi", mode: str = "ReadWriteOnce", selector: str = "", storage_class: str = '""'
) -> str:
    chosen = f"  selector:\n    matchLabels:\n      {selector}\n" if selector else ""
    return (
        "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: basket-data\n  namespace: shop\n"
        f"spec:\n  accessModes:\n  - {mode}\n  resources:\n    requests:\n      storage: {size}\n{chosen}"
        f"  storageClassName: {storage_class}\n"
    )


ROW = event(
    "FailedBinding",
    "no persistent volumes available for this claim and no storage class is set",
    kind="Normal",
)
CLASSES = (
    "$ kubectl get storageclass\n"
    "NAME      PROVISIONER      RECLAIMPOLICY   VOLUMEBINDINGMODE   ALLOWVOLUMEEXPANSION   AGE\n"
    "slow      shop.test/disk   Delete          Immediate           false                  4d\n\n"
)
CASES = {
    "pv_binding_occupied": claim(row=ROW) + volume(status="Bound", held="shop/other") + wish(),
    "pvc_access_mode_mismatch": claim(row=ROW) + volume() + wish(mode="ReadWriteMany"),
    "pvc_capacity_mismatch": claim(row=ROW) + volume(size="2Gi") + wish(),
    "pvc_selector_mismatch": claim(row=ROW) + volume(labels="tier=old") + wish(selector="tier: new"),
    "pvc_storage_class_mismatch": CLASSES
    + claim(
        storage_class="swift",
        row=event("ProvisioningFailed", 'storageclass.storage.k8s.io "swift" not found'),
    )
    + volume()
    + wish(storage_class="swift"),
}


@pytest.mark.parametrize("mode", CASES)
def test_fires_alone_with_independent_origins(mode: str) -> None:
    assert causes(STUCK + CASES[mode]) == {(mode, "app/basket"): {"volumes", "events", "pod-status"}}


@pytest.mark.parametrize("mode", CASES)
def test_bound_claim_is_not_accused(mode: str) -> None:
    placed = STUCK.replace("Node:             <none>", "Node:             m-red/192.0.2.7")
    placed = placed.replace("PodScheduled      False", "PodScheduled      True")
    bound = CASES[mode].replace("Status:        Pending", "Status:        Bound")
    assert causes(placed + bound) == {}


def test_the_other_respects_are_ruled_out() -> None:
    ruled = {
        one.failure_mode
        for one in findings(STUCK + CASES["pvc_capacity_mismatch"])
        if one.kind == "ruled_out"
    }
    assert ruled == {
        "kubernetes.pv_binding_occupied",
        "kubernetes.pvc_access_mode_mismatch",
        "kubernetes.pvc_selector_mismatch",
        "kubernetes.pvc_storage_class_mismatch",
    }


def test_claim_that_waits_for_its_first_consumer_is_as_it_should_be() -> None:
    assert causes(claim() + volume(size="1Gi") + wish()) == {}


def test_claim_without_any_volume_is_unbound() -> None:
    assert set(causes(STUCK + claim(row=ROW) + wish())) == {("pvc_unbound", "app/basket")}


def test_claim_that_does_not_exist() -> None:
    text = pending('0/3 nodes are available: persistentvolumeclaim "basket-data" not found.', volumes=MOUNTED)
    assert set(causes(text)) == {("pvc_missing", "app/basket")}
    assert ("pvc_missing", "app/basket") not in causes(text + claim())


HOST_PATH = (
    "  data:\n    Type:          HostPath (bare host directory volume)\n    Path:          /srv/basket\n"
)
LAST = "    Last State:     Terminated\n      Reason:       Error\n      Exit Code:    1\n"
LOG = """\
2031-05-04T10:00:00Z INFO opening store
2031-05-04T10:00:01Z ERROR cannot open /data/store.db: Permission denied
"""


def crashing(volumes: str = HOST_PATH) -> str:
    return pod(
        state="Waiting",
        reason="CrashLoopBackOff",
        last=LAST,
        ready=False,
        restarts=4,
        mounts="/data from data (rw)",
        volumes=volumes,
    )


def test_files_of_a_volume_that_may_not_be_used() -> None:
    found = causes(crashing(), LOG)
    assert found["volume_mount_permission_denied", "app/basket"] == {"log:file1", "pod-status", "spec"}


def test_permission_denied_elsewhere_is_no_fault_of_a_volume() -> None:
    assert ("volume_mount_permission_denied", "app/basket") not in causes(crashing(volumes=""), LOG)
    assert ("volume_mount_permission_denied", "app/basket") not in causes(
        crashing(), LOG.replace("Permission denied", "no space left")
    )


def test_mount_that_the_kubelet_may_not_set_up() -> None:
    row = event("FailedMount", 'MountVolume.SetUp failed for volume "data": mount failed: Permission denied')
    text = pod(
        row,
        status="Pending",
        state="Waiting",
        reason="ContainerCreating",
        ready=False,
        mounts="/data from data (rw)",
        volumes=HOST_PATH,
    )
    assert "events" in causes(text)["volume_mount_permission_denied", "app/basket"]
