"""Settings come from the environment when they are asked for, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from faultmaven_core.settings import Settings
from faultmaven_models.errors import SetupError
from faultmaven_models.investigation import Strategy


def test_with_nothing_set_the_defaults_hold() -> None:
    settings = Settings.from_environment({})
    assert settings == Settings()
    assert (settings.model, settings.case_db, settings.sanitizer) == (None, None, "patterns")


def test_each_variable_sets_its_field() -> None:
    settings = Settings.from_environment(
        {
            "FAULTMAVEN_MODEL": "some-model",
            "FAULTMAVEN_LLM_PROVIDER": "scripted",
            "FAULTMAVEN_SANITIZER": "presidio",
            "FAULTMAVEN_CASE_DB": "/tmp/cases.db",  # noqa: S108  only named
            "FAULTMAVEN_STRATEGY": "post_mortem",
            "FAULTMAVEN_MODEL_DEADLINE_SECONDS": "7.5",
            "PATH": "/bin",
        }
    )
    assert settings == Settings(
        model="some-model",
        llm_provider="scripted",
        sanitizer="presidio",
        case_db=Path("/tmp/cases.db"),  # noqa: S108  only named
        strategy=Strategy.POST_MORTEM,
        model_deadline_seconds=7.5,
    )


def test_every_field_but_the_limits_can_be_set_from_the_environment() -> None:
    values = {"STRATEGY": "post_mortem", "MODEL_DEADLINE_SECONDS": "1", "CASE_DB": "x"}
    for name in set(Settings.model_fields) - {"limits"}:
        value = values.get(name.upper(), "other")
        settings = Settings.from_environment({f"FAULTMAVEN_{name.upper()}": value})
        assert getattr(settings, name) != getattr(Settings(), name)


def test_the_environment_is_read_at_each_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAULTMAVEN_MODEL", "first")
    assert Settings.from_environment().model == "first"
    monkeypatch.setenv("FAULTMAVEN_MODEL", "second")
    assert Settings.from_environment().model == "second"


def test_what_the_caller_names_wins_and_none_does_not() -> None:
    environment = {"FAULTMAVEN_MODEL": "from-environment", "FAULTMAVEN_CASE_DB": "a.db"}
    settings = Settings.from_environment(environment, model="given", case_db=None)
    assert (settings.model, settings.case_db) == ("given", Path("a.db"))


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_environment({"FAULTMAVEN_MODEL": ""}).model is None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FAULTMAVEN_STRATEGY", "guess"),
        ("FAULTMAVEN_MODEL_DEADLINE_SECONDS", "soon"),
        ("FAULTMAVEN_MODEL_DEADLINE_SECONDS", "0"),
        ("FAULTMAVEN_MODEL_DEADLINE_SECONDS", "nan"),
    ],
)
def test_a_value_that_does_not_fit_names_its_variable(variable: str, value: str) -> None:
    with pytest.raises(SetupError, match=f"{variable} is '{value}'") as raised:
        Settings.from_environment({variable: value})
    assert variable in raised.value.mend
