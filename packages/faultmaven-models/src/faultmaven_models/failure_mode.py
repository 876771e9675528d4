"""One entry of the failure-mode catalogue: how a thing breaks, how to tell, how to mend it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from faultmaven_models.hypothesis import HypothesisCategory
from faultmaven_models.value import Value

FailureModeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]
"""``domain.mode`` in lower case, as in ``kubernetes.oom_killed``."""


class FailureMode(Value):
    """Knowledge about one way to fail.

    Texts may hold ``{name}`` fields that a finding's ``values`` fill; ``component`` and ``name`` (the
    component without its kind) are always there. A field that nothing fills is shown as ``<name>``.
    """

    id: FailureModeId
    title: str
    category: HypothesisCategory
    component_kinds: Annotated[tuple[str, ...], Field(min_length=1)]
    mechanism: str
    """How the cause produces its symptoms, in one or two sentences."""
    signs: Annotated[tuple[str, ...], Field(min_length=1)]
    contradictions: tuple[str, ...] = ()
    confused_with: tuple[FailureModeId, ...] = ()
    confirm: Annotated[tuple[str, ...], Field(min_length=1)]
    """Commands, or things to look at, that would settle it."""
    immediate: Annotated[tuple[str, ...], Field(min_length=1)]
    permanent: Annotated[tuple[str, ...], Field(min_length=1)]
    risks: tuple[str, ...] = ()
    verify: Annotated[tuple[str, ...], Field(min_length=1)]
    references: tuple[str, ...] = ()
