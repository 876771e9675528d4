"""Language models for FaultMaven: any provider that litellm speaks to, and scripted ones for tests.

Names are loaded when they are first asked for, so that ``import faultmaven_llm`` costs next to nothing;
litellm itself is loaded by the first call to a model.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faultmaven_llm.outcomes import IncompleteAnswer, ProviderFault
    from faultmaven_llm.providers.litellm_provider import LiteLLMProvider
    from faultmaven_llm.providers.scripted import FunctionProvider, ScriptedProvider
    from faultmaven_llm.resilience import RetryPolicy

_HOMES = {
    "FunctionProvider": "faultmaven_llm.providers.scripted",
    "IncompleteAnswer": "faultmaven_llm.outcomes",
    "LiteLLMProvider": "faultmaven_llm.providers.litellm_provider",
    "ProviderFault": "faultmaven_llm.outcomes",
    "RetryPolicy": "faultmaven_llm.resilience",
    "ScriptedProvider": "faultmaven_llm.providers.scripted",
}


def __getattr__(name: str) -> object:
    """Load a public name from the module that holds it."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})


__all__ = [
    "FunctionProvider",
    "IncompleteAnswer",
    "LiteLLMProvider",
    "ProviderFault",
    "RetryPolicy",
    "ScriptedProvider",
]
