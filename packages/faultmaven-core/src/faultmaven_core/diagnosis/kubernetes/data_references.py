"""Secrets and ConfigMaps that containers need and that are not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.index import is_healthy
from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, spans
from faultmaven_core.processing.kubernetes.topology import same_namespace, workload_of_pod

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_core.processing.kubernetes.objects import Event, Pod
    from faultmaven_models.finding import Finding

_MODES = {"secret": "missing_secret_binding", "configmap": "missing_configmap_binding"}
_WORDS = {"secret": "Secret", "configmap": "ConfigMap"}
_REASONS = frozenset({"Failed", "FailedMount"})
_WAITING = "CreateContainerConfigError"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lack:
    """What is missing: a whole object, or a key of it."""

    kind: str
    name: str
    key: str = ""


def reference_findings(index: ClusterIndex) -> Iterator[Finding]:
    """Findings about pods that wait for a Secret or a ConfigMap."""
    seen: set[tuple[str, _Lack]] = set()
    for pod in index.snapshot.pods:
        if is_healthy(pod):
            continue
        component = index.component("pod", pod.name)
        for event in index.events_of(pod):
            lack = read_lack(event.message) if event.reason in _REASONS else None
            if lack is not None and (component, lack) not in seen:
                seen.add((component, lack))
                yield from _accuse(index, pod, event, lack, component)
        if not any(known == component for known, _ in seen):
            yield from _unbound(index, pod, component)


def _unbound(index: ClusterIndex, pod: Pod, component: str) -> Iterator[Finding]:
    """A failing program whose manifest brings a Secret that neither it nor any other workload reads."""
    workload = workload_of_pod(index.snapshot, pod)
    declared = index.snapshot.declared_workload(workload) if workload else None
    if declared is None or not any(one.restarts and one.restarts.value for one in pod.spec.containers):
        return
    read = _data_read(index)
    for data in index.snapshot.declared.keyed_data:
        beside = data.at.document is declared.at.document and same_namespace(data, pod)
        if beside and data.kind in _MODES and (data.kind, data.name) not in read:
            yield cause(
                mode=_MODES[data.kind],
                component=component,
                summary=f"The manifest of {declared.name} brings the {_WORDS[data.kind]} {data.name}, but no container "
                "reads it.",
                at=spans(data.at, declared.at),
                group=Group.MANIFEST,
                completeness=0.5,
                strongly=True,
                values={
                    data.kind: data.name,
                    "name_of_data": data.name,
                    "pod": pod.name,
                    "namespace": pod.namespace,
                    "key": "",
                },
                affects=index.callers(component),
            )
            return


def _data_read(index: ClusterIndex) -> set[tuple[str, str]]:
    """``(kind, name)`` of the Secrets and ConfigMaps that any specification names."""
    snapshot = index.snapshot
    specs = [one.spec for one in snapshot.pods]
    specs += [one.template for one in (*snapshot.workloads, *snapshot.declared.workloads)]
    found: set[tuple[str, str]] = set()
    for spec in specs:
        found.update((volume.kind, volume.source) for volume in spec.volumes)
        found.update(("secret", name) for name in spec.pull_secrets)
        for container in (*spec.containers, *spec.init_containers):
            found.update((reference.kind, reference.name) for reference in container.references)
    return found


def read_lack(message: str) -> _Lack | None:
    """What a kubelet's message says is missing.

    The forms are ``secret "x" not found``, ``configmap "x" not found`` and ``couldn't find key k in Secret ns/x``.
    """
    for kind in _MODES:
        start = message.find(f'{kind} "')
        if start >= 0:
            name, quote, rest = message[start + len(kind) + 2 :].partition('"')
            if quote and rest.startswith(" not found"):
                return _Lack(kind=kind, name=name)
    _, found, rest = message.partition("couldn't find key ")
    words = rest.split()
    if found and len(words) > len(("key", "in", "kind")) and words[1] == "in":
        kind = words[2].lower()
        if kind in _MODES:
            return _Lack(kind=kind, name=words[3].rpartition("/")[2], key=words[0])
    return None


def _accuse(index: ClusterIndex, pod: Pod, event: Event, lack: _Lack, component: str) -> Iterator[Finding]:
    mode, word = _MODES[lack.kind], _WORDS[lack.kind]
    missing = f"key {lack.key} of {word} {lack.name}" if lack.key else f"{word} {lack.name}"
    values = {
        lack.kind: lack.name,
        "name_of_data": lack.name,
        "pod": pod.name,
        "namespace": pod.namespace,
        "key": lack.key,
    }
    existing = [
        one
        for one in index.snapshot.keyed_data
        if one.kind == lack.kind and one.name == lack.name and same_namespace(one, pod)
    ]
    settled = bool(lack.key) or not existing
    yield cause(
        mode=mode,
        component=component,
        summary=f"{component.partition('/')[2]} cannot start: {missing} does not exist.",
        at=spans(event.at),
        group=Group.EVENTS,
        completeness=0.9 if settled else 0.5,
        strongly=True,
        values=values,
        affects=index.callers(component),
    )
    states = [one.state.at for one in pod.spec.containers if one.state and one.state.reason == _WAITING]
    if states:
        yield cause(
            mode=mode,
            component=component,
            summary=f"Pod {pod.name} waits: {_WAITING}.",
            at=spans(*states[:2]),
            group=Group.POD_STATUS,
            completeness=0.4,
        )
    named = _named(index, pod, lack)
    if named and settled:
        listed = [one.at for one in index.snapshot.keyed_data if one.kind == lack.kind][:2]
        beside = f"; the {word}s that exist do not include it" if listed and not existing else ""
        yield cause(
            mode=mode,
            component=component,
            summary=f"The pod's specification names {missing}{beside}.",
            at=spans(*named[:2], *listed),
            group=Group.SPEC,
            completeness=0.6 if listed else 0.4,
            strongly=True,
            values=values,
        )


def _named(index: ClusterIndex, pod: Pod, lack: _Lack) -> list[Cited[str]]:
    """Where the specifications name it: environment, then volumes; the pod first, then the manifest."""
    places = []
    for spec in (pod.spec, index.declared_spec(pod)):
        if spec is None:
            continue
        places += [
            reference.at
            for container in (*spec.containers, *spec.init_containers)
            for reference in container.references
            if (reference.kind, reference.name) == (lack.kind, lack.name)
        ]
        places += [
            volume.at for volume in spec.volumes if (volume.kind, volume.source) == (lack.kind, lack.name)
        ]
    return places
