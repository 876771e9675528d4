"""Who belongs to whom: owners, selectors, nodes, claims and the names of components."""

from __future__ import annotations

from collections.abc import Iterator

from faultmaven_core.processing.kubernetes.labels import name_from_labels, selects, without_hashes
from faultmaven_core.processing.kubernetes.objects import (
    Claim,
    Endpoints,
    KubernetesObject,
    Pod,
    Service,
    Workload,
)
from faultmaven_core.processing.kubernetes.snapshot import ClusterSnapshot
from faultmaven_models.component import component


def same_namespace(one: KubernetesObject, other: KubernetesObject) -> bool:
    """Whether nothing speaks against both being in one namespace."""
    return not one.namespace or not other.namespace or one.namespace == other.namespace


def workload_of_pod(snapshot: ClusterSnapshot, pod: Pod) -> Workload | None:
    """The Deployment, StatefulSet, DaemonSet or Job that the pod belongs to."""
    kind, name = _owner(pod)
    if kind == "ReplicaSet":
        owner = next(
            (one for one in snapshot.replica_sets if one.name == name and same_namespace(one, pod)), None
        )
        return (
            workload_of_replica_set(snapshot, owner)
            if owner
            else snapshot.workload(without_hashes(name, "rs"))
        )
    if name:
        return snapshot.workload(name, kind=kind, namespace=pod.namespace)
    for workload in snapshot.workloads:
        if same_namespace(workload, pod) and selects(workload.selector, pod.labels):
            return workload
    return snapshot.workload(without_hashes(pod.name), namespace=pod.namespace)


def workload_of_replica_set(snapshot: ClusterSnapshot, replica_set: Workload) -> Workload | None:
    """The Deployment that made the ReplicaSet."""
    kind, name = _owner(replica_set)
    return snapshot.workload(
        name or without_hashes(replica_set.name, "rs"),
        kind=kind or "Deployment",
        namespace=replica_set.namespace,
    )


def pods_of_workload(snapshot: ClusterSnapshot, workload: Workload) -> tuple[Pod, ...]:
    """The pods that the workload made, by owner, else by selector."""
    return tuple(
        pod
        for pod in snapshot.pods
        if same_namespace(pod, workload)
        and (owner := workload_of_pod(snapshot, pod)) is not None
        and (owner.kind, owner.name) == (workload.kind, workload.name)
    )


def component_of_pod(snapshot: ClusterSnapshot, pod: Pod) -> str:
    """``app/NAME`` of a pod: its labels' name, else that of its workload, else its own without hashes."""
    named = name_from_labels(pod.labels)
    if named:
        return component("app", named)
    workload = workload_of_pod(snapshot, pod)
    return component_of_workload(workload) if workload else component("app", without_hashes(pod.name))


def component_of_workload(workload: Workload) -> str:
    """``app/NAME`` of a workload, as its pods would be called."""
    named = name_from_labels(workload.template_labels) or name_from_labels(workload.selector)
    named = named or name_from_labels(workload.labels)
    if workload.kind == "ReplicaSet":
        return component("app", named or without_hashes(workload.name, "rs"))
    return component("app", named or workload.name)


def component_of_service(snapshot: ClusterSnapshot, service: Service) -> str:
    """``app/NAME`` of what stands behind a service, else of the service itself."""
    pods = pods_of_service(snapshot, service)
    return component_of_pod(snapshot, pods[0]) if pods else component("app", service.name)


def pods_of_service(snapshot: ClusterSnapshot, service: Service) -> tuple[Pod, ...]:
    """The pods that the service's selector selects."""
    return tuple(
        pod for pod in snapshot.pods if same_namespace(pod, service) and selects(service.selector, pod.labels)
    )


def endpoints_of_service(snapshot: ClusterSnapshot, service: Service) -> Endpoints | None:
    """The Endpoints of the same name."""
    return next(
        (one for one in snapshot.endpoints if one.name == service.name and same_namespace(one, service)), None
    )


def services_of_pod(snapshot: ClusterSnapshot, pod: Pod) -> tuple[Service, ...]:
    """The services that select the pod."""
    return tuple(
        service
        for service in snapshot.services
        if same_namespace(service, pod) and selects(service.selector, pod.labels)
    )


def pods_on_node(snapshot: ClusterSnapshot, node: str) -> tuple[Pod, ...]:
    """The pods that run on that machine."""
    return tuple(pod for pod in snapshot.pods if pod.node is not None and pod.node.value == node)


def claims_of_pod(snapshot: ClusterSnapshot, pod: Pod) -> tuple[Claim, ...]:
    """The claims that the pod's volumes name."""
    names = {volume.source for volume in pod.spec.volumes if volume.kind == "persistentvolumeclaim"}
    return tuple(one for one in snapshot.claims if one.name in names and same_namespace(one, pod))


def is_ready(pod: Pod) -> bool | None:
    """Whether the pod is ready; None when nothing tells."""
    told = pod.conditions.get("Ready")
    if told is not None:
        return told.value == "True"
    if pod.ready is not None:
        ready, _, total = pod.ready.value.partition("/")
        return ready == total and ready != "0"
    return None


def service_addresses(workload: Workload) -> Iterator[tuple[str, str, str]]:
    """``(variable, host, port)`` of the environment variables of the form ``host:port``."""
    for container in workload.template.containers:
        for name, told in container.environment.items():
            host, colon, port = told.value.rpartition(":")
            if colon and port.isdecimal() and host and "/" not in host and " " not in host:
                yield name, host, port


def _owner(one: KubernetesObject) -> tuple[str, str]:
    if one.owner is None:
        return "", ""
    kind, _, name = one.owner.value.partition("/")
    return kind, name
