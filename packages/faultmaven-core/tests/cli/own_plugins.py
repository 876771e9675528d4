"""What is installed, as far as the tests of the command line see.

Run as a program it is `faultmaven` with these plug-ins alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint, EntryPoints

from faultmaven_core import plugins
from faultmaven_core.cli import main

OWN = (
    EntryPoint(name="widgets", group="faultmaven.detectors", value="widget_detector:WidgetDetector"),
    EntryPoint(
        name="memory",
        group="faultmaven.case_repositories",
        value="faultmaven_core.persistence.memory:InMemoryCaseRepository",
    ),
    EntryPoint(
        name="sqlite",
        group="faultmaven.case_repositories",
        value="faultmaven_core.persistence.sqlite:SQLiteCaseRepository",
    ),
)


def only(points: Iterable[EntryPoint]) -> Callable[..., EntryPoints]:
    """`importlib.metadata.entry_points` of a world that holds these points and no others."""

    def entry_points(*, group: str) -> EntryPoints:
        return EntryPoints(points).select(group=group)

    return entry_points


if __name__ == "__main__":
    plugins.entry_points = only(OWN)
    main()
