from __future__ import annotations

import pytest
from shop_texts import causes, deployment_manifest, event, findings, replica_set

from faultmaven_core.diagnosis.kubernetes.quota_message import read_excesses
from faultmaven_models.finding import FindingKind

MISSING_ACCOUNT = (
    'Error creating: pods "basket-7b4d9c6f58-" is forbidden: error looking up service account shop/cashier: '
    'serviceaccount "cashier" not found'
)


def refused(why: str, **counts: int) -> str:
    message = f'Error creating: pods "basket-7b4d9c6f58-k2x7v" is forbidden: {why}'
    return replica_set(event("FailedCreate", message), **counts)


def quota(resource: str, used: str, hard: str) -> str:
    return (
        "$ kubectl describe resourcequota shop-bounds -n shop\n"
        "Name:       shop-bounds\nNamespace:  shop\n"
        f"Resource    Used  Hard\n--------    ----  ----\n{resource}    {used}    {hard}\n\n"
    )


def over(resource: str, requested: str, used: str, hard: str) -> str:
    return (
        f"exceeded quota: shop-bounds, requested: {resource}={requested}, used: {resource}={used}, "
        f"limited: {resource}={hard}"
    )


QUOTAS = {
    "namespace_cpu_quota_exceeded": ("requests.cpu", "500m", "1800m", "2"),
    "namespace_memory_quota_exceeded": ("limits.memory", "1Gi", "7680Mi", "8Gi"),
    "namespace_pod_quota_exceeded": ("pods", "1", "20", "20"),
    "namespace_storage_quota_exceeded": ("requests.storage", "8Gi", "5Gi", "10Gi"),
    "namespace_service_quota_exceeded": ("services", "1", "4", "4"),
    "namespace_object_quota_exceeded": ("count/jobs.batch", "1", "9", "9"),
}


@pytest.mark.parametrize("mode", QUOTAS)
def test_refusal_for_quota_accuses_the_namespace(mode: str) -> None:
    resource, requested, used, hard = QUOTAS[mode]
    text = refused(over(resource, requested, used, hard)) + quota(resource, used, hard)
    assert causes(text) == {(mode, "namespace/shop"): {"events", "quota", "workload-status"}}


@pytest.mark.parametrize("mode", QUOTAS)
def test_refusal_that_the_controller_got_over_is_not_accused(mode: str) -> None:
    resource, requested, used, hard = QUOTAS[mode]
    assert causes(refused(over(resource, requested, used, hard), current=1)) == {}


def test_only_the_exceeded_resource_of_several_is_accused() -> None:
    why = (
        "exceeded quota: shop-bounds, requested: requests.cpu=1,requests.memory=1Gi, "
        "used: requests.cpu=1,requests.memory=7Gi, limited: requests.cpu=8,requests.memory=7Gi"
    )
    assert {mode for mode, _ in causes(refused(why))} == {"namespace_memory_quota_exceeded"}


def test_missing_service_account() -> None:
    accounts = "NAME      SECRETS   AGE\nbasket    0         4d\ndefault   0         9d\n\n"
    text = "$ kubectl get serviceaccounts -n shop\n" + accounts
    text += replica_set(event("FailedCreate", MISSING_ACCOUNT), account="cashier")
    assert causes(text) == {("missing_service_account", "app/basket"): {"events", "spec", "workload-status"}}


def test_account_that_came_a_moment_later_is_ruled_out() -> None:
    found = findings(replica_set(event("FailedCreate", MISSING_ACCOUNT, age="90s (x2 over 91s)"), current=1))
    assert {one.kind for one in found} == {FindingKind.RULED_OUT}


def test_an_older_refusal_of_the_same_controller_is_superseded() -> None:
    message = f'Error creating: pods "basket-7b4d9c6f58-k2x7v" is forbidden: {over("pods", "1", "20", "20")}'
    text = replica_set(
        event("FailedCreate", MISSING_ACCOUNT, age="3m (x2 over 3m)"),
        event("FailedCreate", message, age="4s"),
    )
    assert {mode for mode, _ in causes(text)} == {"namespace_pod_quota_exceeded"}


PLAIN = {
    "quota_requires_resources": "failed quota: shop-bounds: must specify limits.cpu for: main",
    "pod_security_violation": 'violates PodSecurity "restricted:latest": runAsNonRoot != true',
    "limit_range_violation": "maximum memory usage per Container is 1Gi, but limit is 4Gi",
}


@pytest.mark.parametrize("mode", PLAIN)
def test_other_refusals(mode: str) -> None:
    assert set(causes(refused(PLAIN[mode]))) == {(mode, "app/basket")}
    assert causes(refused(PLAIN[mode], current=1)) == {}


WEBHOOKS = {
    "admission_webhook_denied": 'admission webhook "images.shop.test" denied the request: tag latest',
    "admission_webhook_unreachable": 'Internal error occurred: failed calling webhook "images.shop.test": EOF',
}


@pytest.mark.parametrize("mode", WEBHOOKS)
def test_webhooks(mode: str) -> None:
    row = event("FailedCreate", f"Error creating: {WEBHOOKS[mode]}")
    assert set(causes(replica_set(row))) == {(mode, "app/basket")}
    assert causes(replica_set(row, current=1)) == {}


SERVICES = """\
$ kubectl get services -n shop
NAME      TYPE        CLUSTER-IP    EXTERNAL-IP   PORT(S)    AGE
shelf     ClusterIP   192.0.2.31    <none>        7500/TCP   4d

"""
SERVICE_MANIFEST = """\
---
apiVersion: v1
kind: Service
metadata:
  name: basket
  namespace: shop
spec:
  selector:
    app: basket
  ports:
  - port: 7400
"""


def test_service_that_a_full_quota_kept_away() -> None:
    text = SERVICES + quota("services", "1", "1") + deployment_manifest() + SERVICE_MANIFEST
    assert causes(text) == {("namespace_service_quota_exceeded", "namespace/shop"): {"quota", "manifest"}}


def test_full_service_quota_alone_is_no_fault() -> None:
    assert causes(SERVICES + quota("services", "1", "1")) == {}


def test_missing_service_where_the_quota_has_room_is_no_quota_fault() -> None:
    text = SERVICES + quota("services", "1", "4") + deployment_manifest() + SERVICE_MANIFEST
    found = findings(text)
    assert not [one for one in found if one.kind is FindingKind.CAUSE]
    ruled = [one.failure_mode for one in found if one.kind is FindingKind.RULED_OUT]
    assert ruled == ["kubernetes.namespace_service_quota_exceeded"]


CLAIM = """\
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: basket-data
  namespace: shop
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 8Gi
"""


def test_claim_that_a_storage_quota_kept_away() -> None:
    text = quota("requests.storage", "0", "5Gi") + CLAIM
    assert causes(text) == {("namespace_storage_quota_exceeded", "namespace/shop"): {"quota", "manifest"}}
    assert causes(quota("requests.storage", "0", "9Gi") + CLAIM) == {}


@pytest.mark.parametrize(
    "text", ["", "exceeded quota: ", "exceeded quota: a, requested: ", "exceeded quota: a, requested: =,=,="]
)
def test_broken_refusals_name_nothing_exceeded(text: str) -> None:
    assert not [one for one in read_excesses(text) if one.resource]
