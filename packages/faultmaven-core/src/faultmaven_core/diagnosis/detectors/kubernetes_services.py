"""Services that lead nowhere: selectors, ports and protocols that fit no pod, and addresses that fit no Service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.mesh_ports import sidecar_findings
from faultmaven_core.diagnosis.kubernetes.pod_dns import dns_findings
from faultmaven_core.diagnosis.kubernetes.reachability import build_reachability
from faultmaven_core.diagnosis.kubernetes.service_addresses import address_findings
from faultmaven_core.diagnosis.kubernetes.service_ports import port_findings
from faultmaven_core.diagnosis.kubernetes.service_selectors import selector_findings
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import component_of_service
from faultmaven_models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from faultmaven_models.failure_mode import FailureMode
    from faultmaven_models.materials import Materials

_SYMPTOM_LIMIT = 20


class KubernetesServicesDetector:
    """Compares Services with the pods behind them and with the addresses that callers use."""

    @property
    def name(self) -> str:
        """The detector's stable name."""
        return "kubernetes_services"

    @property
    def failure_modes(self) -> Sequence[FailureMode]:
        """None of its own: it uses the built-in catalogue."""
        return ()

    def examined(self, materials: Materials) -> str:
        """How many Services, pods and manifests there are, and how many Services were checked."""
        snapshot = materials.view(build_cluster_snapshot)
        reach = materials.view(build_reachability)
        checked = len({*reach.failed, *reach.reached})
        counts = (
            (len(snapshot.services), "services"),
            (len(snapshot.pods), "pods"),
            (len(snapshot.declared.workloads), "manifests of workloads"),
        )
        parts = [f"{count} {what}" for count, what in counts if count]
        return ", ".join([*parts, f"reachability of {checked} services"] if checked else parts)

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """Findings about Services and their callers, causes first."""
        yield from selector_findings(materials)
        yield from port_findings(materials)
        yield from address_findings(materials)
        yield from dns_findings(materials)
        yield from sidecar_findings(materials)
        yield from _unreachable(materials)


def _unreachable(materials: Materials) -> Iterator[Finding]:
    """Checks that failed, as symptoms of the workload behind the Service."""
    snapshot = materials.view(build_cluster_snapshot)
    reach = materials.view(build_reachability)
    services = {service.name: service for service in snapshot.services}
    for name in list(reach.failed)[:_SYMPTOM_LIMIT]:
        check = reach.failed[name][0]
        service = services.get(name)
        component = component_of_service(snapshot, service) if service is not None else f"app/{name}"
        yield Finding(
            kind=FindingKind.SYMPTOM,
            component=component,
            summary=f"{check.target} could not be reached ({check.tool}: {check.outcome.replace('_', ' ')}).",
            spans=reach.failing_spans(name),
            independence_group="connectivity",
        )
