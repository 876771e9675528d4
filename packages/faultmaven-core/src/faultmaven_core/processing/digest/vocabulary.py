"""The words whose meaning the digest knows, read once from ``vocabulary.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from faultmaven_models.errors import SetupError


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Lists of words by use; ``vocabulary.yaml`` says what each is for."""

    levels: frozenset[str]
    calendar: frozenset[str]
    units: frozenset[str]
    named: frozenset[str]
    happenings: tuple[str, ...]
    restarts: tuple[str, ...]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The words that ship with the package.

    Raises:
        SetupError: the file is not a mapping of lists of words.
    """
    content = yaml.safe_load(files(__package__).joinpath("vocabulary.yaml").read_text(encoding="utf-8"))
    names = Vocabulary.__dataclass_fields__
    if not isinstance(content, dict) or set(content) != set(names):
        raise SetupError(
            f"vocabulary.yaml does not hold exactly the lists {', '.join(names)}",
            mend="pip install --force-reinstall faultmaven-core",
        )
    return Vocabulary(
        levels=frozenset(content["levels"]),
        calendar=frozenset(content["calendar"]),
        units=frozenset(content["units"]),
        named=frozenset(content["named"]),
        happenings=tuple(content["happenings"]),
        restarts=tuple(content["restarts"]),
    )
