"""Ask a model for the prose of an answer whose content is already verified; check what comes back."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_core.investigation.verdict import shown_causes, verdict
from faultmaven_models.case import RefusedClaim
from faultmaven_models.chat import ChatRequest
from faultmaven_models.errors import FaultMavenError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_models.case import Case
    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.interfaces import ILLMProvider
    from faultmaven_prompts import RenderedPrompt

_LABELS = re.compile(r"\[(E\d+(?:[,;] ?E\d+)*)\]")
"""One label in brackets, or several, as models like to write them."""
_LABEL = re.compile(r"E\d+")
_MAX_CAUSES = 3
_MAX_REMARKS = 5
_MAX_OUTPUT_TOKENS = 600
_MAX_EVIDENCE_TOKENS = 2000
_QUOTE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """The answer to show, and why a model's words were not used where they were not."""

    answer: str
    refused: tuple[RefusedClaim, ...] = ()


async def write_prose(case: Case, answer: str, provider: ILLMProvider, *, deadline_seconds: float) -> Prose:
    """The model's wording of the verified content, or the rules' own ``answer`` when it fails or cites what is not.

    ``provider`` must be guarded. No error of the provider, of the guard or of its set-up leaves this function: the
    answer of the rules stands, and the reason is recorded.
    """
    labels = _Labels(case=case)
    request = ChatRequest(
        messages=_prompt(case, labels).messages,
        max_output_tokens=_MAX_OUTPUT_TOKENS,
        deadline_seconds=deadline_seconds,
        purpose="answer",
    )
    try:
        reply = await provider.complete(request)
    except FaultMavenError as error:
        return Prose(answer=answer, refused=(_refusal(case, f"prose by {provider.name}", str(error)),))
    problem = _problem(reply.text, labels)
    if problem is not None:
        return Prose(answer=answer, refused=(_refusal(case, f"prose by {reply.model}", problem),))
    return Prose(answer=labels.with_places(reply.text.strip()))


def _problem(text: str, labels: _Labels) -> str | None:
    """Why the words cannot be used, or None when they can."""
    if not text.strip():
        return "it is blank"
    cited = {label for group in _LABELS.findall(text) for label in _LABEL.findall(group)}
    invented = sorted(cited - set(labels.spans))
    return f"it cites {', '.join(invented)}, which is not in the case" if invented else None


@dataclass(slots=True, kw_only=True)
class _Labels:
    """Gives the evidence that is shown a label, and puts the places back in the model's answer."""

    case: Case
    spans: dict[str, SourceSpan] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def of(self, evidence_ids: Iterable[str]) -> tuple[str, ...]:
        labels = []
        for identifier in evidence_ids:
            item = self.case.evidence_by_id(identifier)
            if item is None:
                continue
            if identifier not in self._known:
                self._known[identifier] = f"E{len(self._known) + 1}"
                self.spans[self._known[identifier]] = item.spans[0]
            labels.append(self._known[identifier])
        return tuple(labels)

    def with_places(self, text: str) -> str:
        def places(match: re.Match[str]) -> str:
            spans = [self.spans[label] for label in _LABEL.findall(match.group(1))]
            return f"[{', '.join(f'{span.source}:{span.start_line}' for span in spans)}]"

        return _LABELS.sub(places, text)


def _prompt(case: Case, labels: _Labels) -> RenderedPrompt:
    from faultmaven_prompts import (  # loads jinja2, which only a turn with a model needs
        EvidenceLine,
        NextSteps,
        PromptLibrary,
        RankedCause,
        RuledOutCause,
        fit_evidence,
    )

    causes = [
        RankedCause(
            statement=item.statement,
            likelihood=item.likelihood,
            component=item.component or "",
            mechanism=item.mechanism,
            labels=labels.of(link.evidence_id for link in item.links if link.stance.supports),
        )
        for item in shown_causes(case)[:_MAX_CAUSES]
    ]
    ruled_out = [
        RuledOutCause(statement=item.statement, reason=item.reason, labels=labels.of(item.evidence_ids))
        for item in case.ruled_out[:_MAX_REMARKS]
    ]
    lines = [
        EvidenceLine(
            label=label,
            source=span.source,
            start_line=span.start_line,
            end_line=span.end_line,
            quote=span.quote[:_QUOTE],
            value=1.0 / (rank + 1),
        )
        for rank, (label, span) in enumerate(labels.spans.items())
    ]
    first = next(iter(case.solutions), None)
    return PromptLibrary().render(
        "investigation/answer",
        delimiter=secrets.token_hex(8),
        question=case.problem.text if case.problem else case.title,
        verdict=verdict(case).value,
        causes=causes,
        lines=fit_evidence(lines, max_tokens=_MAX_EVIDENCE_TOKENS).kept,
        ruled_out=ruled_out,
        gaps=case.data_gaps[:_MAX_REMARKS],
        steps=NextSteps(immediate=first.immediate, permanent=first.permanent, verify=first.verify)
        if first
        else NextSteps(),
    )


def _refusal(case: Case, claim: str, reason: str) -> RefusedClaim:
    return RefusedClaim(claim=claim, reason=reason, turn=max(1, len(case.turns)))
