"""Containers that were killed because they ran over their memory limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.index import is_healthy
from faultmaven_core.diagnosis.kubernetes.phrases import meaning
from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.processing.kubernetes.objects import Event, Pod
    from faultmaven_core.processing.kubernetes.pod_spec import Container, ContainerState
    from faultmaven_models.finding import Finding

_MODE = "oom_killed"
_REASON = "OOMKilled"
_SIGKILL = 137


def memory_findings(index: ClusterIndex) -> Iterator[Finding]:
    """Findings about containers that the kernel killed, by their states and by events."""
    seen: set[str] = set()
    for pod in index.snapshot.pods:
        component = index.component("pod", pod.name)
        for container in (*pod.spec.containers, *pod.spec.init_containers):
            if component in seen:
                break
            found = list(_judge(index, pod, container, component))
            if found:
                seen.add(component)
                yield from found


def _judge(index: ClusterIndex, pod: Pod, container: Container, component: str) -> Iterator[Finding]:
    killed = [state for state in (container.state, container.last_state) if state and _is_killed(state)]
    events = [event for event in index.events_of(pod) if _is_about(event, pod, container)]
    if not killed and (not events or is_healthy(pod)):
        return
    weight = 0.9 if not is_healthy(pod) else 0.7
    limit = container.limits.get("memory")
    text = f" (limit {limit.value})" if limit else ""
    values = {
        "container": container.name,
        "pod": pod.name,
        "namespace": pod.namespace,
        "limit": limit.value if limit else "",
        "restarts": str(container.restarts.value) if container.restarts else "",
    }
    summary = f"Container {container.name} of {component.partition('/')[2]} was killed for memory{text}"
    if killed:
        yield cause(
            mode=_MODE,
            component=component,
            summary=f"{summary}.",
            at=spans(killed[0].at, container.restarts),
            group=Group.POD_STATUS,
            completeness=weight,
            strongly=True,
            values=values,
            affects=index.callers(component),
        )
    if events:
        yield cause(
            mode=_MODE,
            component=component,
            summary=f"{summary}: {events[0].message[-200:]}",
            at=spans(*(event.at for event in events[:2])),
            group=Group.EVENTS,
            completeness=weight,
            strongly=True,
            values=values,
            affects=index.callers(component),
        )
    yield from _beside(container, component, killed=bool(killed), values=values)


def _beside(
    container: Container, component: str, *, killed: bool, values: dict[str, str]
) -> Iterator[Finding]:
    """The limit, and the state of a container that never got as far as being killed."""
    limit = container.limits.get("memory")
    if limit is not None:
        yield cause(
            mode=_MODE,
            component=component,
            summary=f"Container {container.name} may use {limit.value} of memory.",
            at=spans(limit),
            group=Group.SPEC,
            completeness=0.5,
            values=values,
        )
    if not killed and container.state is not None:
        yield cause(
            mode=_MODE,
            component=component,
            summary=f"Container {container.name} is {container.state.name} ({container.state.reason}).",
            at=spans(container.state.at),
            group=Group.POD_STATUS,
            completeness=0.4,
        )


def _is_killed(state: ContainerState) -> bool:
    if state.reason == _REASON:
        return True
    return state.exit_code == _SIGKILL and bool(meaning("memory", state.message))


def _is_about(event: Event, pod: Pod, container: Container) -> bool:
    if event.type != "Warning" or not meaning("memory", event.message):
        return False
    named = f"container {container.name}" in event.message
    return named or len(pod.spec.containers) == 1 or container is pod.spec.containers[0]
