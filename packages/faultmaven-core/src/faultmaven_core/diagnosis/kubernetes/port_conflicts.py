"""Containers of one pod that want to listen on the same port: they share one network namespace."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.index import is_healthy
from faultmaven_core.diagnosis.kubernetes.log_hits import LogHit, belongs_to, log_hits
from faultmaven_core.diagnosis.kubernetes.reports import Group, cause, spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_core.diagnosis.kubernetes.index import ClusterIndex
    from faultmaven_core.processing.kubernetes.cited import Cited
    from faultmaven_core.processing.kubernetes.objects import Pod
    from faultmaven_core.processing.kubernetes.pod_spec import Container
    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials

_MODE = "service_sidecar_port_conflict"


def port_conflict_findings(materials: Materials, index: ClusterIndex) -> Iterator[Finding]:
    """Failing containers whose port another container of the pod uses, and what their logs say."""
    failing = [
        (pod, container)
        for pod in index.snapshot.pods
        if not is_healthy(pod) and len(pod.spec.containers) > 1
        for container in pod.spec.containers
        if _fails(container)
    ]
    hits = list(log_hits(materials, "port_in_use")) if failing else []
    seen: set[str] = set()
    for pod, container in failing:
        component = index.component("pod", pod.name)
        if component not in seen:
            found = list(_judge(index, pod, container, component, hits))
            if found:
                seen.add(component)
                yield from found


def _fails(container: Container) -> bool:
    if container.restarts is None or not container.restarts.value:
        return False
    return any(
        state is not None and state.name == "Terminated" and state.exit_code not in {0, None}
        for state in (container.state, container.last_state)
    )


def _judge(
    index: ClusterIndex, pod: Pod, container: Container, component: str, hits: list[LogHit]
) -> Iterator[Finding]:
    own = {str(port.number): port.at for port in container.ports}
    shared = [(port, other, place) for port in own for other, place in _users(pod, container, port)]
    name = component.partition("/")[2]
    complaints = [hit for hit in hits if belongs_to(hit.document, name) is not False]
    about = [hit for hit in complaints if any(port in hit.text for port in own)] or (
        complaints if shared and complaints and belongs_to(complaints[0].document, name) else []
    )
    if not shared and not about:
        return
    port = shared[0][0] if shared else next((one for one in own if one in about[0].text), "")
    other = shared[0][1] if shared else "another process of the pod"
    values = {
        "port": port,
        "container": container.name,
        "sidecar": other,
        "pod": pod.name,
        "namespace": pod.namespace,
    }
    if shared:
        yield cause(
            mode=_MODE,
            component=component,
            summary=f"Port {port} of container {container.name} is also the port of {other} in the same pod.",
            at=spans(own[port], *(place for number, _, place in shared if number == port)),
            group=Group.SPEC,
            completeness=0.9 if about else 0.6,
            strongly=True,
            values=values,
            affects=index.callers(component),
        )
    if about:
        yield cause(
            mode=_MODE,
            component=component,
            summary=f"{name} could not listen on its port: {about[-1].text.strip()[-160:]}",
            at=spans(about[-1].span()),
            group=f"log:{about[-1].document.source}",
            completeness=0.8 if shared else 0.6,
            strongly=True,
            values=values,
            affects=index.callers(component),
        )
    states = [state.at for state in (container.state, container.last_state) if state]
    yield cause(
        mode=_MODE,
        component=component,
        summary=f"Container {container.name} ends soon after it starts, while {other} keeps running.",
        at=spans(*states[:2], container.restarts),
        group=Group.POD_STATUS,
        completeness=0.4,
    )


def _users(pod: Pod, container: Container, port: str) -> Iterator[tuple[str, Cited[str]]]:
    """Other containers that listen on the port, by declaration or by their settings, with the line that says so."""
    others = [one for one in pod.spec.containers if one.name != container.name]
    for other in others:
        for declared in other.ports:
            if str(declared.number) == port:
                yield other.name, declared.at
        for told in (other.args, other.command):
            if told is not None and _names_port(told.value, port):
                yield other.name, told
        for variable, told in other.environment.items():
            if _is_listening_setting(variable, told.value, port):
                yield other.name, told


def _names_port(text: str, port: str) -> bool:
    """``--listen=:8080``, ``--port 8080``: the number as a word of its own behind a word about listening."""
    words = text.replace("=", " ").replace(":", " ").replace(",", " ").split()
    return any(
        word == port and any(hint in before.lower() for hint in ("port", "listen", "bind", "addr"))
        for before, word in pairwise(words)
    )


def _is_listening_setting(variable: str, value: str, port: str) -> bool:
    """``STATUS_PORT: 8080``, or ``"statusPort":8080`` within a longer value.

    A bare ``"port":8080`` there is rather a port that is called, and ``"containerPort"`` one of another container.
    """
    if value == port:
        return "PORT" in variable.upper() and "APP" not in variable.upper()
    compact = value.replace(" ", "").replace("'", '"')
    key = f'Port":{port}'
    at = compact.find(key)
    if at < 1 or compact[at + len(key) :][:1].isdigit():
        return False
    return not compact[:at].endswith(("container", "target", "remote", "upstream"))
