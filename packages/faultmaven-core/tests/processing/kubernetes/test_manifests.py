from __future__ import annotations

import json

from faultmaven_core.processing.kubernetes.objects import Origin
from faultmaven_core.processing.kubernetes.pod_spec import ProbeKind
from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot, build_cluster_snapshot
from faultmaven_models.testing.builders import materials_from_texts

CART = """\
# of the shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
  namespace: shop
spec:
  replicas: 3
  selector:
    matchLabels: {app: cart}
  template:
    metadata:
      labels: {app: cart}
    spec:
      serviceAccountName: cashier
      imagePullSecrets:
      - name: hub-key
      securityContext:
        runAsUser: 1234
      nodeSelector:
        disk: quick
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - {key: zone, operator: In, values: [a, b]}
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                app: cart
      containers:
      - name: main
        image: hub.shop.test/cart:2
        ports:
        - {name: web, containerPort: 7400}
        envFrom:
        - secretRef: {name: cart-db}
        env:
        - name: SHELF
          value: shelf:7500
        livenessProbe:
          grpc: {port: 7400}
          periodSeconds: 7
        resources:
          requests: {cpu: 250m}
---
apiVersion: v1
kind: Service
metadata:
  name: cart
  namespace: shop
spec:
  selector: {app: cart}
  ports:
  - port: 80
    targetPort: web
---
broken: [
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: shop}
spec:
  accessModes: [ReadWriteMany]
  storageClassName: ""
  selector:
    matchLabels: {tier: new}
  resources: {requests: {storage: 5Gi}}
"""


def snapshot(*texts: str) -> ClusterSnapshot:
    given = materials_from_texts({f"f{number}": text for number, text in enumerate(texts)})
    return given.view(build_cluster_snapshot)


def test_declared_workload() -> None:
    found = snapshot(CART)
    (cart,) = found.declared.workloads
    spec = cart.template
    assert found.workloads == ()
    assert cart.desired is not None
    assert (cart.desired.value, cart.desired.line) == (3, 8)
    assert spec.service_account is not None
    assert spec.service_account.value == "cashier"
    assert list(spec.pull_secrets) == ["hub-key"]
    assert spec.security["runAsUser"].value == "1234"
    assert spec.node_selector["disk"].span().quote.strip() == "disk: quick"
    ((rule,),) = spec.node_affinity
    assert (rule.key, rule.operator, rule.values) == ("zone", "In", ("a", "b"))
    assert spec.pod_anti_affinity[0].topology_key == "kubernetes.io/hostname"


def test_declared_container() -> None:
    (main,) = snapshot(CART).declared.workloads[0].template.containers
    assert main.image is not None
    assert main.image.value == "hub.shop.test/cart:2"
    assert [(port.number, port.name) for port in main.ports] == [(7400, "web")]
    assert [(one.kind, one.name) for one in main.references] == [("secret", "cart-db")]
    assert main.environment["SHELF"].value == "shelf:7500"
    assert main.liveness is not None
    assert (main.liveness.kind, main.liveness.port, main.liveness.period) == (ProbeKind.GRPC, "7400", 7)


def test_documents_after_a_broken_one_are_read() -> None:
    (claim,) = snapshot(CART).declared.claims
    assert claim.wants_access_modes is not None
    assert claim.wants_access_modes.value == ("RWX",)
    assert claim.wants_capacity is not None
    assert claim.wants_capacity.value == "5Gi"
    assert claim.wants_labels["tier"].value == "new"
    assert claim.storage_class is not None
    assert claim.storage_class.value == ""


EXPORTED = {
    "apiVersion": "v1",
    "kind": "List",
    "items": [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": "cart-7b4d9c6f58-x2v5k",
                "namespace": "shop",
                "uid": "1",
                "ownerReferences": [{"kind": "ReplicaSet", "name": "cart-7b4d9c6f58"}],
            },
            "spec": {"nodeName": "m-red", "containers": [{"name": "main", "image": "x"}]},
            "status": {
                "phase": "Running",
                "conditions": [{"type": "Ready", "status": "False"}],
                "containerStatuses": [
                    {
                        "name": "main",
                        "ready": False,
                        "restartCount": 7,
                        "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                        "lastState": {"terminated": {"reason": "OOMKilled", "exitCode": 137}},
                    }
                ],
            },
        }
    ],
}


def test_exported_list_in_json() -> None:
    for text in (json.dumps(EXPORTED), json.dumps(EXPORTED, indent=4), json.dumps(EXPORTED, indent="\t")):
        (pod,) = snapshot("$ kubectl get pods -o json\n" + text).pods
        (main,) = pod.containers
        assert pod.origin is Origin.EXPORT
        assert pod.conditions["Ready"].value == "False"
        assert pod.owner is not None
        assert pod.owner.value == "ReplicaSet/cart-7b4d9c6f58"
        assert main.restarts is not None
        assert main.restarts.value == 7
        assert main.last_state is not None
        assert main.last_state.exit_code == 137


def test_json_logs_are_no_manifests() -> None:
    assert not snapshot('{"level":"info","msg":"apiVersion is fine"}\n' * 3)
