"""The table of providers (``providers.toml``): which variable holds the key, which command helps."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFacts:
    """What is known of a provider; empty where nothing is."""

    name: str
    key_variables: tuple[str, ...] = ()
    unknown_model: str = ""
    start: str = ""

    def key_mend(self) -> str:
        """How to give a valid key."""
        if self.key_variables:
            return f"export {self.key_variables[0]}=... with a valid key of {self.name}, or pass api_key"
        return f"pass api_key, or set the variable that litellm reads for {self.name or 'the provider'}"

    def model_mend(self, model: str, api_base: str | None) -> str:
        """How to get at a model that the provider says it does not have; ``model`` is ``provider/name``."""
        if self.unknown_model:
            return self.unknown_model.format(model=bare_name(model))
        place = f" served at {api_base}" if api_base else ""
        return f"name a model of {self.name or 'the provider'}{place} instead of {model!r}"

    def start_hint(self, model: str) -> str:
        """How to start it, as an addition to a message; empty for a remote provider."""
        return f" (is it running? {self.start.format(model=bare_name(model))})" if self.start else ""


def bare_name(model: str) -> str:
    """The model's name without the provider in front."""
    return model.partition("/")[2] or model


def facts_of(provider: str) -> ProviderFacts:
    """What the table says of the provider; a provider that it does not name has no facts."""
    return _table().get(provider, ProviderFacts(name=provider))


@cache
def _table() -> dict[str, ProviderFacts]:
    text = files("faultmaven_llm.providers").joinpath("providers.toml").read_text(encoding="utf-8")
    return {
        name: ProviderFacts(
            name=name,
            key_variables=tuple(row.get("key_variables", ())),
            unknown_model=row.get("unknown_model", ""),
            start=row.get("start", ""),
        )
        for name, row in tomllib.loads(text).items()
    }


__all__ = ["ProviderFacts", "bare_name", "facts_of"]
