"""Which Services the checks and the callers could not reach: symptoms, and support for a cause."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_core.processing.connectivity import build_connectivity
from faultmaven_core.processing.dependencies import build_dependencies
from faultmaven_core.processing.kubernetes.snapshot import build_cluster_snapshot
from faultmaven_core.processing.kubernetes.topology import component_of_service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faultmaven_core.processing.connectivity import ConnectivityCheck
    from faultmaven_core.processing.kubernetes.objects import Service
    from faultmaven_models.component import ComponentName
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Materials


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachability:
    """The checks that were made, by Service."""

    failed: Mapping[str, tuple[ConnectivityCheck, ...]] = field(default_factory=dict)
    """Service name to its failed checks, where no check of the same Service succeeded."""
    partly: Mapping[str, tuple[ConnectivityCheck, ...]] = field(default_factory=dict)
    """Failed checks of Services that other checks reached."""
    reached: Mapping[str, tuple[ConnectivityCheck, ...]] = field(default_factory=dict)
    callers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Service name to everything that calls it, directly or through others."""

    def failing_spans(self, service: str) -> tuple[SourceSpan, ...]:
        """Up to three citations of the failed checks of a Service."""
        spans = [span for check in self.failed.get(service, ()) for span in check.spans()]
        return tuple(dict.fromkeys(spans))[:3]

    def affected(self, *services: str) -> tuple[ComponentName, ...]:
        """Everything that calls one of the Services."""
        return tuple(
            dict.fromkeys(f"app/{caller}" for name in services for caller in self.callers.get(name, ()))
        )


def build_reachability(materials: Materials) -> Reachability:
    """Join the checks with the Services and with the dependency listings."""
    by_service: dict[str, list[ConnectivityCheck]] = {}
    for check in materials.view(build_connectivity):
        by_service.setdefault(service_name(check.host), []).append(check)
    dependencies = materials.view(build_dependencies)
    snapshot = materials.view(build_cluster_snapshot)
    names = {service.name for service in snapshot.services} | set(dependencies.calls) | set(by_service)
    names |= {callee for callees in dependencies.calls.values() for callee in callees}
    return Reachability(
        failed={
            name: tuple(checks)
            for name, checks in by_service.items()
            if checks and all(check.failed for check in checks)
        },
        partly={
            name: tuple(check for check in checks if check.failed)
            for name, checks in by_service.items()
            if any(check.failed for check in checks) and not all(check.failed for check in checks)
        },
        reached={
            name: tuple(check for check in checks if not check.failed)
            for name, checks in by_service.items()
            if any(not check.failed for check in checks)
        },
        callers={name: dependencies.all_callers_of(name) for name in names},
    )


def service_name(host: str) -> str:
    """The Service that a host name means: ``cart.shop.svc.cluster.local`` is ``cart``."""
    return host if host.replace(".", "").isdecimal() else host.split(".", 1)[0]


def affected_by(service: Service, materials: Materials) -> tuple[ComponentName, ...]:
    """Who suffers when the Service does not answer: the workload behind it is not among them."""
    reach = materials.view(build_reachability)
    own = component_of_service(materials.view(build_cluster_snapshot), service)
    return tuple(name for name in reach.affected(service.name, own.partition("/")[2]) if name != own)
