"""Find adapters by name through entry points. A broken or doubled plug-in is an error, never a warning."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

from faultmaven_models.errors import ContractError, FaultMavenError, SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping

USUAL_PACKAGE = {
    "faultmaven.llm_providers": 'pip install "faultmaven-core[llm]"',
    "faultmaven.sanitizers": 'pip install "faultmaven-core[security]"',
    "faultmaven.tools": 'pip install "faultmaven-core[tools]"',
    "faultmaven.vector_stores": 'pip install "faultmaven-core[tools]"',
    "faultmaven.embedders": 'pip install "faultmaven-core[tools]"',
    "faultmaven.detectors": "pip install --force-reinstall faultmaven-core",
    "faultmaven.case_repositories": "pip install --force-reinstall faultmaven-core",
}
"""The groups, and the command that brings the usual package for each."""


def installed(group: str) -> dict[str, EntryPoint]:
    """The entry points of a group by name, sorted. Raises SetupError when two packages claim one name."""
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=group), key=lambda item: item.name):
        other = found.setdefault(point.name, point)
        if other.value != point.value:
            problem = f"two packages offer {group} {point.name!r}: {_origin(other)} and {_origin(point)}"
            raise SetupError(problem, mend="uninstall one of them")
    return found


def load(group: str, name: str) -> Any:  # noqa: ANN401  whatever the entry point names: a class or a factory
    """The object behind a name. Raises SetupError when it is not installed or does not load."""
    points = installed(group)
    point = points.get(name)
    if point is None:
        there = ", ".join(points) or "none"
        raise SetupError(
            f"no {group} named {name!r} is installed (installed: {there})",
            mend=USUAL_PACKAGE.get(group, "install the package that brings it"),
        )
    return _loaded(point)


def create(group: str, name: str, port: type, **arguments: Any) -> Any:  # noqa: ANN401  an adapter of any port
    """Build the adapter behind a name.

    Raises what `load` raises, what the adapter itself raises of the error tree, and ContractError when it fails in
    another way or when what it builds does not have the port's methods.
    """
    return _built(load(group, name), f"{group} {name!r}", port, arguments)


def create_all(group: str, port: type) -> tuple[Any, ...]:
    """One adapter for each entry point of the group, in the order of their names; raises what `create` raises."""
    return tuple(
        _built(_loaded(point), f"{group} {name!r}", port, {}) for name, point in installed(group).items()
    )


def _loaded(point: EntryPoint) -> Any:  # noqa: ANN401  as `load`
    try:
        return point.load()
    except Exception as error:  # a module may fail in any way when it is imported: each is a broken package
        raise SetupError(
            f"{point.group} {point.name!r} from {_origin(point)} does not load: {type(error).__name__}: {error}",
            mend="install that package again, or uninstall it",
        ) from error


def _built(build: Any, shown: str, port: type, arguments: Mapping[str, Any]) -> Any:  # noqa: ANN401  as `create`
    try:
        adapter = build(**arguments)
    except FaultMavenError:
        raise
    except Exception as error:  # whatever its own code raises: the message names the adapter
        raise ContractError(f"{shown} cannot be built: {type(error).__name__}: {error}") from error
    if not isinstance(adapter, port):
        missing = sorted(member for member in _members(port) if not hasattr(adapter, member))
        raise ContractError(f"{shown} does not keep the port {port.__name__}: it lacks {', '.join(missing)}")
    return adapter


def _members(port: type) -> set[str]:
    return {name for name in vars(port) if not name.startswith("_")}


def _origin(point: EntryPoint) -> str:
    return f"{point.dist.name if point.dist else 'an unknown package'} ({point.value})"
