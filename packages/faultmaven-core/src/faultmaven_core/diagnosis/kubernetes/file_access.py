"""Containers that may not read or write what a volume gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.index import is_healthy
from faultmaven_core.diagnosis.kubernetes.log_hits import LogHit, belongs_to, log_hits
from faultmaven_core.diagnosis.kubernetes.phrases import meaning
from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.processing.kubernetes.objects import Pod
    from faultmaven_core.processing.kubernetes.pod_spec import Container, Mount, PodVolume
    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials

_MODE = "volume_mount_permission_denied"
_INJECTED = ("projected", "configmap", "secret", "downwardapi", "emptydir")
_ACCOUNT_PATH = "/var/run/secrets/kubernetes.io/"
_FATAL = ("fatal", "error", "can't", "cannot", "could not", "unable", "failed", "exception", "panic")


def file_access_findings(materials: Materials, index: ClusterIndex) -> Iterator[Finding]:
    """Pods that mount storage and whose log, or whose events, complain about permissions; failing pods above all."""
    suspects = [
        (pod, container, mount, volume)
        for pod in sorted(index.snapshot.pods, key=is_healthy)
        for container, mount, volume in _storage(pod)
    ]
    failing = sum(1 for pod, _, _, _ in suspects if not is_healthy(pod))
    hits = [hit for hit in log_hits(materials, "file_access") if _is_complaint(hit)] if suspects else []
    seen: set[str] = set()
    for pod, container, mount, volume in suspects:
        component = index.component("pod", pod.name)
        if component in seen:
            continue
        own = [
            hit
            for hit in hits
            if _is_about(hit, component, mount, alone=failing == 1 and not is_healthy(pod))
        ]
        found = [
            *_from_log(pod, container, mount, component, own),
            *_from_events(index, pod, mount, component),
        ]
        if found:
            seen.add(component)
            yield from found
            yield from _corroboration(index, pod, container, mount, volume, component)


def _storage(pod: Pod) -> Iterator[tuple[Container, Mount, PodVolume]]:
    """Mounts of volumes that keep data (claims, host paths, network shares)."""
    volumes = {volume.name: volume for volume in pod.spec.volumes if volume.kind not in _INJECTED}
    for container in (*pod.spec.containers, *pod.spec.init_containers):
        for mount in container.mounts:
            if mount.volume in volumes and not mount.path.startswith(_ACCOUNT_PATH):
                yield container, mount, volumes[mount.volume]


def _is_complaint(hit: LogHit) -> bool:
    lowered = hit.text.lower()
    return any(word in lowered for word in _FATAL)


def _is_about(hit: LogHit, component: str, mount: Mount, *, alone: bool) -> bool:
    belongs = belongs_to(hit.document, component.partition("/")[2])
    if belongs is None:
        return alone or mount.path in hit.text
    return belongs


def _from_log(
    pod: Pod, container: Container, mount: Mount, component: str, own: list[LogHit]
) -> Iterator[Finding]:
    if not own or not (is_healthy(pod) or _failed(container)):
        return
    named = next((hit for hit in own if mount.path in hit.text), own[-1])
    yield cause(
        mode=_MODE,
        component=component,
        summary=f"{component.partition('/')[2]} may not use its data in {mount.path}: {named.text.strip()[-160:]}",
        at=spans(named.span()),
        group=f"log:{named.document.source}",
        completeness=0.5 if is_healthy(pod) else 0.85,
        strongly=True,
        values=_values(pod, mount),
    )


def _failed(container: Container) -> bool:
    """Whether the container ended with an error, or never came up."""
    ended = [
        state for state in (container.state, container.last_state) if state and state.name == "Terminated"
    ]
    waits = container.state is not None and container.state.name == "Waiting"
    return waits or any(state.exit_code not in {0, None} for state in ended)


def _from_events(index: ClusterIndex, pod: Pod, mount: Mount, component: str) -> Iterator[Finding]:
    for event in index.events_of(pod):
        if event.reason in {"FailedMount", "Failed"} and meaning("file_access", event.message):
            yield cause(
                mode=_MODE,
                component=component,
                summary=f"The kubelet may not set the mount up: {event.message[:200]}",
                at=spans(event.at),
                group=Group.EVENTS,
                completeness=0.85,
                strongly=True,
                values=_values(pod, mount),
            )
            return


def _corroboration(
    index: ClusterIndex, pod: Pod, container: Container, mount: Mount, volume: PodVolume, component: str
) -> Iterator[Finding]:
    states = [state.at for state in (container.state, container.last_state) if state]
    if states and not is_healthy(pod):
        yield cause(
            mode=_MODE,
            component=component,
            summary=f"Container {container.name} of pod {pod.name} does not stay up.",
            at=spans(*states[:2]),
            group=Group.POD_STATUS,
            completeness=0.4,
        )
    declared = index.declared_spec(pod)
    user = declared.security.get("runAsUser") if declared else None
    group = declared.security.get("fsGroup") if declared else None
    note = ", whose ownership fsGroup does not change" if volume.kind in {"hostpath", "nfs"} else ""
    who = f" as user {user.value}" if user else ""
    yield cause(
        mode=_MODE,
        component=component,
        summary=f"The container{who} mounts a {volume.kind} volume ({volume.source}){note} at {mount.path}.",
        at=spans(mount.at, volume.at, user, group),
        group=Group.SPEC,
        completeness=0.4,
        values=_values(pod, mount),
    )


def _values(pod: Pod, mount: Mount) -> dict[str, str]:
    return {
        "pod": pod.name,
        "namespace": pod.namespace,
        "path": mount.path,
        "volume": mount.volume,
        "node": pod.node.value if pod.node else "",
    }
