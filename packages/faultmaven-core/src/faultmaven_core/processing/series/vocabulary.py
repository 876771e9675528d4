"""The words that columns and labels of metrics use: a data file beside this one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from faultmaven_models.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Vocabulary(Value):
    """Names in lower case; where several could apply, the first counts."""

    time_columns: tuple[str, ...]
    value_columns: tuple[str, ...]
    metric_columns: tuple[str, ...]
    component_labels: tuple[str, ...]
    naming_columns: tuple[str, ...]
    counter_endings: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The built-in vocabulary, read once for each process."""
    text = (files(__package__) / "vocabulary.yaml").read_text(encoding="utf-8")
    return Vocabulary.model_validate(yaml.safe_load(text))


def component_of(labels: Mapping[str, str]) -> str:
    """On whom a series with these labels was measured; empty when no label says so."""
    given = {name.lower(): value for name, value in labels.items() if value}
    return next((given[name] for name in vocabulary().component_labels if name in given), "")


def first_named(names: Iterable[str], wanted: tuple[str, ...]) -> int | None:
    """The position of the name that comes first in ``wanted``; None when there is none."""
    positions = {name: position for position, name in reversed(list(enumerate(names)))}
    return next((positions[name] for name in wanted if name in positions), None)
