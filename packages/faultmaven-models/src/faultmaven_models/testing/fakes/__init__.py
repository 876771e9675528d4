"""A fake for every port: real, in memory, deterministic, and held to the conformance kits.

They are for tests. The engine never falls back to one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from faultmaven_models.testing.fakes.access import FakeIdentityProvider, FakeRateLimiter
from faultmaven_models.testing.fakes.cases import FakeCaseRepository
from faultmaven_models.testing.fakes.clock import FakeClock
from faultmaven_models.testing.fakes.jobs import FakeJobQueue, Handler
from faultmaven_models.testing.fakes.knowledge import FakeEmbedder, FakeKnowledgeBase, FakeVectorStore
from faultmaven_models.testing.fakes.llm import ScriptedLLM, ScriptedReply
from faultmaven_models.testing.fakes.preprocessor import FakePreprocessor
from faultmaven_models.testing.fakes.publisher import FakeEventPublisher
from faultmaven_models.testing.fakes.reasoning import FakeDetector, FakeReasoner
from faultmaven_models.testing.fakes.sanitizer import FakeSanitizer
from faultmaven_models.testing.fakes.stores import FakeCache, FakeFileStore, FakeSessionStore
from faultmaven_models.testing.fakes.tools import FakeTool
from faultmaven_models.testing.fakes.tracer import FakeTracer, RecordedSpan

FAKES: Mapping[str, Callable[[], object]] = MappingProxyType(
    {
        "ICache": FakeCache,
        "ICaseRepository": FakeCaseRepository,
        "IClock": FakeClock,
        "IDetector": FakeDetector,
        "IEmbedder": FakeEmbedder,
        "IEventPublisher": FakeEventPublisher,
        "IFileStore": FakeFileStore,
        "IIdentityProvider": FakeIdentityProvider,
        "IJobQueue": FakeJobQueue,
        "IKnowledgeBase": FakeKnowledgeBase,
        "ILLMProvider": ScriptedLLM,
        "IPreprocessor": FakePreprocessor,
        "IRateLimiter": FakeRateLimiter,
        "IReasoner": FakeReasoner,
        "ISanitizer": FakeSanitizer,
        "ISessionStore": FakeSessionStore,
        "ITool": FakeTool,
        "ITracer": FakeTracer,
        "IVectorStore": FakeVectorStore,
    }
)
"""The fake of each port, by the port's name; each can be made without arguments."""

__all__ = [
    "FAKES",
    "FakeCache",
    "FakeCaseRepository",
    "FakeClock",
    "FakeDetector",
    "FakeEmbedder",
    "FakeEventPublisher",
    "FakeFileStore",
    "FakeIdentityProvider",
    "FakeJobQueue",
    "FakeKnowledgeBase",
    "FakePreprocessor",
    "FakeRateLimiter",
    "FakeReasoner",
    "FakeSanitizer",
    "FakeSessionStore",
    "FakeTool",
    "FakeTracer",
    "FakeVectorStore",
    "Handler",
    "RecordedSpan",
    "ScriptedLLM",
    "ScriptedReply",
]
