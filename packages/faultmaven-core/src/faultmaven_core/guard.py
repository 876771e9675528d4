"""Everything that leaves the process passes here: redacted, sent, restored. If redaction fails, nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_models.errors import ContractError, FaultMavenError, RedactionFailed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from faultmaven_models.chat import ChatReply, ChatRequest
    from faultmaven_models.interfaces import ILLMProvider, ISanitizer


class GuardedProvider:
    """An ILLMProvider for one case that redacts every message before the provider behind it sees it."""

    def __init__(self, provider: ILLMProvider, sanitizer: ISanitizer | None, *, case_id: str) -> None:
        self._provider = provider
        self._sanitizer = sanitizer
        self._case_id = case_id

    @property
    def name(self) -> str:
        """The name of the provider behind the guard."""
        return self._provider.name

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The provider's answer to the redacted request, with personal data restored.

        Raises RedactionFailed, before anything is sent, when there is no sanitizer or it fails; the provider's own
        errors; and ContractError when the provider or the sanitizer breaks its port's promise.
        """
        safe = self._redact(request)
        try:
            reply = await self._provider.complete(safe)
        except FaultMavenError:
            raise
        except Exception as error:  # an adapter's boundary: what its port does not allow is named so
            raise _broken(self.name, error) from error
        return reply.model_copy(update={"text": self._restore(reply.text)})

    async def stream(self, request: ChatRequest) -> AsyncIterator[str]:
        """The answer as one piece: a placeholder could be split over several, and then not be restored."""
        safe = self._redact(request)
        pieces = [piece async for piece in self._provider.stream(safe)]
        yield self._restore("".join(pieces))

    def _redact(self, request: ChatRequest) -> ChatRequest:
        if self._sanitizer is None:
            msg = (
                f"no sanitizer is installed, so nothing was sent to {self._provider.name}. "
                'To mend it: pip install "faultmaven-core[security]"'
            )
            raise RedactionFailed(msg)
        sanitizer = self._sanitizer
        try:
            messages = tuple(
                message.model_copy(
                    update={"text": sanitizer.redact(message.text, case_id=self._case_id).text}
                )
                for message in request.messages
            )
        except RedactionFailed:
            raise
        except Exception as error:  # noqa: BLE001  the boundary to the outside: whatever fails here, nothing may leave
            msg = f"the sanitizer {sanitizer.name} failed with {type(error).__name__}, so nothing was sent"
            raise RedactionFailed(msg) from None
        return request.model_copy(update={"messages": messages})

    def _restore(self, text: str) -> str:
        if self._sanitizer is None:
            return text
        try:
            return self._sanitizer.restore(text, case_id=self._case_id)
        except FaultMavenError:
            raise
        except Exception as error:  # an adapter's boundary: what its port does not allow is named so
            raise _broken(self._sanitizer.name, error) from error


def _broken(name: str, error: Exception) -> ContractError:
    return ContractError(f"{name} failed with {type(error).__name__}, which its port does not allow")
