"""Finds two versions of one configuration among the documents of a case, and what changed between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from faultmaven_core.processing.configuration.comparison import SettingChange, compare_configurations
from faultmaven_core.processing.configuration.reading import build_configurations

if TYPE_CHECKING:
    from faultmaven_core.processing.configuration.setting_tree import Configuration
    from faultmaven_models.materials import Materials

_EARLIER = re.compile(
    r"(?<![a-z])(?:before|old|previous|prev|orig|original|bak|backup|baseline|last-good)(?![a-z])"
)
_LATER = re.compile(r"(?<![a-z])(?:after|new|current|latest)(?![a-z])")
_JOINTS = re.compile(r"[-_. ]{1,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationChanges:
    """The differences between two versions; there is at least one."""

    before: Configuration
    after: Configuration
    changes: tuple[SettingChange, ...]


def build_configuration_changes(materials: Materials) -> tuple[ConfigurationChanges, ...]:
    """What changed between files of one name that two places hold: use it as a view.

    A file name counts without words such as ``old`` or ``new``. Which version is the earlier one has to be said by
    such a word in one of the two paths; where none says it, the two are not compared.
    """
    groups: dict[str, list[Configuration]] = {}
    for configuration in materials.view(build_configurations):
        groups.setdefault(_stem(configuration.document.source), []).append(configuration)
    found = []
    for pair in (_ordered(group) for group in groups.values() if len(group) == 2):  # noqa: PLR2004  a pair
        changes = compare_configurations(*pair) if pair is not None else ()
        if pair is not None and changes:
            found.append(ConfigurationChanges(before=pair[0], after=pair[1], changes=changes))
    return tuple(found)


def _stem(source: str) -> str:
    name = PurePosixPath(source).name.lower()
    return _JOINTS.sub("-", _LATER.sub("", _EARLIER.sub("", name))).strip("-")


def _ordered(pair: list[Configuration]) -> tuple[Configuration, Configuration] | None:
    sources = [one.document.source.lower() for one in pair]
    age = [bool(_LATER.search(source)) - bool(_EARLIER.search(source)) for source in sources]
    if age[0] == age[1]:
        return None
    return (pair[0], pair[1]) if age[0] < age[1] else (pair[1], pair[0])
