"""Read the YAML data files that lie beside the code, or that a user brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from faultmaven_models.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_BYTES = 4 * 1024 * 1024
"""A larger data file is refused: rules are written by people."""


def yaml_files(folder: Traversable | Path) -> Iterator[Traversable | Path]:
    """The ``*.yaml`` files of a folder, in the order of their names."""
    yield from sorted(
        (entry for entry in folder.iterdir() if entry.is_file() and entry.name.endswith(".yaml")),
        key=lambda entry: entry.name,
    )


def read_entries(file: Traversable | Path) -> list[dict[str, Any]]:
    """The mappings of a YAML file that holds one list of them.

    Raises InvalidInput, with the file's name and the mend, when it holds anything else. Aliases are refused: they
    let a few bytes unfold into gigabytes, and data files have no need of them.
    """
    content = file.read_bytes()
    if len(content) > MAX_BYTES:
        raise InvalidInput(f"{file} has {len(content)} bytes, at most {MAX_BYTES} are read: split it")
    try:
        text = content.decode("utf-8")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_LOADER)):
            raise InvalidInput(f"{file} uses a YAML alias (*name): write the value out")
        # The loader is the safe one: it builds lists, mappings and scalars, and calls nothing.
        entries = yaml.load(text, Loader=_LOADER)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{file} is not YAML in UTF-8: {error}") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InvalidInput(f"{file} must hold a list of mappings ('- id: …'), as the built-in files do")
    return entries
