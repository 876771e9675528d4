from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from faultmaven_llm.providers.provider_table import bare_name, facts_of

TABLE = tomllib.loads(
    files("faultmaven_llm.providers").joinpath("providers.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_row_is_well_formed(name: str) -> None:
    row = TABLE[name]
    assert set(row) <= {"key_variables", "unknown_model", "start"}
    assert all(variable.isupper() and variable.isidentifier() for variable in row.get("key_variables", []))
    assert row.get("key_variables") or row.get("start"), "a provider needs a key or runs on this machine"


@pytest.mark.parametrize("name", sorted(TABLE))
def test_litellm_knows_the_provider_by_that_name(tidy: None, name: str) -> None:
    import litellm

    assert name in litellm.provider_list


@pytest.mark.parametrize("name", sorted(name for name in TABLE if TABLE[name].get("key_variables")))
def test_the_usual_variable_is_the_first_to_be_named(name: str) -> None:
    assert TABLE[name]["key_variables"][0] in facts_of(name).key_mend()


def test_a_start_command_names_the_model() -> None:
    assert (
        facts_of("hosted_vllm").start_hint("hosted_vllm/qwen/qwen3")
        == " (is it running? vllm serve qwen/qwen3)"
    )
    assert facts_of("openai").start_hint("openai/m") == ""


def test_a_bare_name_keeps_everything_after_the_provider() -> None:
    assert bare_name("openrouter/meta/llama") == "meta/llama"
    assert bare_name("gpt-4o") == "gpt-4o"
