"""The ports: what the engine asks of the world, and what it promises those who plug in.

Each port is a Protocol of one to six methods. An implementation need not inherit from it. Failures are
raised as ``faultmaven_models.errors`` say; any other exception out of an adapter is a defect of the adapter.
Every port has a fake and a conformance kit in ``faultmaven_models.testing``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from faultmaven_models.api_models import CaseSummary
    from faultmaven_models.case import Case
    from faultmaven_models.chat import ChatReply, ChatRequest, Identity, Redaction, ToolResult, ToolSpec
    from faultmaven_models.events import DomainEvent
    from faultmaven_models.evidence import Attachment, DataGap
    from faultmaven_models.failure_mode import FailureMode
    from faultmaven_models.finding import Finding
    from faultmaven_models.knowledge import KnowledgeDocument, KnowledgeHit, VectorHit, VectorRecord
    from faultmaven_models.materials import Document, Materials
    from faultmaven_models.updates import TurnUpdate


@runtime_checkable
class IClock(Protocol):
    """Tells the time, so that a test or a replay can tell another."""

    def now(self) -> datetime:
        """The current time, aware, in UTC; never earlier than the answer before."""
        ...


@runtime_checkable
class ILLMProvider(Protocol):
    """A language model. The engine wraps every provider in its guard before it sends anything."""

    @property
    def name(self) -> str:
        """A short stable name, such as ``litellm``."""
        ...

    async def complete(self, request: ChatRequest) -> ChatReply:
        """One complete answer within ``request.deadline_seconds``.

        Raises Unavailable (no answer in time, connection lost, empty, cut or filtered answer), RateLimited,
        SetupError (no key, unknown model) or InvalidInput (the provider refuses the request). It never returns an
        incomplete answer as a complete one.
        """
        ...

    def stream(self, request: ChatRequest) -> AsyncIterator[str]:
        """The answer in pieces that joined give the whole; the same errors, raised while iterating.

        A stream that ends without the provider's finish mark raises Unavailable.
        """
        ...


@runtime_checkable
class IReasoner(Protocol):
    """Turns a case and its materials into a proposal. It changes nothing itself."""

    @property
    def name(self) -> str:
        """Recorded with the turn."""
        ...

    async def propose(self, case: Case, message: str, materials: Materials) -> TurnUpdate:
        """A proposal for this turn. Given the same arguments a rule reasoner gives the same proposal.

        Raises Temporary errors when a model it needs does not answer; the engine then goes on without it.
        """
        ...


@runtime_checkable
class ISanitizer(Protocol):
    """Takes secrets and personal data out of text before it leaves the process."""

    @property
    def name(self) -> str:
        """A short stable name, recorded in the audit."""
        ...

    def redact(self, text: str, *, case_id: str) -> Redaction:
        """The text with every secret and personal datum replaced by a placeholder.

        The same value has the same placeholder over a whole case. Raises RedactionFailed when any part of the work
        fails: it never returns its input instead.
        """
        ...

    def restore(self, text: str, *, case_id: str) -> str:
        """The text with the placeholders of personal data put back; secrets stay out. Unknown ones are left alone."""
        ...


@runtime_checkable
class ITool(Protocol):
    """Something read-only that a reasoner may ask."""

    @property
    def spec(self) -> ToolSpec:
        """Name, description, JSON Schema of the arguments."""
        ...

    async def call(self, arguments: Mapping[str, Any], materials: Materials) -> ToolResult:
        """Answer from the materials of the case (or from the tool's own source); changes nothing.

        Raises InvalidInput for arguments that do not fit the schema; Unavailable when its source does not answer.
        """
        ...


@runtime_checkable
class ITracer(Protocol):
    """Receives what the engine does, for tracing and metrics. It costs next to nothing when off."""

    def span(
        self, name: str, attributes: Mapping[str, str | int | float | bool]
    ) -> AbstractContextManager[None]:
        """Open a span around a block; an exception inside is recorded and passed on. Never raises by itself."""
        ...


@runtime_checkable
class IDetector(Protocol):
    """Looks for one family of failure modes. Found through the entry point group ``faultmaven.detectors``."""

    @property
    def name(self) -> str:
        """A short stable name, unique among the installed detectors."""
        ...

    @property
    def failure_modes(self) -> Sequence[FailureMode]:
        """The modes it brings beyond the built-in catalogue; empty when it uses that one alone."""
        ...

    def examined(self, materials: Materials) -> str:
        """What of the materials it can judge, as a phrase ("12 pods, 40 events"); empty if there is nothing for it."""
        ...

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """Findings, each with spans that hold. Pure: no I/O, the same answer for the same materials.

        Hostile input gives fewer findings, not an exception.
        """
        ...


@runtime_checkable
class IPreprocessor(Protocol):
    """Turns what was handed in into documents: unpacks, decodes, classifies, within limits."""

    def prepare(self, attachments: Sequence[Attachment]) -> tuple[tuple[Document, ...], tuple[DataGap, ...]]:
        """The documents, and a gap for whatever could not be read while the rest could.

        Raises InvalidInput when a path does not exist or when there is nothing at all to read.
        """
        ...


@runtime_checkable
class ICaseRepository(Protocol):
    """Keeps cases. A commit is atomic and durable; a loaded case equals the one committed."""

    async def load(self, case_id: str) -> Case:
        """The case at its current version. Raises NotFound."""
        ...

    async def commit(self, case: Case, *, expected_version: int, events: Sequence[DomainEvent] = ()) -> None:
        """Store the case and its events in one transaction, if the stored version is ``expected_version``.

        ``expected_version`` is 0 for a new case; ``case.version`` must be one more, else it raises InvalidInput.
        Raises CaseVersionConflict, and Unavailable when the store does not answer; nothing is stored then.
        """
        ...

    async def list_cases(self, *, owner_id: str | None = None, limit: int = 50) -> tuple[CaseSummary, ...]:
        """The newest cases first, by last change."""
        ...

    async def events(self, case_id: str, *, after: int = 0) -> tuple[DomainEvent, ...]:
        """The case's events with a sequence above ``after``, in order."""
        ...

    async def close(self) -> None:
        """Release what is held; the repository is not used afterwards. Closing twice is fine."""
        ...


@runtime_checkable
class ISessionStore(Protocol):
    """Keeps small session records that expire."""

    async def put(self, session_id: str, data: Mapping[str, str], *, ttl_seconds: float) -> None:
        """Store or replace; the record expires ``ttl_seconds`` after this call."""
        ...

    async def get(self, session_id: str) -> Mapping[str, str] | None:
        """The record, or None when it is unknown or expired."""
        ...

    async def delete(self, session_id: str) -> None:
        """Forget it; deleting an unknown session is fine."""
        ...


@runtime_checkable
class IFileStore(Protocol):
    """Keeps bytes by the SHA-256 of their content."""

    async def put(self, content: bytes) -> str:
        """Store and return the hexadecimal SHA-256; storing the same content again is fine."""
        ...

    async def get(self, sha256: str) -> bytes:
        """The content, checked against its hash. Raises NotFound."""
        ...

    async def delete(self, sha256: str) -> None:
        """Forget it; deleting an unknown hash is fine."""
        ...


@runtime_checkable
class IVectorStore(Protocol):
    """Keeps vectors by scope and finds the nearest. A query never sees another scope's records."""

    async def upsert(self, scope: str, records: Sequence[VectorRecord]) -> None:
        """Store or replace by id. Raises InvalidInput when a vector's length differs from the scope's."""
        ...

    async def query(
        self, scope: str, vector: Sequence[float], *, limit: int = 10, where: Mapping[str, str] | None = None
    ) -> tuple[VectorHit, ...]:
        """The nearest first; ``where`` keeps only records whose metadata hold these pairs. Unknown scope: none."""
        ...

    async def delete(self, scope: str, ids: Sequence[str] | None = None) -> None:
        """Forget these records, or with None the whole scope. Unknown ids are fine."""
        ...

    async def count(self, scope: str) -> int:
        """How many records the scope holds."""
        ...


@runtime_checkable
class IEmbedder(Protocol):
    """Turns texts into vectors of one length."""

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        ...

    @property
    def remote(self) -> bool:
        """True when texts leave the process, so that they must be redacted first."""
        ...

    async def embed(self, texts: Sequence[str]) -> tuple[tuple[float, ...], ...]:
        """A vector for each text, in order, of length 1 (an empty text may give zeros)."""
        ...


@runtime_checkable
class IKnowledgeBase(Protocol):
    """Documents in scopes, and a search over them. A search never sees another scope's documents."""

    async def add(self, scope: str, documents: Sequence[KnowledgeDocument]) -> int:
        """Store or replace by document id; returns how many were new or changed."""
        ...

    async def search(self, scope: str, query: str, *, limit: int = 5) -> tuple[KnowledgeHit, ...]:
        """The best chunks first; nothing when nothing matches."""
        ...

    async def remove(self, scope: str, document_ids: Sequence[str] | None = None) -> None:
        """Forget these documents, or with None the whole scope."""
        ...


@runtime_checkable
class IJobQueue(Protocol):
    """Runs work later and keeps its result."""

    async def submit(self, name: str, payload: Mapping[str, Any]) -> str:
        """Queue the job of that name and return its id. Raises NotFound for a name that has no handler."""
        ...

    async def result(self, job_id: str, *, timeout_seconds: float = 0.0) -> Mapping[str, Any] | None:
        """The result, or None when it is not done in time. Raises NotFound, or the job's own error."""
        ...

    async def cancel(self, job_id: str) -> bool:
        """Stop it if it has not finished; True when it was stopped. A cancelled job's result raises Refused."""
        ...


@runtime_checkable
class ICache(Protocol):
    """Keeps bytes for a while; anything may be forgotten at any time."""

    async def get(self, key: str) -> bytes | None:
        """The value, or None."""
        ...

    async def set(self, key: str, value: bytes, *, ttl_seconds: float) -> None:
        """Keep the value for at most that long."""
        ...

    async def delete(self, key: str) -> None:
        """Forget it; deleting an unknown key is fine."""
        ...


@runtime_checkable
class IRateLimiter(Protocol):
    """Says whether one more call is allowed."""

    async def acquire(self, key: str, *, cost: int = 1) -> None:
        """Take ``cost`` from the key's allowance. Raises RateLimited, with ``retry_after``, when it is used up."""
        ...


@runtime_checkable
class IIdentityProvider(Protocol):
    """Tells whose token it is."""

    async def identify(self, token: str) -> Identity:
        """The identity that the token proves. Raises Unauthenticated for any token that does not hold."""
        ...


@runtime_checkable
class IEventPublisher(Protocol):
    """Hands events to others, at least once and in order for each case."""

    async def publish(self, events: Sequence[DomainEvent]) -> None:
        """Return once the broker has them all. Raises Unavailable; the caller then sends them again."""
        ...


__all__ = [
    "ICache",
    "ICaseRepository",
    "IClock",
    "IDetector",
    "IEmbedder",
    "IEventPublisher",
    "IFileStore",
    "IIdentityProvider",
    "IJobQueue",
    "IKnowledgeBase",
    "ILLMProvider",
    "IPreprocessor",
    "IRateLimiter",
    "IReasoner",
    "ISanitizer",
    "ISessionStore",
    "ITool",
    "ITracer",
    "IVectorStore",
]
