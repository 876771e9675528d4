"""Containers that end with an error again and again, when nothing tells why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.index import is_healthy
from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, spans, symptom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.processing.kubernetes.objects import Pod
    from faultmaven_core.processing.kubernetes.pod_spec import Container
    from faultmaven_models.finding import Finding

_KILLED_FOR_MEMORY = "OOMKilled"
_FEWEST_RESTARTS = 2


def crash_loop_findings(index: ClusterIndex) -> Iterator[Finding]:
    """A symptom for each component in a crash loop, and a weak cause: the program itself."""
    seen: set[str] = set()
    for pod in index.snapshot.pods:
        if is_healthy(pod):
            continue
        component = index.component("pod", pod.name)
        for container in pod.spec.containers:
            if component not in seen and _loops(container):
                seen.add(component)
                yield from _report(index, pod, container, component)


def _loops(container: Container) -> bool:
    if container.restarts is None or container.restarts.value < _FEWEST_RESTARTS:
        return False
    waits = container.state is not None and container.state.reason == "CrashLoopBackOff"
    ended = container.last_state is not None and container.last_state.name == "Terminated"
    killed = ended and container.last_state is not None and container.last_state.reason == _KILLED_FOR_MEMORY
    return (waits or ended) and not killed


def _report(index: ClusterIndex, pod: Pod, container: Container, component: str) -> Iterator[Finding]:
    states = [state.at for state in (container.state, container.last_state) if state]
    code = container.last_state.exit_code if container.last_state else None
    times = container.restarts.value if container.restarts else 0
    ending = "" if code is None else f" with exit code {code}"
    name = component.partition("/")[2]
    summary = f"Container {container.name} of {name} was restarted {times} times; it ends{ending}."
    yield symptom(
        component=component,
        summary=summary,
        at=spans(container.restarts, *states[:2]),
        group=Group.POD_STATUS,
    )
    yield cause(
        mode="crash_loop_back_off",
        component=component,
        summary=summary,
        at=spans(container.restarts, *states[:2]),
        group=Group.POD_STATUS,
        completeness=0.2,
        values={
            "container": container.name,
            "pod": pod.name,
            "namespace": pod.namespace,
            "restarts": str(times),
            "exit_code": "" if code is None else str(code),
        },
        affects=index.callers(component),
    )
