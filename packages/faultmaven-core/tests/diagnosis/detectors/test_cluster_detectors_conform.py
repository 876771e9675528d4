"""The detectors that compare a cluster with itself keep the contract of their port."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from cluster_texts import LEDGER, PRICING, App, describe_deployment, describe_pod, describe_service

from faultmaven_core.diagnosis.detectors.kubernetes_databases import KubernetesDatabasesDetector
from faultmaven_core.diagnosis.detectors.kubernetes_gateways import KubernetesGatewaysDetector
from faultmaven_core.diagnosis.detectors.kubernetes_networking import KubernetesNetworkingDetector
from faultmaven_core.diagnosis.detectors.kubernetes_nodes import KubernetesNodesDetector
from faultmaven_core.diagnosis.detectors.kubernetes_services import KubernetesServicesDetector
from faultmaven_models.testing.conformance import KITS


def texts(*apps: App, **more: str) -> dict[str, str]:
    return {
        "pods.txt": "".join(map(describe_pod, apps)),
        "deployments.txt": "".join(map(describe_deployment, apps)),
        "services.txt": "".join(map(describe_service, apps)),
        **more,
    }


ROUTE = "- id: pricing\n  uri: lb://ledger\n  predicates:\n    - Path=/pricing/**\n"
STOPPED = (
    "○ kubelet.service - Kubelet\n     Active: inactive (dead) since x\n\n"
    "May 04 11:00:00 n-beta systemd[1]: Stopped x\n"
)
SLOW = {
    "name": "pricing",
    "type": "Service",
    "evidence": ["LATENCY [Slow] | p95latency: Normal=4ms -> Current=900ms"],
}
DENIED = "SQLException: Access denied for user 'a'@'b' (using password: YES)\n"

SUBJECTS: dict[str, Any] = {
    "services": KITS["IDetector"].subject(
        KubernetesServicesDetector, samples={"texts": texts(LEDGER, replace(PRICING, service_protocol="UDP"))}
    ),
    "gateways": KITS["IDetector"].subject(
        KubernetesGatewaysDetector, samples={"texts": texts(LEDGER, PRICING, gateway=ROUTE)}
    ),
    "nodes": KITS["IDetector"].subject(
        KubernetesNodesDetector, samples={"texts": texts(LEDGER, node=STOPPED)}
    ),
    "networking": KITS["IDetector"].subject(
        KubernetesNetworkingDetector,
        samples={"texts": texts(PRICING, alerts=json.dumps({"alerts": [SLOW]}, indent=1))},
    ),
    "databases": KITS["IDetector"].subject(
        KubernetesDatabasesDetector, samples={"texts": texts(LEDGER, **{"logs/ledger.log": DENIED})}
    ),
}


@pytest.mark.parametrize("check", KITS["IDetector"].checks, ids=lambda check: check.name)
@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS.keys())
async def test_conforms(subject: Any, check: Any) -> None:
    await check.run(subject)
