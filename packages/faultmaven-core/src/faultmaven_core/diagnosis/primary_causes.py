"""Whether something was found that explains why others see refused connections and time-outs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.signatures import hits_by_domain
from faultmaven_core.processing.log_signatures import Bearing
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from faultmaven_core.processing.log_signatures import LogSignature
    from faultmaven_models.materials import Materials

STRONG = 0.55
GATEWAYS = "http"
CLIENTS = "network"


def explained(materials: Materials) -> bool:
    """Whether the logs hold a stronger cause than the complaints of gateways and clients: use it as a view.

    A gateway that does not start, or is out of connections, explains its clients' complaints too.
    """
    return any(
        _is_strong(hits.signature) and (domain != GATEWAYS or hits.signature.fatal)
        for domain, found in materials.view(hits_by_domain).items()
        if domain != CLIENTS
        for hits in found
    )


def _is_strong(row: LogSignature) -> bool:
    return (
        row.bearing is Bearing.CAUSE and row.stance is Stance.STRONGLY_SUPPORTS and row.completeness >= STRONG
    )
