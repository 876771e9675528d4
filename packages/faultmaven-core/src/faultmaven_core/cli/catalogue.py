"""``faultmaven catalogue list|show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from faultmaven_core import plugins
from faultmaven_core.cli.layout import put, put_list
from faultmaven_core.cli.output import print_json, stdout_console
from faultmaven_core.diagnosis.catalogue import load_catalogue
from faultmaven_core.reports.printable import printable
from faultmaven_models.errors import NotFound
from faultmaven_models.interfaces import IDetector

if TYPE_CHECKING:
    from faultmaven_core.diagnosis.catalogue import Catalogue

_SECTIONS = (
    ("Signs", "signs"),
    ("Speaks against it", "contradictions"),
    ("Confused with", "confused_with"),
    ("To confirm", "confirm"),
    ("Do now", "immediate"),
    ("For good", "permanent"),
    ("Risks", "risks"),
    ("To verify", "verify"),
    ("References", "references"),
)


def show_list(domain: str | None, *, json_output: bool) -> None:
    """Print the failure modes, one a line. Raises NotFound for a domain that has none."""
    catalogue = _catalogue()
    modes = [mode for mode in catalogue if domain is None or mode.id.startswith(f"{domain}.")]
    if domain is not None and not modes:
        msg = f"no failure mode begins with {domain}.; domains: {', '.join(catalogue.domains)}"
        raise NotFound(msg)
    if json_output:
        print_json([mode.model_dump(mode="json") for mode in modes])
        return
    console = stdout_console()
    for mode in sorted(modes, key=lambda mode: mode.id):
        put(console, Text.assemble((mode.id, "bold"), f"  {printable(mode.title)}"), hang=4)
    console.print()
    put(console, Text(f"{len(modes)} failure modes", style="dim"))


def show_mode(mode_id: str, *, json_output: bool) -> None:
    """Print one failure mode. Raises NotFound."""
    mode = _catalogue().get(mode_id)
    if json_output:
        print_json(mode.model_dump(mode="json"))
        return
    console = stdout_console()
    put(console, Text.assemble((mode.id, "bold"), f"  {printable(mode.title)}"))
    put(console, Text(f"{mode.category.value}; strikes: {', '.join(mode.component_kinds)}", style="dim"))
    console.print()
    put(console, mode.mechanism)
    for title, field in _SECTIONS:
        entries = getattr(mode, field)
        put_list(console, title, entries, limit=len(entries))


def _catalogue() -> Catalogue:
    detectors = plugins.create_all("faultmaven.detectors", IDetector)
    return load_catalogue(mode for detector in detectors for mode in detector.failure_modes)
