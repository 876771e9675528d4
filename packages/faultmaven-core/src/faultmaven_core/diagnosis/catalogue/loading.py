"""Load, check and look up failure modes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import ValidationError

from faultmaven_core.diagnosis.yaml_data import read_entries, yaml_files
from faultmaven_models.errors import InvalidInput, NotFound
from faultmaven_models.failure_mode import FailureMode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

_PLUGIN = "a detector"


class Catalogue:
    """Failure modes by id, in the order in which they were loaded. Iterating yields the modes."""

    __slots__ = ("_modes",)

    def __init__(self, modes: Mapping[str, FailureMode]) -> None:
        self._modes = dict(modes)

    def __iter__(self) -> Iterator[FailureMode]:
        return iter(self._modes.values())

    def __len__(self) -> int:
        return len(self._modes)

    def __contains__(self, mode_id: object) -> bool:
        return mode_id in self._modes

    def get(self, mode_id: str) -> FailureMode:
        """The mode with that id.

        Raises NotFound, with the ids of the same domain, when there is none.
        """
        if mode_id in self._modes:
            return self._modes[mode_id]
        domain = mode_id.partition(".")[0]
        near = [known for known in self._modes if known.startswith(f"{domain}.")]
        hint = ", ".join(near) if near else f"domains: {', '.join(self.domains)}"
        raise NotFound(f"the catalogue has no failure mode {mode_id!r}; it has {hint}")

    @property
    def domains(self) -> tuple[str, ...]:
        """The first parts of the ids, each once, in alphabetical order."""
        return tuple(sorted({mode_id.partition(".")[0] for mode_id in self._modes}))

    def by_domain(self, domain: str) -> tuple[FailureMode, ...]:
        """The modes whose id begins with ``domain.``; empty when there are none."""
        return tuple(mode for mode_id, mode in self._modes.items() if mode_id.startswith(f"{domain}."))


def load_files(paths: Iterable[Traversable | Path]) -> dict[str, tuple[FailureMode, str]]:
    """The modes of YAML files, by id, each with the name of its file.

    Raises InvalidInput when a file is no list of failure modes, when a field is wrong or missing, or when an id
    stands twice; the message names file, entry and field (for a double, both files).
    """
    found: dict[str, tuple[FailureMode, str]] = {}
    for path in paths:
        for number, entry in enumerate(read_entries(path), start=1):
            mode = _mode(entry, f"{path.name}, entry {number} ({entry.get('id', 'without id')})")
            _add(found, mode, path.name)
    return found


def load_catalogue(extra: Iterable[FailureMode] = ()) -> Catalogue:
    """The built-in catalogue (read once for each process), with the modes that detectors bring.

    Raises InvalidInput when an id stands twice or when ``confused_with`` names a mode that does not exist.
    """
    brought = tuple(extra)
    if not brought:
        return _builtin()
    found = {mode.id: (mode, "the built-in catalogue") for mode in _builtin()}
    for mode in brought:
        _add(found, mode, _PLUGIN)
    return _checked(found)


@cache
def _builtin() -> Catalogue:
    return _checked(load_files(yaml_files(files("faultmaven_core.diagnosis.catalogue"))))


def _mode(entry: dict[str, object], where: str) -> FailureMode:
    try:
        return FailureMode.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"{where}: field {field!r}: {first['msg']}") from error


def _add(found: dict[str, tuple[FailureMode, str]], mode: FailureMode, source: str) -> None:
    if mode.id in found:
        raise InvalidInput(
            f"failure mode {mode.id!r} stands twice, in {found[mode.id][1]} and in {source}: rename one"
        )
    found[mode.id] = (mode, source)


def _checked(found: Mapping[str, tuple[FailureMode, str]]) -> Catalogue:
    for mode, source in found.values():
        unknown = [other for other in mode.confused_with if other not in found]
        if unknown:
            raise InvalidInput(
                f"{source}: {mode.id} is confused_with {', '.join(unknown)}, which does not exist"
            )
    return Catalogue({mode_id: mode for mode_id, (mode, _) in found.items()})
