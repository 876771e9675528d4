"""Recognises configuration by its content and reads it with its secrets masked."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from faultmaven_core.processing.configuration.directives import read_directives
from faultmaven_core.processing.configuration.json_text import read_json
from faultmaven_core.processing.configuration.key_lines import read_key_lines
from faultmaven_core.processing.configuration.secret_rules import masked
from faultmaven_core.processing.configuration.setting_tree import (
    Branch,
    Configuration,
    ConfigurationFormat,
    Leaf,
    Listing,
    NotConfiguration,
    settings_below,
)
from faultmaven_core.processing.configuration.toml_text import read_toml
from faultmaven_core.processing.configuration.yaml_text import read_yaml
from faultmaven_models.value import Value

if TYPE_CHECKING:
    from faultmaven_models.materials import Document, Materials

SIZE_LIMIT = 1_000_000
"""Bytes; configuration is written by people, and a larger file is not read as such."""
_LINE_LIMIT = 100_000
_DOTTED = re.compile(r"^[A-Za-z0-9_-]{1,100}\.[A-Za-z0-9_.-]{1,300}\s{0,8}=", re.MULTILINE)
_KEY_LIMIT = 120
_FEWEST = 2
_SPOKEN = 0.2
_LISTED = re.compile(r"^(?:Name|NAME|NAMESPACE):?\s{2,}\S", re.MULTILINE)
"""A description or a table of a cluster's objects, which look like YAML for some lines."""


class ForeignKeys(Value):
    """Keys at the top of data that are no configuration: answers of interfaces, traces, alerts, measurements."""

    top_keys: frozenset[str]


@cache
def foreign_keys() -> ForeignKeys:
    """The built-in list, read once for each process."""
    text = (files(__package__) / "foreign_keys.yaml").read_text(encoding="utf-8")
    return ForeignKeys.model_validate(yaml.safe_load(text))


def build_configurations(materials: Materials) -> tuple[Configuration, ...]:
    """Every document of the case that is configuration: use it as a view."""
    found = (read_configuration(document) for document in materials.documents)
    return tuple(one for one in found if one is not None)


def read_configuration(document: Document) -> Configuration | None:
    """The document as configuration; None when it is none, or larger or deeper than the bounds."""
    if document.artifact.size_bytes > SIZE_LIMIT or len(document.lines) > _LINE_LIMIT:
        return None
    text = "\n".join(document.lines).lstrip("\ufeff")
    for way in _ways(text):
        try:
            written_as, root = way(text)
            if _is_foreign(written_as, root):
                return None
            configuration = Configuration(document=document, format=written_as, root=_masked(root))
            if any(True for _ in configuration.settings):
                return configuration
        except NotConfiguration:
            continue
    return None


def _masked(root: Branch | Listing) -> Branch | Listing:
    result = masked(root)
    if isinstance(result, Leaf):
        raise NotConfiguration("a bare value, no settings")
    for _ in settings_below(result):
        pass  # raises when aliases stand for too many
    return result


_Read = tuple[ConfigurationFormat, Branch | Listing]


def _ways(text: str) -> list[Callable[[str], _Read]]:
    """The readers to try, in this order, by the marks that each format must have."""
    first = text.lstrip()[:1]
    ways: list[Callable[[str], _Read]] = []
    if first in ("{", "["):
        ways.append(lambda given: (ConfigurationFormat.JSON, read_json(given)))
    if "=" in text:
        toml: Callable[[str], _Read] = lambda given: (ConfigurationFormat.TOML, read_toml(given))  # noqa: E731  a table of readers
        plain = first != "[" and "\n[" not in text
        ways += [read_key_lines] if plain and _DOTTED.search(text) else [toml, read_key_lines]
    if ";" in text and "{" in text:
        ways.append(lambda given: (ConfigurationFormat.DIRECTIVES, read_directives(given)))
    if (":" in text) and not _LISTED.search(text):
        ways.append(lambda given: (ConfigurationFormat.YAML, read_yaml(given)))
    return ways


def _is_foreign(written_as: ConfigurationFormat, root: Branch | Listing) -> bool:
    """Whether the data can be read and is no configuration all the same."""
    tops = root.elements if isinstance(root, Listing) else (root,)
    branches = [one for one in tops if isinstance(one, Branch)]
    if not branches:
        return True
    if any(not foreign_keys().top_keys.isdisjoint(entry.key for entry in one.entries) for one in branches):
        return True
    if written_as is not ConfigurationFormat.YAML:
        return False
    keys = [entry.key for one in branches for entry in one.entries]
    spoken = sum(1 for key in keys if " " in key.strip() or len(key) > _KEY_LIMIT)
    nested = any(not isinstance(entry.node, Leaf) for one in branches for entry in one.entries)
    return spoken > _SPOKEN * len(keys) or (len(keys) < _FEWEST and not nested)
