from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.kubernetes.labels import parse_labels, selects, without_hashes
from faultmaven_core.processing.kubernetes.quantities import parse_duration, parse_quantity
from faultmaven_core.processing.kubernetes.sections import command_words
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import (
    component_of_pod,
    component_of_service,
    pods_of_service,
    pods_of_workload,
    workload_of_pod,
)
from faultmaven_models.testing.builders import materials_from_texts

LISTINGS = """\
$ kubectl get deploy -n shop -o wide
NAME   READY   UP-TO-DATE   AVAILABLE   AGE   CONTAINERS   IMAGES   SELECTOR
cart   1/1     1            1           4d    main         x        run=cart

$ kubectl get pods -n shop --show-labels
NAME                    READY   STATUS    RESTARTS   AGE   LABELS
cart-7b4d9c6f58-x2v5k   1/1     Running   0          4d    run=cart,pod-template-hash=7b4d9c6f58
lone                    1/1     Running   0          4d    <none>

$ kubectl get services -n shop -o wide
NAME    TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE   SELECTOR
front   ClusterIP   192.0.2.3    <none>        80/TCP    4d    run=cart
void    ClusterIP   192.0.2.4    <none>        80/TCP    4d    run=nobody
"""


def test_who_belongs_to_whom() -> None:
    found = materials_from_texts({"a": LISTINGS}).view(build_cluster_snapshot)
    cart, lone = found.pods
    front, void = found.services
    owner = workload_of_pod(found, cart)
    assert owner is not None
    assert owner.name == "cart"
    assert pods_of_workload(found, owner) == (cart,)
    assert workload_of_pod(found, lone) is None
    assert (component_of_pod(found, cart), component_of_pod(found, lone)) == ("app/cart", "app/lone")
    assert pods_of_service(found, front) == (cart,)
    assert (component_of_service(found, front), component_of_service(found, void)) == ("app/cart", "app/void")


@pytest.mark.parametrize(
    ("name", "kind", "bare"),
    [
        ("cart-7b4d9c6f58-x2v5k", "pod", "cart"),
        ("cart-7b4d9c6f58", "replicaset", "cart"),
        ("cart-db-0", "pod", "cart-db"),
        ("collector-x2v5k", "pod", "collector"),
        ("tally", "pod", "tally"),
        ("user-profile", "pod", "user-profile"),
    ],
)
def test_names_without_generated_suffixes(name: str, kind: str, bare: str) -> None:
    assert without_hashes(name, kind) == bare


def test_selectors() -> None:
    assert selects({"a": "1"}, {"a": "1", "b": "2"})
    assert not selects({"a": "2"}, {"a": "1"})
    assert not selects({}, {"a": "1"})
    assert not selects(None, {"a": "1"})
    assert parse_labels(["a=1,b=", "c", "d e=f"]) == {"a": "1", "b": ""}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("500m", 0.5),
        ("2", 2.0),
        ("1Gi", 2.0**30),
        ("1k", 1000.0),
        ("1e3", 1000.0),
        ("", None),
        ("x", None),
        ("1Zi", None),
    ],
)
def test_quantities(text: str, amount: float | None) -> None:
    assert parse_quantity(text) == amount


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("99s", 99.0),
        ("2m3s", 123.0),
        ("31d", 2678400.0),
        ("1h", 3600.0),
        ("3", None),
        ("s", None),
        ("", None),
    ],
)
def test_durations(text: str, seconds: float | None) -> None:
    assert parse_duration(text) == seconds


@given(st.text(max_size=60))
def test_numbers_of_any_text(text: str) -> None:
    for value in (parse_quantity(text), parse_duration(text)):
        assert value is None or isinstance(value, float)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("$ kubectl get pods -n shop", ("get", "pods", "-n", "shop")),
        ("ann@desk:~$ kubectl describe pod x", ("describe", "pod", "x")),
        ("kubectl get nodes | grep Ready", ("get", "nodes")),
        ("$ systemctl status kubelet", ()),
        ("use kubectl to look", None),
        ("plain text", None),
    ],
)
def test_command_lines(line: str, words: tuple[str, ...] | None) -> None:
    assert command_words(line) == words
