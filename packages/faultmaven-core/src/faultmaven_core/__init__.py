"""FaultMaven: from the files of an incident to a root cause that can be checked.

The names below are loaded when they are first used, so that ``import faultmaven_core`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faultmaven_core.batch import investigate, investigate_sync
    from faultmaven_core.investigation import MilestoneEngine
    from faultmaven_core.settings import Settings
    from faultmaven_models.report import InvestigationReport

__all__ = ["InvestigationReport", "MilestoneEngine", "Settings", "investigate", "investigate_sync"]

_HOME = {
    "InvestigationReport": "faultmaven_models.report",
    "MilestoneEngine": "faultmaven_core.investigation",
    "Settings": "faultmaven_core.settings",
    "investigate": "faultmaven_core.batch",
    "investigate_sync": "faultmaven_core.batch",
}


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
