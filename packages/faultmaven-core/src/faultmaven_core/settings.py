"""Everything that can be set, in one typed object, read when asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError

from faultmaven_core.preprocessing.limits import Limits
from faultmaven_models.errors import SetupError
from faultmaven_models.investigation import Strategy
from faultmaven_models.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "FAULTMAVEN_"


class Settings(Value):
    """The settings of an engine. Each field but ``limits`` can be given as ``FAULTMAVEN_<NAME IN CAPITALS>``."""

    model: str | None = None
    """The language model asked for the prose of answers, as the provider names it; None asks none."""
    llm_provider: str = "litellm"
    """The adapter behind ``model``: a name in the entry point group ``faultmaven.llm_providers``."""
    sanitizer: str = "patterns"
    """The redactor for everything that leaves the process: a name in ``faultmaven.sanitizers``."""
    case_db: Path | None = None
    """The SQLite file that keeps cases; None keeps them in memory. Uploaded files go to ``<case_db>.files``."""
    strategy: Strategy = Strategy.ACTIVE_INCIDENT
    model_deadline_seconds: Annotated[float, Field(gt=0.0, allow_inf_nan=False)] = 60.0
    """How long one call to the model may take."""
    limits: Limits = Limits()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:  # noqa: ANN401  any field's value
        """Settings from ``FAULTMAVEN_*`` variables; overrides that are not None win.

        Raises SetupError that names the variable when a value does not fit.
        """
        source = os.environ if environment is None else environment
        given: dict[str, Any] = {
            name: source[PREFIX + name.upper()]
            for name in cls.model_fields
            if name != "limits" and source.get(PREFIX + name.upper())
        }
        given |= {name: value for name, value in overrides.items() if value is not None}
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors()[0]
            name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
            raise SetupError(
                f"{name} is {first['input']!r}: {first['msg']}", mend=f"set {name} to a fitting value"
            ) from error
