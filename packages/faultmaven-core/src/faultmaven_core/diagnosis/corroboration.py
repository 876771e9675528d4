"""Symptoms that fit a known cause of the same component, turned into support from an independent source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.naming import setting
from faultmaven_core.diagnosis.signature_findings import usual_component
from faultmaven_core.diagnosis.signatures import hits_by_domain
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from faultmaven_models.materials import Materials

DEADLY = ("jvm", "runtimes")
"""Domains whose fatal signatures end the program that wrote them."""


def deaths(materials: Materials) -> Mapping[str, str]:
    """Component -> the failure mode that ended it, as the program itself logged it: use it as a view."""
    known = materials.view(setting)
    return {
        usual_component(hits, known): hits.signature.failure_mode
        for domain in DEADLY
        for hits in materials.view(hits_by_domain).get(domain, [])
        if hits.signature.fatal and hits.signature.failure_mode
    }


def corroborated(symptom: Finding, about: str, materials: Materials, *, reason: str) -> Finding | None:
    """Support for the cause of death of ``about``, from a symptom that another source saw; None without one."""
    mode = materials.view(deaths).get(about)
    if mode is None:
        return None
    return symptom.model_copy(
        update={
            "kind": FindingKind.CAUSE,
            "component": about,
            "failure_mode": mode,
            "summary": f"{symptom.summary}: {reason}",
            "stance": Stance.SUPPORTS,
            "completeness": 0.5,
            "affects": (symptom.component,) if symptom.component != about else (),
        }
    )
