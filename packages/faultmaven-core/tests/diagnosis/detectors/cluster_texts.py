"""An invented shop in a cluster: kubectl's texts about it, to be changed by one thing in each test."""

from __future__ import annotations

from dataclasses import dataclass, field

from faultmaven_core.preprocessing.classify import classify
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.materials import Materials
from faultmaven_models.testing.builders import document_from_text, lines_of

NAMESPACE = "depot"


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A deployment with one pod and a Service in front of it."""

    name: str
    port: int
    node: str = "n-alpha"
    ip: str = "10.9.0.1"
    image: str = "registry.depot.test/app:1"
    ready: bool = True
    running: bool = True
    protocol: str = "TCP"
    environment: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    secret: str = ""
    sidecar_port: int = 0
    label: str = ""
    selector: str = ""
    service_port: str = ""
    target: str = ""
    service_protocol: str = "TCP"
    endpoint: bool = True

    @property
    def pod(self) -> str:
        return f"{self.name}-5d8f7b9c64-x7k2p"


LEDGER = App(name="ledger", port=7311, ip="10.9.0.11", environment={"PRICING_ADDR": "pricing:7411"})
PRICING = App(name="pricing", port=7411, ip="10.9.0.12", node="n-beta")


def describe_pod(app: App) -> str:
    """``kubectl describe pod`` of the app's pod."""
    state = "Running" if app.running else "Waiting\n      Reason:       CrashLoopBackOff"
    lines = [
        f"$ kubectl describe pods {app.pod} -n {NAMESPACE}",
        f"Name:             {app.pod}",
        f"Namespace:        {NAMESPACE}",
        f"Node:             {app.node}/192.0.2.10" if app.node else "Node:             <none>",
        f"Labels:           app={app.label or app.name}",
        "                  pod-template-hash=5d8f7b9c64",
        *_annotations(app),
        f"Status:           {'Running' if app.node else 'Pending'}",
        f"IP:               {app.ip if app.node else ''}",
        f"Controlled By:  ReplicaSet/{app.name}-5d8f7b9c64",
        "Containers:",
        *_container(app.name, app.image, app.port, app.protocol, state, app),
        *(
            _container("istio-proxy", "istio/proxyv2", app.sidecar_port, "TCP", "Running", app)
            if app.sidecar_port
            else []
        ),
        "Conditions:",
        "  Type              Status",
        f"  Ready             {app.ready} ",
        "Events:             <none>",
        "",
    ]
    return "\n".join(lines) + "\n"


def _annotations(app: App) -> list[str]:
    texts = [f"{key}: {value}" for key, value in app.annotations.items()] or ["<none>"]
    return [f"{'Annotations:' if not index else '':<18}{text}" for index, text in enumerate(texts)]


def _container(name: str, image: str, port: int, protocol: str, state: str, app: App) -> list[str]:
    return [
        f"  {name}:",
        f"    Image:          {image}",
        f"    Port:           {port}/{protocol}",
        "    Host Port:      0/TCP",
        f"    State:          {state}",
        f"    Ready:          {app.ready}",
        "    Restart Count:  0",
        *(
            ["    Environment Variables from:", f"      {app.secret}  Secret  Optional: false"]
            if app.secret and name == app.name
            else []
        ),
        *(["    Environment:"] if app.environment else ["    Environment:  <none>"]),
        *(f"      {key}:  {value}" for key, value in app.environment.items()),
    ]


def describe_deployment(app: App) -> str:
    """``kubectl describe deployment`` of the app."""
    lines = [
        f"$ kubectl describe deployments {app.name} -n {NAMESPACE}",
        f"Name:                   {app.name}",
        f"Namespace:              {NAMESPACE}",
        f"Labels:                 app={app.label or app.name}",
        f"Selector:               app={app.label or app.name}",
        "Replicas:               1 desired | 1 updated | 1 total | 1 available | 0 unavailable",
        "Pod Template:",
        f"  Labels:  app={app.label or app.name}",
        "  Containers:",
        *(f" {line}" for line in _template(app)),
        "Events:          <none>",
        "",
    ]
    return "\n".join(lines) + "\n"


def _template(app: App) -> list[str]:
    return [
        f"  {app.name}:",
        f"   Image:      {app.image}",
        f"   Port:       {app.port}/{app.protocol}",
        *(
            ["   Environment Variables from:", f"     {app.secret}  Secret  Optional: false"]
            if app.secret
            else []
        ),
        "   Environment:" if app.environment else "   Environment:  <none>",
        *(f"     {key}:  {value}" for key, value in app.environment.items()),
    ]


def describe_service(app: App) -> str:
    """``kubectl describe service`` and ``endpoints`` of the app's Service."""
    protocol = app.service_protocol
    address = f"{app.ip}:{app.port}" if app.endpoint else ""
    subsets = (
        f"Subsets:\n  Addresses:          {app.ip}\n  NotReadyAddresses:  <none>\n"
        if app.endpoint
        else "Subsets:\n"
    )
    return (
        f"$ kubectl describe services {app.name} -n {NAMESPACE}\n"
        f"Name:              {app.name}\n"
        f"Namespace:         {NAMESPACE}\n"
        "Labels:            <none>\n"
        "Annotations:       <none>\n"
        f"Selector:          {app.selector or f'app={app.label or app.name}'}\n"
        "Type:              ClusterIP\n"
        f"IP:                10.96.0.{app.port % 200}\n"
        f"Port:              main  {app.service_port or app.port}/{protocol}\n"
        f"TargetPort:        {app.target or app.port}/{protocol}\n"
        f"Endpoints:         {address}\n"
        "Session Affinity:  None\n"
        "Events:            <none>\n\n"
        f"$ kubectl describe endpoints {app.name} -n {NAMESPACE}\n"
        f"Name:         {app.name}\n"
        f"Namespace:    {NAMESPACE}\n"
        "Labels:       <none>\n"
        "Annotations:  <none>\n"
        f"{subsets}"
        "Events:  <none>\n\n"
    )


def cluster(*apps: App, more: dict[str, str] | None = None) -> Materials:
    """The texts about the apps, and any others, classified as the engine would."""
    texts = {
        "pods.txt": "".join(describe_pod(app) for app in apps),
        "deployments.txt": "".join(describe_deployment(app) for app in apps),
        "services.txt": "".join(describe_service(app) for app in apps),
        **(more or {}),
    }
    return read(texts)


def read(texts: dict[str, str]) -> Materials:
    """The texts as classified documents."""
    return Materials(
        [document_from_text(name, text, data_type=classify(lines_of(text))) for name, text in texts.items()]
    )


def check(host: str, port: int, *, ok: bool) -> str:
    """What nc printed for one address."""
    said = f"{host} (10.96.0.9:{port}) open\n" if ok else "nc: connect to it failed: Connection refused\n"
    return f"$ nc -zv {host} {port}\n{said}\n"


def causes(findings: list[Finding]) -> set[tuple[str | None, str]]:
    """``(failure mode, component)`` of the causes."""
    return {(item.failure_mode, item.component) for item in findings if item.kind is FindingKind.CAUSE}


def groups(findings: list[Finding], mode: str) -> set[str]:
    """The independence groups that speak for a mode."""
    return {
        item.independence_group
        for item in findings
        if item.failure_mode == mode and item.kind is FindingKind.CAUSE
    }
