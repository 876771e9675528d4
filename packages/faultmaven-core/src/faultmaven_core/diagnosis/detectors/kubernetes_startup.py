"""Containers that do not get started: images, Secrets and ConfigMaps, ports, and programs that end at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.kubernetes.crash_loops import crash_loop_findings
from faultmaven_core.diagnosis.kubernetes.data_references import reference_findings
from faultmaven_core.diagnosis.kubernetes.detector import ClusterDetector, counted
from faultmaven_core.diagnosis.kubernetes.image_pulls import image_findings
from faultmaven_core.diagnosis.kubernetes.index import build_cluster_index
from faultmaven_core.diagnosis.kubernetes.port_conflicts import port_conflict_findings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials


class KubernetesStartupDetector(ClusterDetector):
    """Judges containers that wait, or that end again and again."""

    domain = "kubernetes_startup"

    def examined(self, materials: Materials) -> str:
        """How many containers there are to judge."""
        pods = materials.view(build_cluster_index).snapshot.pods
        return counted((sum(len(pod.spec.containers) for pod in pods), "container"))

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """Findings about containers of pods that are not healthy now."""
        index = materials.view(build_cluster_index)
        yield from image_findings(index)
        yield from reference_findings(index)
        yield from port_conflict_findings(materials, index)
        yield from crash_loop_findings(index)
