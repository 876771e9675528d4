"""Providers that speak to the loopback server, and the tidying that litellm leaves to its user."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from faultmaven_llm import LiteLLMProvider, RetryPolicy
from faultmaven_llm.providers.litellm_library import load_litellm
from faultmaven_models.chat import ChatMessage, ChatRequest, Speaker

AT_ONCE = RetryPolicy(first_wait_seconds=0, jitter_seconds=0)


@pytest.fixture
async def tidy() -> AsyncIterator[None]:
    """Load litellm before the clock of a test runs, and close the connections that it keeps."""
    load_litellm()
    import litellm

    yield
    await litellm.close_litellm_async_clients()
    litellm.in_memory_llm_clients_cache.flush_cache()


@pytest.fixture
def provider(tidy: None, chat_server: Any) -> LiteLLMProvider:
    """A provider that tries again at once."""
    return LiteLLMProvider(
        model="openai/test-model", api_base=chat_server.url, api_key="sk-secret-of-the-test", retry=AT_ONCE
    )


@pytest.fixture
def ask() -> Callable[..., ChatRequest]:
    def make(text: str = "What broke?", **values: Any) -> ChatRequest:
        return ChatRequest(messages=(ChatMessage(speaker=Speaker.USER, text=text),), **values)

    return make
