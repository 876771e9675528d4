"""An invented shop: kubectl's texts and manifests about it, each to be changed in one respect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.catalogue import load_catalogue
from faultmaven_core.diagnosis.catalogue.filling import fill
from faultmaven_core.diagnosis.detectors.kubernetes_admission import KubernetesAdmissionDetector
from faultmaven_core.diagnosis.detectors.kubernetes_lifecycle import KubernetesLifecycleDetector
from faultmaven_core.diagnosis.detectors.kubernetes_scheduling import KubernetesSchedulingDetector
from faultmaven_core.diagnosis.detectors.kubernetes_startup import KubernetesStartupDetector
from faultmaven_core.diagnosis.detectors.kubernetes_volumes import KubernetesVolumesDetector
from faultmaven_core.diagnosis.detectors.kubernetes_workloads import KubernetesWorkloadsDetector
from faultmaven_core.preprocessing.classify import classify
from faultmaven_models.finding import FindingKind
from faultmaven_models.materials import Materials
from faultmaven_models.testing.builders import document_from_text, lines_of

if TYPE_CHECKING:
    from faultmaven_models.failure_mode import FailureMode
    from faultmaven_models.finding import Finding

DETECTORS = (
    KubernetesAdmissionDetector(),
    KubernetesLifecycleDetector(),
    KubernetesSchedulingDetector(),
    KubernetesStartupDetector(),
    KubernetesVolumesDetector(),
    KubernetesWorkloadsDetector(),
)
PLACEHOLDER = re.compile(r"<([a-z_]+)>")
OPTIONAL = {"secret", "configmap", "taint", "nodes", "topology_key", "exit_code", "holder"}
"""Fields that the texts at hand need not tell."""
POD = "basket-7b4d9c6f58-x2v5k"
REPLICA_SET = "basket-7b4d9c6f58"


def materials(*texts: str) -> Materials:
    """Each text as a document of its own, named after nothing."""
    return Materials(
        document_from_text(f"file{number}", text, data_type=classify(lines_of(text)))
        for number, text in enumerate(texts)
    )


def findings(*texts: str) -> list[Finding]:
    """What all detectors find; every citation is looked up."""
    given = materials(*texts)
    found = [finding for detector in DETECTORS for finding in detector.detect(given)]
    for finding in found:
        for span in finding.spans:
            document = given.document(span.artifact_id)
            assert document is not None
            assert span.quote in "\n".join(document.lines[span.start_line - 1 : span.end_line])
    return found


def causes(*texts: str) -> dict[tuple[str, str], set[str]]:
    """``(mode, component)`` of the causes to the origins that speak for them; the catalogue's texts must fill."""
    found: dict[tuple[str, str], set[str]] = {}
    values: dict[tuple[str, str], dict[str, str]] = {}
    for finding in findings(*texts):
        if finding.kind is FindingKind.CAUSE and finding.failure_mode:
            key = (finding.failure_mode.removeprefix("kubernetes."), finding.component)
            found.setdefault(key, set()).add(finding.independence_group)
            values.setdefault(key, {}).update({name: told for name, told in finding.values.items() if told})
    for (mode, component), told in values.items():
        filled = fill(load_catalogue().get(f"kubernetes.{mode}"), component, told)
        gaps = {word for text in texts_of(filled) for word in PLACEHOLDER.findall(text)} - OPTIONAL
        assert not gaps, f"{mode} leaves {gaps} open"
    return found


def texts_of(mode: FailureMode) -> tuple[str, ...]:
    """The texts of a mode that fields are filled into."""
    lists = (
        mode.signs,
        mode.contradictions,
        mode.confirm,
        mode.immediate,
        mode.permanent,
        mode.risks,
        mode.verify,
    )
    return (mode.title, mode.mechanism, *(text for texts in lists for text in texts))


def event(reason: str, message: str, *, kind: str = "Warning", age: str = "5s (x9 over 2m)") -> str:
    """A row of an events table."""
    return f"  {kind}  {reason}  {age}  writer  {message}"


def pod(  # noqa: PLR0913  one field each of what kubectl prints
    *events: str,
    name: str = POD,
    app: str = "basket",
    status: str = "Running",
    node: str = "m-red/192.0.2.7",
    state: str = "Running",
    reason: str = "",
    last: str = "",
    ready: bool = True,
    restarts: int = 0,
    probes: str = "",
    limits: str = "",
    requests: str = "",
    selector: str = "<none>",
    environment: str = "",
    mounts: str = "",
    volumes: str = "",
    more_containers: str = "",
    image: str = "hub.shop.test/basket:1.4",
) -> str:
    """``kubectl describe pod`` of a pod of the shop."""
    waiting = f"\n      Reason:       {reason}" if reason else ""
    parts = [
        f"$ kubectl describe pod {name} -n shop",
        f"Name:             {name}",
        "Namespace:        shop",
        "Service Account:  basket",
        f"Node:             {node or '<none>'}",
        f"Labels:           app={app}",
        "                  pod-template-hash=7b4d9c6f58",
        f"Status:           {status}",
        f"Controlled By:  ReplicaSet/{REPLICA_SET}",
        "Containers:",
        "  main:",
        f"    Image:          {image}",
        "    Port:           7400/TCP",
        f"    State:          {state}{waiting}",
        last.rstrip("\n"),
        f"    Ready:          {ready}",
        f"    Restart Count:  {restarts}",
        f"    Limits:\n      {limits}" if limits else "",
        f"    Requests:\n      {requests}" if requests else "",
        probes.rstrip("\n"),
        environment.rstrip("\n") or "    Environment:    <none>",
        f"    Mounts:\n      {mounts}" if mounts else "    Mounts:         <none>",
        more_containers.rstrip("\n"),
        "Conditions:",
        "  Type              Status",
        f"  Ready             {ready}",
        f"  PodScheduled      {bool(node)}",
        f"Volumes:\n{volumes}" if volumes else "Volumes:                     <none>",
        "QoS Class:                   Burstable",
        f"Node-Selectors:              {selector}",
        "Tolerations:                 node.kubernetes.io/not-ready:NoExecute op=Exists for 300s",
        "Events:\n  Type     Reason   Age   From   Message\n  ----     ------   ----  ----   -------"
        if events
        else "Events:                      <none>",
        *events,
    ]
    return "\n".join(part for part in parts if part) + "\n\n"


def pending(
    message: str, *, selector: str = "<none>", requests: str = "", volumes: str = "", **placed: str
) -> str:
    """A pod that the scheduler could not place, with its event."""
    row = event("FailedScheduling", message)
    node, status = placed.get("node", ""), placed.get("status", "Pending")
    return pod(
        row,
        status=status,
        node=node,
        state="",
        ready=bool(node),
        selector=selector,
        requests=requests,
        volumes=volumes,
    ).replace("    State:          \n", "")


def node(
    name: str,
    *,
    labels: str = "",
    taints: str = "<none>",
    cordoned: bool = False,
    cpu: str = "4",
    memory: str = "8Gi",
) -> str:
    """``kubectl describe node``."""
    return (
        f"$ kubectl describe node {name}\n"
        f"Name:               {name}\n"
        f"Labels:             kubernetes.io/hostname={name}\n"
        + (f"                    {labels}\n" if labels else "")
        + f"Taints:             {taints}\n"
        f"Unschedulable:      {'true' if cordoned else 'false'}\n"
        "Conditions:\n"
        "  Type   Status  Reason\n"
        "  ----   ------  ------\n"
        "  Ready  True    KubeletReady\n"
        f"Capacity:\n  cpu:     {cpu}\n  memory:  {memory}\n"
        f"Allocatable:\n  cpu:     {cpu}\n  memory:  {memory}\n"
        "System Info:\n  Machine ID:  0\n"
        "Events:  <none>\n\n"
    )


CONTROL = node("m-top", labels="node-role.kubernetes.io/control-plane=", cordoned=True)
NODES = CONTROL + node("m-red") + node("m-blue")


def replica_set(*events: str, desired: int = 1, current: int = 0, account: str = "basket") -> str:
    """``kubectl describe replicaset``."""
    return (
        f"$ kubectl describe replicaset {REPLICA_SET} -n shop\n"
        f"Name:           {REPLICA_SET}\n"
        "Namespace:      shop\n"
        "Selector:       app=basket,pod-template-hash=7b4d9c6f58\n"
        "Labels:         app=basket\n"
        "Controlled By:  Deployment/basket\n"
        f"Replicas:       {current} current / {desired} desired\n"
        f"Pods Status:    {current} Running / 0 Waiting / 0 Succeeded / 0 Failed\n"
        "Pod Template:\n"
        "  Labels:           app=basket\n"
        f"  Service Account:  {account}\n"
        "  Containers:\n"
        "   main:\n"
        "    Image:      hub.shop.test/basket:1.4\n"
        "    Port:       7400/TCP\n"
        "Events:\n"
        "  Type     Reason        Age   From   Message\n"
        "  ----     ------        ----  ----   -------\n" + "\n".join(events) + "\n\n"
    )


def deployment_manifest(*, spec: str = "", replicas: int = 1, name: str = "basket") -> str:
    """A Deployment as it is written; ``spec`` is put into the pod's, six blanks deep."""
    return (
        "---\n"
        "apiVersion: apps/v1\n"
        "kind: Deployment\n"
        f"metadata:\n  name: {name}\n  namespace: shop\n"
        f"spec:\n  replicas: {replicas}\n"
        f"  selector:\n    matchLabels:\n      app: {name}\n"
        f"  template:\n    metadata:\n      labels:\n        app: {name}\n"
        "    spec:\n"
        f"{spec}"
        "      containers:\n      - name: main\n        image: hub.shop.test/basket:1.4\n"
        "        ports:\n        - containerPort: 7400\n"
    )


def deployment(*events: str, desired: int = 1, available: int = 1) -> str:
    """``kubectl describe deployment``."""
    return (
        "$ kubectl describe deployment basket -n shop\n"
        "Name:                   basket\n"
        "Namespace:              shop\n"
        "Labels:                 app=basket\n"
        "Selector:               app=basket\n"
        f"Replicas:               {desired} desired | {desired} updated | {desired} total | {available} available | "
        f"{desired - available} unavailable\n"
        "StrategyType:           RollingUpdate\n"
        "Pod Template:\n"
        "  Labels:  app=basket\n"
        "  Containers:\n"
        "   main:\n"
        "    Image:      hub.shop.test/basket:1.4\n"
        "    Port:       7400/TCP\n"
        "Conditions:\n"
        "  Type           Status  Reason\n"
        "  ----           ------  ------\n"
        f"  Available      {available >= desired}    x\n"
        "Events:\n" + "\n".join(events or ["  <none>"]) + "\n\n"
    )
