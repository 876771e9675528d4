"""Loads litellm, on the first call to a model, so that it never tries the network by itself.

It is the only module that imports the library. Loading takes seconds and 200 MB on disk, which is why nothing
else here does it.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from faultmaven_models.errors import SetupError

# Read by litellm while it is imported: use the lists of prices and headers that it ships, load no .env file.
OFFLINE_SWITCHES = {
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_MODE": "PRODUCTION",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteLLMLibrary:
    """What the provider uses of litellm."""

    acompletion: Callable[..., Awaitable[Any]]
    failures: tuple[type[Exception], ...]
    """What a call raises when the provider, or the way to it, failed."""


@cache
def load_litellm() -> LiteLLMLibrary:
    """The library with every offline switch set; it blocks for seconds the first time.

    The switches go into ``os.environ``, whatever stood there. Where nobody loaded litellm before and
    LITELLM_LOG is not set, its warnings are silenced too: they repeat what is raised as an error here. Raises
    SetupError when litellm is not installed.
    """
    first = "litellm" not in sys.modules
    os.environ.update(OFFLINE_SWITCHES)
    try:
        import litellm
    except ImportError as error:
        raise SetupError(
            f"litellm cannot be loaded ({error})", mend="pip install --upgrade faultmaven-llm"
        ) from error
    litellm.disable_hf_tokenizer_download = True
    litellm.suppress_debug_info = True
    # pydantic says this of litellm's own types when the first stream ends; no reader can act on it.
    warnings.filterwarnings(
        "ignore", message="Item .* on TypedDict class 'ChatCompletion", category=UserWarning
    )
    if first and "LITELLM_LOG" not in os.environ:
        logging.getLogger("LiteLLM").setLevel(logging.ERROR)
    return LiteLLMLibrary(
        acompletion=litellm.acompletion,
        failures=(*litellm.exceptions.LITELLM_EXCEPTION_TYPES, OSError),
    )


__all__ = ["OFFLINE_SWITCHES", "LiteLLMLibrary", "load_litellm"]
