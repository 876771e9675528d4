"""Processes: crashes, exits, units and supervisors that give up, ports and permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.corroboration import corroborated
from faultmaven_core.diagnosis.naming import Setting, named, setting, without_pod_hash
from faultmaven_core.diagnosis.signature_detector import SignatureDetector
from faultmaven_core.diagnosis.signature_findings import as_hint, signature_findings, speaker_of
from faultmaven_core.processing.log_lines import read_header
from faultmaven_models.finding import FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faultmaven_core.processing.log_signatures import SignatureHits
    from faultmaven_models.finding import Finding
    from faultmaven_models.materials import Materials

_MANAGERS = ("systemd", "kernel", "supervisor", "supervisord", "init", "dockerd", "containerd")
_UNIT_ENDINGS = (".service", ".socket", ".timer", ".scope")


def process_findings(materials: Materials) -> tuple[Finding, ...]:
    """What the kernel, systemd and supervisors say about programs: use it as a view."""
    found = signature_findings(materials, "process", name=subject_of)
    if materials.view(setting).cluster:
        found = [as_hint(one) for one in found]
    exits = [one for one in found if one.kind is FindingKind.SYMPTOM]
    fitting = (corroborated(one, one.component, materials, reason="its end fits") for one in exits)
    return (*found, *(one for one in fitting if one is not None))


def subject_of(hits: SignatureHits, known: Setting) -> str:
    """The program that the line is about: the unit or process that begins the message, else who wrote it.

    The kernel writes ``name[pid]: segfault at …``, systemd ``name.service: Main process exited …``, supervisors
    ``name (pid 7) exited …``.
    """
    header = read_header(hits.document.lines[hits.first_line - 1], year=known.year)
    message = header.message
    if header.program in _MANAGERS or message.partition(" ")[0].rstrip(":") in _MANAGERS:
        if header.program not in _MANAGERS:
            message = message.partition(" ")[2]
        message = message.partition("] ")[2] if message.startswith("[") else message
        message = message.removeprefix("traps: ").removeprefix("INFO ").removeprefix("exited: ")
        name = message.split("[", 1)[0].split(":", 1)[0].split(" ", 1)[0].strip("'\"")
        name = next((name.removesuffix(end) for end in _UNIT_ENDINGS if name.endswith(end)), name).split(
            "@", 1
        )[0]
        if name and name.isascii() and any(character.isalpha() for character in name):
            return named("app", without_pod_hash(name))
    return speaker_of(hits, known)


class ProcessDetector(SignatureDetector):
    """Finds programs that crash, cannot start or cannot listen."""

    name = "process"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """The findings of this domain; the same ones for the same materials."""
        return materials.view(process_findings)
