"""Reads containers from manifests and exported objects."""

from __future__ import annotations

from faultmaven_core.processing.kubernetes.cited import Cited
from faultmaven_core.processing.kubernetes.pod_spec import (
    Container,
    ContainerPort,
    ContainerState,
    DataReference,
    Mount,
    Probe,
    ProbeKind,
)
from faultmaven_core.processing.kubernetes.yaml_nodes import YamlNode

_HANDLERS = {
    "grpc": ProbeKind.GRPC,
    "httpGet": ProbeKind.HTTP,
    "tcpSocket": ProbeKind.TCP,
    "exec": ProbeKind.EXEC,
}
_REFERENCE_KINDS = {"secretRef": "secret", "configMapRef": "configmap"}
_KEY_KINDS = {"secretKeyRef": "secret", "configMapKeyRef": "configmap"}
_STATES = {"running": "Running", "waiting": "Waiting", "terminated": "Terminated"}


def read_container(node: YamlNode, statuses: YamlNode) -> Container:
    """A container; its state is the element of ``statuses`` with its name."""
    name = node.get("name").text
    status = next((one for one in statuses.each() if one.get("name").text == name), YamlNode.get(node, "-"))
    references, environment = _environment(node)
    ready = status.get("ready").cite()
    return Container(
        name=name,
        at=(node.get("name") or node).cited(name),
        image=node.get("image").cite(),
        ports=tuple(_ports(node)),
        command=_joined(node.get("command")),
        args=_joined(node.get("args")),
        limits=scalars(node.get("resources", "limits")),
        requests=scalars(node.get("resources", "requests")),
        environment=environment,
        references=references,
        mounts=tuple(_mounts(node)),
        liveness=_probe(node.get("livenessProbe")),
        readiness=_probe(node.get("readinessProbe")),
        startup=_probe(node.get("startupProbe")),
        state=_state(status.get("state")),
        last_state=_state(status.get("lastState")),
        ready=None
        if ready is None
        else Cited(value=ready.value == "true", document=ready.document, line=ready.line),
        restarts=status.get("restartCount").count(),
        security=scalars(node.get("securityContext")),
    )


def scalars(node: YamlNode) -> dict[str, Cited[str]]:
    """The scalar entries of a mapping."""
    return {key: cited for key, value in node.items() if (cited := value.cite()) is not None}


def _joined(node: YamlNode) -> Cited[str] | None:
    return node.cited_block(" ".join(node.texts())) if node else None


def _ports(node: YamlNode) -> list[ContainerPort]:
    found = []
    for port in node.get("ports").each():
        number = port.get("containerPort").count()
        host = port.get("hostPort").count()
        if number is not None:
            found.append(
                ContainerPort(
                    number=number.value,
                    protocol=port.get("protocol").text or "TCP",
                    name=port.get("name").text,
                    host_port=host.value if host else 0,
                    at=Cited(value=str(number.value), document=number.document, line=number.line),
                )
            )
    return found


def _mounts(node: YamlNode) -> list[Mount]:
    return [
        Mount(
            path=mount.get("mountPath").text,
            volume=mount.get("name").text,
            read_only=mount.get("readOnly").text == "true",
            at=mount.cited_block(mount.get("name").text),
        )
        for mount in node.get("volumeMounts").each()
    ]


def _number(node: YamlNode, key: str, default: int) -> int:
    told = node.get(key).count()
    return default if told is None else min(told.value, 10**9)


def _probe(node: YamlNode) -> Probe | None:
    handler = next((key for key in _HANDLERS if node.get(key)), "")
    if not handler:
        return None
    target = node.get(handler)
    kind = _HANDLERS[handler]
    return Probe(
        kind=kind,
        port=target.get("port").text,
        path=target.get("path").text if kind is ProbeKind.HTTP else "",
        scheme=(target.get("scheme").text or "HTTP") if kind is ProbeKind.HTTP else "",
        command=" ".join(target.get("command").texts()),
        initial_delay=_number(node, "initialDelaySeconds", 0),
        timeout=_number(node, "timeoutSeconds", 1),
        period=_number(node, "periodSeconds", 10),
        success=_number(node, "successThreshold", 1),
        failure=_number(node, "failureThreshold", 3),
        at=node.cited_block(handler),
    )


def _state(node: YamlNode) -> ContainerState | None:
    for key, name in _STATES.items():
        told = node.get(key)
        if told:
            code = told.get("exitCode").count()
            return ContainerState(
                name=name,
                reason=told.get("reason").text,
                message=told.get("message").text,
                exit_code=code.value if code else None,
                started=told.get("startedAt").text,
                finished=told.get("finishedAt").text,
                at=told.cited_block(name),
            )
    return None


def _environment(node: YamlNode) -> tuple[tuple[DataReference, ...], dict[str, Cited[str]]]:
    references: list[DataReference] = []
    for source in node.get("envFrom").each():
        references += _references(source, _REFERENCE_KINDS)
    variables: dict[str, Cited[str]] = {}
    for variable in node.get("env").each():
        name, value = variable.get("name").text, variable.get("value")
        references += _references(variable.get("valueFrom"), _KEY_KINDS)
        if name:
            variables[name] = (value or variable.get("name")).cited(value.text)
    return tuple(references), variables


def _references(source: YamlNode, kinds: dict[str, str]) -> list[DataReference]:
    return [
        DataReference(
            kind=kind,
            name=target.get("name").text,
            key=target.get("key").text,
            optional=target.get("optional").text == "true",
            at=(target.get("name") or target).cited(target.get("name").text),
        )
        for key, kind in kinds.items()
        if (target := source.get(key))
    ]
