"""The one composition root: which implementation stands behind each port."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from faultmaven_core import plugins
from faultmaven_core.clock import SystemClock
from faultmaven_core.diagnosis.catalogue import load_catalogue
from faultmaven_core.diagnosis.rule_reasoner import RuleReasoner
from faultmaven_core.persistence.files import LocalFileStore
from faultmaven_core.preprocessing import Preprocessor
from faultmaven_core.settings import Settings
from faultmaven_core.tracing import NoTracer
from faultmaven_models.interfaces import (
    ICaseRepository,
    IClock,
    IDetector,
    IFileStore,
    ILLMProvider,
    IPreprocessor,
    IReasoner,
    ISanitizer,
    ITool,
    ITracer,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything an engine asks. Without a provider no prose is asked for; without a sanitizer nothing is sent."""

    settings: Settings
    clock: IClock
    preprocessor: IPreprocessor
    reasoner: IReasoner
    repository: ICaseRepository
    file_store: IFileStore | None
    llm_provider: ILLMProvider | None
    sanitizer: ISanitizer | None
    tools: tuple[ITool, ...]
    tracer: ITracer


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the caller brings; None stands for the default."""

    settings: Settings | None = None
    clock: IClock | None = None
    preprocessor: IPreprocessor | None = None
    reasoner: IReasoner | None = None
    repository: ICaseRepository | None = None
    file_store: IFileStore | None = None
    llm_provider: ILLMProvider | None = None
    sanitizer: ISanitizer | None = None
    tools: Sequence[ITool] | None = None
    tracer: ITracer | None = None


def assemble(given: Given) -> Parts:
    """The parts of an engine: what was given, and defaults from the settings and the installed packages.

    Raises SetupError when the settings name something that is not installed.
    """
    settings = given.settings or Settings.from_environment()
    tools = tuple(given.tools) if given.tools is not None else plugins.create_all("faultmaven.tools", ITool)
    return Parts(
        settings=settings,
        clock=given.clock or SystemClock(),
        preprocessor=given.preprocessor or Preprocessor(limits=settings.limits),
        reasoner=given.reasoner or rule_reasoner(tools),
        repository=given.repository or _repository(settings),
        file_store=given.file_store or _file_store(settings),
        llm_provider=given.llm_provider or _llm_provider(settings),
        sanitizer=given.sanitizer or _sanitizer(settings),
        tools=tools,
        tracer=given.tracer or NoTracer(),
    )


def rule_reasoner(tools: Sequence[ITool] = ()) -> RuleReasoner:
    """The rule reasoner with every installed detector and the catalogue with what they bring."""
    detectors = plugins.create_all("faultmaven.detectors", IDetector)
    catalogue = load_catalogue(mode for detector in detectors for mode in detector.failure_modes)
    return RuleReasoner(detectors=detectors, catalogue=catalogue, tools=tools)


def _repository(settings: Settings) -> ICaseRepository:
    group = "faultmaven.case_repositories"
    if settings.case_db is None:
        repository: ICaseRepository = plugins.create(group, "memory", ICaseRepository)
    else:
        repository = plugins.create(group, "sqlite", ICaseRepository, path=settings.case_db)
    return repository


def _file_store(settings: Settings) -> IFileStore | None:
    if settings.case_db is None:
        return None
    return LocalFileStore(Path(f"{settings.case_db}.files"))


def _llm_provider(settings: Settings) -> ILLMProvider | None:
    if settings.model is None:
        return None
    provider: ILLMProvider = plugins.create(
        "faultmaven.llm_providers", settings.llm_provider, ILLMProvider, model=settings.model
    )
    return provider


def _sanitizer(settings: Settings) -> ISanitizer | None:
    """The sanitizer that is named; none when it is not installed, in which case the guard sends nothing."""
    group = "faultmaven.sanitizers"
    if settings.sanitizer not in plugins.installed(group) and settings.model is None:
        return None
    sanitizer: ISanitizer = plugins.create(group, settings.sanitizer, ISanitizer)
    return sanitizer
