"""The street that a turn takes. It has no rules of its own: each step is somebody else's."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from faultmaven_core.container import Given, assemble
from faultmaven_core.guard import GuardedProvider
from faultmaven_core.identifiers import new_case_id
from faultmaven_core.investigation.apply import Applied, TurnFacts, apply, stamp
from faultmaven_core.investigation.case_materials import CaseMaterials
from faultmaven_core.investigation.conclusions import live_hypotheses
from faultmaven_core.investigation.narration import narrate
from faultmaven_core.investigation.open_gaps import REASONING
from faultmaven_core.investigation.prose import write_prose
from faultmaven_core.investigation.report_builder import build_report
from faultmaven_core.investigation.transitions import begin_investigation, close, resolve
from faultmaven_core.investigation.verify import verify
from faultmaven_core.preprocessing.decode import legible
from faultmaven_core.tracing import Steps
from faultmaven_models.api_models import TurnResult
from faultmaven_models.case import Case, CaseStatus, CloseReason, ProblemStatement
from faultmaven_models.errors import InvalidInput, Refused, Temporary
from faultmaven_models.evidence import Attachment, DataGap
from faultmaven_models.investigation import Milestone, TemporalState, Urgency
from faultmaven_models.updates import TurnUpdate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from faultmaven_core.investigation.verify import Verified
    from faultmaven_core.settings import Settings
    from faultmaven_models.interfaces import (
        ICaseRepository,
        IClock,
        IFileStore,
        ILLMProvider,
        IPreprocessor,
        IReasoner,
        ISanitizer,
        ITool,
        ITracer,
    )
    from faultmaven_models.materials import Document, Materials
    from faultmaven_models.report import InvestigationReport

UploadSource = Path | str | Attachment
"""What can be attached: a path to a file, a folder or an archive, or an Attachment."""


class MilestoneEngine:
    """Investigates cases. ``MilestoneEngine()`` works with nothing but itself; each argument replaces one part.

    Without ``settings`` the environment's ``FAULTMAVEN_*`` variables are read, once, here. A provider is never
    called except through the guard. One engine serves any number of cases and concurrent turns.
    """

    def __init__(  # noqa: PLR0913  one optional argument for each port
        self,
        *,
        llm_provider: ILLMProvider | None = None,
        repository: ICaseRepository | None = None,
        sanitizer: ISanitizer | None = None,
        tools: Sequence[ITool] | None = None,
        settings: Settings | None = None,
        clock: IClock | None = None,
        reasoner: IReasoner | None = None,
        preprocessor: IPreprocessor | None = None,
        file_store: IFileStore | None = None,
        tracer: ITracer | None = None,
        case_ids: Callable[[], str] = new_case_id,
    ) -> None:
        """Assemble the parts. Raises SetupError when the settings name something that is not installed."""
        self.parts = assemble(
            Given(
                settings=settings,
                clock=clock,
                preprocessor=preprocessor,
                reasoner=reasoner,
                repository=repository,
                file_store=file_store,
                llm_provider=llm_provider,
                sanitizer=sanitizer,
                tools=tools,
                tracer=tracer,
            )
        )
        self._case_ids = case_ids
        self._materials = CaseMaterials(self.parts.preprocessor, self.parts.file_store)

    async def open_case(
        self,
        title: str,
        *,
        owner_id: str = "local",
        investigate: bool = True,
        temporal_state: TemporalState = TemporalState.UNKNOWN,
        urgency: Urgency = Urgency.UNKNOWN,
    ) -> Case:
        """A new case. With ``investigate`` the title is the confirmed problem statement and the work can begin.

        Raises InvalidInput for a blank title.
        """
        problem = ProblemStatement(
            text=_said(title), confirmed=True, temporal_state=temporal_state, urgency=urgency
        )
        return await self._commit(
            self._opening(problem, owner_id=owner_id, investigate=investigate), expected_version=0
        )

    async def investigate(
        self, question: str, *, attachments: Iterable[UploadSource], owner_id: str = "local"
    ) -> TurnResult:
        """Open a case on the question and take its first turn.

        No case is stored unless its first turn is. Raises what `open_case` and `process_turn` raise.
        """
        problem = ProblemStatement(text=_said(question), confirmed=True)
        opening = self._opening(problem, owner_id=owner_id, investigate=True)
        return await self._take_turn(opening.case, attachments=attachments, opening=opening)

    async def process_turn(
        self,
        case_id: str,
        message: str = "",
        *,
        attachments: Iterable[UploadSource] = (),
        confirmed: Iterable[Milestone] = (),
    ) -> TurnResult:
        """One exchange: read what was attached, reason, verify, apply, store, answer.

        ``confirmed`` is what the user says was done (mitigation or solution applied, solution verified). The turn is
        stored whole or not at all. Raises NotFound, Refused for a closed case, InvalidInput for attachments that
        cannot be read, CaseVersionConflict when another turn was faster.
        """
        case = await self.parts.repository.load(case_id)
        if case.status.terminal:
            msg = f"case {case.id} is {case.status.value}; open a new one"
            raise Refused(msg)
        return await self._take_turn(case, message, attachments=attachments, confirmed=confirmed)

    async def _take_turn(
        self,
        case: Case,
        message: str = "",
        *,
        attachments: Iterable[UploadSource],
        confirmed: Iterable[Milestone] = (),
        opening: Applied | None = None,
    ) -> TurnResult:
        steps = Steps(self.parts.tracer, case_id=case.id)
        uploads = tuple(_as_attachment(item) for item in attachments)
        with steps.step("preprocessing"):
            documents, gaps = await self._prepare(uploads)
            materials, lost = await self._materials.extend(case, documents)
        with steps.step("reasoning"):
            update = await self._propose(case, message, materials, (*gaps, *lost))
        with steps.step("verification"):
            verified = verify(update, case, materials)
        facts = TurnFacts(
            message=message,
            answer="",
            at=self.parts.clock.now(),
            artifacts=tuple(document.artifact for document in documents),
            confirmed=frozenset(confirmed),
        )
        with steps.step("answering"):
            facts = await self._answer(case, verified, facts)
        with steps.step("storing"):
            timed = replace(facts, timings=steps.timings())
            applied = apply(case, verified, timed)
            if opening is not None:
                await self._commit(opening, expected_version=0)
            stored = await self._commit(applied, expected_version=case.version)
        return _result(stored, applied, (*gaps, *lost), steps)

    async def report(self, case_id: str) -> InvestigationReport:
        """The report of the case as it stands. Raises NotFound."""
        return build_report(await self.parts.repository.load(case_id))

    async def begin(self, case_id: str, problem: str, *, by: str = "user") -> Case:
        """Move a consultation to an investigation of the confirmed problem.

        Raises Refused from any other status, and InvalidInput for a blank problem.
        """
        case = await self.parts.repository.load(case_id)
        statement = ProblemStatement(text=_said(problem), confirmed=True)
        return await self._advance(
            case, begin_investigation(case, statement, by=by, at=self.parts.clock.now())
        )

    async def close_case(self, case_id: str, *, reason: CloseReason, by: str = "user") -> Case:
        """Close without a verified solution. Raises Refused when the case is closed already."""
        case = await self.parts.repository.load(case_id)
        return await self._advance(case, close(case, reason=reason, by=by, at=self.parts.clock.now()))

    async def resolve_case(self, case_id: str, *, by: str = "user") -> Case:
        """Close with a verified solution. Raises Refused unless one was verified."""
        case = await self.parts.repository.load(case_id)
        return await self._advance(case, resolve(case, by=by, at=self.parts.clock.now()))

    async def aclose(self) -> None:
        """Release what the repository holds."""
        await self.parts.repository.close()

    def _opening(self, problem: ProblemStatement, *, owner_id: str, investigate: bool) -> Applied:
        """A new case at version 1, not stored yet."""
        now = self.parts.clock.now()
        case = Case(
            id=self._case_ids(),
            title=problem.text,
            owner_id=owner_id,
            created_at=now,
            updated_at=now,
            strategy=self.parts.settings.strategy,
        )
        if investigate:
            case = begin_investigation(case, problem, by=owner_id, at=now)
        return stamp(None, case.model_copy(update={"version": 1}))

    async def _prepare(
        self, uploads: tuple[Attachment, ...]
    ) -> tuple[tuple[Document, ...], tuple[DataGap, ...]]:
        if not uploads:
            return (), ()
        return await asyncio.to_thread(self.parts.preprocessor.prepare, uploads)

    async def _propose(
        self, case: Case, message: str, materials: Materials, gaps: tuple[DataGap, ...]
    ) -> TurnUpdate:
        try:
            update = await self.parts.reasoner.propose(case, message, materials)
        except Temporary as error:
            update = TurnUpdate(reasoner=self.parts.reasoner.name, data_gaps=(_no_reasoning(error),))
        return update.model_copy(update={"data_gaps": (*gaps, *update.data_gaps)})

    async def _answer(self, case: Case, verified: Verified, facts: TurnFacts) -> TurnFacts:
        """The facts with the answer: the rules' own words, or a model's prose over the same verified content."""
        draft = apply(case, verified, facts).case
        reply = verified.update.answer if case.status is CaseStatus.CONSULTING else ""
        answer = reply or narrate(draft)
        provider = self.parts.llm_provider
        refused = facts.refused
        if provider is not None:
            guarded = GuardedProvider(provider, self.parts.sanitizer, case_id=case.id)
            prose = await write_prose(
                draft, answer, guarded, deadline_seconds=self.parts.settings.model_deadline_seconds
            )
            answer, refused = prose.answer, (*refused, *prose.refused)
        return replace(facts, answer=answer, refused=refused)

    async def _advance(self, before: Case, after: Case) -> Case:
        numbered = after.model_copy(update={"version": before.version + 1})
        return await self._commit(stamp(before, numbered), expected_version=before.version)

    async def _commit(self, applied: Applied, *, expected_version: int) -> Case:
        await self.parts.repository.commit(
            applied.case, expected_version=expected_version, events=applied.events
        )
        return applied.case


def _said(text: str) -> str:
    """The text without blanks at its ends. Raises InvalidInput when nothing is left."""
    if not text.strip():
        msg = "the question is empty: say in a sentence what is wrong, for instance 'Why does checkout fail?'"
        raise InvalidInput(msg)
    return legible(text.strip())


def _as_attachment(source: UploadSource) -> Attachment:
    if isinstance(source, Attachment):
        return source
    if not str(source).strip():
        msg = "a path is empty: name a file, a folder or an archive"
        raise InvalidInput(msg)
    path = Path(source)
    return Attachment(name=legible(path.name or str(path)), path=path)


def _no_reasoning(error: Temporary) -> DataGap:
    return DataGap(subject=REASONING, problem=f"did not finish: {error}", mend="repeat the turn later")


def _result(case: Case, applied: Applied, gaps: tuple[DataGap, ...], steps: Steps) -> TurnResult:
    turn = case.turns[-1]
    needed = [requirement for item in live_hypotheses(case) for requirement in item.requirements]
    return TurnResult(
        case=case,
        answer=turn.answer,
        outcome=turn.outcome,
        milestones=turn.milestones,
        refused=applied.refused,
        data_gaps=gaps,
        needed=tuple(sorted(dict.fromkeys(needed), key=lambda item: -item.splits)),
        timings=steps.timings(),
    )
