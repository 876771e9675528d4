"""Conformance kits: data and functions that prove an adapter keeps every clause of its port.

``KITS`` has a kit for each port. Run a whole kit and look at the result::

    result = run_kit_sync(KITS["ICache"], MyCache)
    print(result)
    assert result.ok

or run its checks one by one with pytest (``asyncio_mode = "auto"``)::

    @pytest.mark.parametrize("check", KITS["ICache"].checks, ids=str)
    async def test_my_cache(check):
        await check.run(MyCache)

Some clauses cannot be proved through the methods of a port alone: what happens when the service is down, or
whose token it is. A kit names the ``variants`` and ``samples`` it asks for; give them to `run_kit` or, for
single checks, with ``kit.subject(MyCache, breaking_factory=…, samples={…})``. What is not given is skipped
and listed in the result, so look at ``result.complete`` before you call an adapter proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from faultmaven_models.testing.conformance.bench import Bench, Factory, Subject
from faultmaven_models.testing.conformance.cache import CACHE_KIT
from faultmaven_models.testing.conformance.case_repository import CASE_REPOSITORY_KIT
from faultmaven_models.testing.conformance.check import CHECK_SECONDS, Check, check, implements
from faultmaven_models.testing.conformance.clock import CLOCK_KIT
from faultmaven_models.testing.conformance.detector import DETECTOR_KIT
from faultmaven_models.testing.conformance.embedder import EMBEDDER_KIT
from faultmaven_models.testing.conformance.event_publisher import EVENT_PUBLISHER_KIT
from faultmaven_models.testing.conformance.failure import CheckSkipped, ConformanceFailure
from faultmaven_models.testing.conformance.file_store import FILE_STORE_KIT
from faultmaven_models.testing.conformance.hostile import HOSTILE_BYTES, HOSTILE_TEXTS
from faultmaven_models.testing.conformance.identity_provider import IDENTITY_PROVIDER_KIT
from faultmaven_models.testing.conformance.job_queue import JOB_QUEUE_KIT, job_handlers
from faultmaven_models.testing.conformance.kit import BREAKING, Kit, KitResult, run_kit, run_kit_sync
from faultmaven_models.testing.conformance.knowledge_base import KNOWLEDGE_BASE_KIT
from faultmaven_models.testing.conformance.llm_provider import LLM_PROVIDER_KIT
from faultmaven_models.testing.conformance.mutants import Mutant, kit_weaknesses
from faultmaven_models.testing.conformance.preprocessor import PREPROCESSOR_KIT
from faultmaven_models.testing.conformance.rate_limiter import RATE_LIMITER_KIT
from faultmaven_models.testing.conformance.reasoner import REASONER_KIT
from faultmaven_models.testing.conformance.sanitizer import SANITIZER_KIT
from faultmaven_models.testing.conformance.session_store import SESSION_STORE_KIT
from faultmaven_models.testing.conformance.tool import TOOL_KIT
from faultmaven_models.testing.conformance.tracer import TRACER_KIT
from faultmaven_models.testing.conformance.vector_store import VECTOR_STORE_KIT

_ALL: tuple[Kit[Any], ...] = (
    CACHE_KIT,
    CASE_REPOSITORY_KIT,
    CLOCK_KIT,
    DETECTOR_KIT,
    EMBEDDER_KIT,
    EVENT_PUBLISHER_KIT,
    FILE_STORE_KIT,
    IDENTITY_PROVIDER_KIT,
    JOB_QUEUE_KIT,
    KNOWLEDGE_BASE_KIT,
    LLM_PROVIDER_KIT,
    PREPROCESSOR_KIT,
    RATE_LIMITER_KIT,
    REASONER_KIT,
    SANITIZER_KIT,
    SESSION_STORE_KIT,
    TOOL_KIT,
    TRACER_KIT,
    VECTOR_STORE_KIT,
)

KITS: Mapping[str, Kit[Any]] = MappingProxyType({kit.name: kit for kit in _ALL})
"""The kit of each port, by the port's name."""

__all__ = [
    "BREAKING",
    "CHECK_SECONDS",
    "HOSTILE_BYTES",
    "HOSTILE_TEXTS",
    "KITS",
    "Bench",
    "Check",
    "CheckSkipped",
    "ConformanceFailure",
    "Factory",
    "Kit",
    "KitResult",
    "Mutant",
    "Subject",
    "check",
    "implements",
    "job_handlers",
    "kit_weaknesses",
    "run_kit",
    "run_kit_sync",
]
