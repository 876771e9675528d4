"""Linux machines: disks, inodes, memory killer, descriptors, read-only and damaged file systems, hardware."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.naming import Setting, host_component, named, setting
from faultmaven_core.diagnosis.signature_detector import SignatureDetector
from faultmaven_core.diagnosis.signature_findings import (
    as_hint,
    commonest,
    finding_of,
    findings_of,
    usual_component,
)
from faultmaven_core.diagnosis.signatures import hits_by_domain
from faultmaven_core.processing.command_output import FileSystem, file_systems, memory_lines
from faultmaven_core.processing.log_signatures import SignatureHits
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faultmaven_models.materials import Materials

FULL_PERCENT = 98
LOW_PERCENT = 85
ROOMY_PERCENT = 20
MAX_RULED_OUT = 3

_ALWAYS_FULL = ("/snap", "/media", "/cdrom", "/mnt/cdrom", "/sys", "/proc", "/var/lib/snapd", "/boot/efi")
_MEMORY = ("linux.memory_exhausted", "linux.oom_killed")
_KERNEL_KILL = "linux.memory_limit_reached"


def linux_findings(materials: Materials) -> tuple[Finding, ...]:
    """Kernel messages, errno texts and ``df`` tables: use it as a view."""
    known = materials.view(setting)
    hits = materials.view(hits_by_domain).get("linux", [])
    units = _units(hits)
    limited = {one.document.artifact.id for one in hits if one.signature.failure_mode == _KERNEL_KILL}
    found: list[Finding] = []
    for one in commonest(hits):
        if one.signature.failure_mode == _KERNEL_KILL:
            finding = finding_of(one, _killed(one, units), materials)
            found.append(as_symptom(finding) if known.cluster else finding)
        elif one.signature.failure_mode != "linux.oom_killed" or one.document.artifact.id not in limited:
            hint = known.cluster and one.host is None
            for finding in findings_of(one, usual_component(one, known), materials):
                victim = _with_victim(finding, one)
                found.append(as_hint(victim) if hint else victim)
    return (*found, *_disk_findings(materials, known), *_memory_findings(materials, known))


def as_symptom(finding: Finding) -> Finding:
    """The same observation, without the claim that it is the cause."""
    return finding.model_copy(update={"kind": FindingKind.SYMPTOM, "failure_mode": None, "affects": ()})


def _units(hits: list[SignatureHits]) -> dict[str, str]:
    """Process name -> systemd unit, from the lines in which the kernel names the control group."""
    units = {}
    for one in hits:
        group = one.values.get("memcg", "").rstrip("/").rsplit("/", 1)[-1]
        if group.endswith(".service") and "task" in one.values:
            units[one.values["task"]] = group.removesuffix(".service")
    return units


def _killed(one: SignatureHits, units: dict[str, str]) -> str:
    process = one.values.get("task") or one.values.get("process", "").rpartition("(")[2]
    return named("app", units.get(process, process))


def _with_victim(finding: Finding, one: SignatureHits) -> Finding:
    """The program that the kernel killed suffers from the machine's lack of memory."""
    process = one.values.get("process", "") if one.signature.id == "linux.oom_kill" else ""
    if not process or finding.kind is not FindingKind.CAUSE:
        return finding
    affects = tuple(dict.fromkeys((named("app", process), *finding.affects)))
    return finding.model_copy(update={"affects": affects})


def _disk_findings(materials: Materials, known: Setting) -> Iterator[Finding]:
    latest: dict[tuple[str, str, bool], FileSystem] = {}
    for document in materials.documents:
        for row in file_systems(document):
            if not row.mount.startswith(_ALWAYS_FULL):
                latest[document.source, row.mount, row.inodes] = row
    for row in latest.values():
        if row.used_percent >= FULL_PERCENT:
            yield _df_finding(row, known, full=True)
    complaints = [one for one in materials.view(hits_by_domain).get("linux", []) if _about_space(one)]
    roomy = [row for row in latest.values() if row.used_percent < LOW_PERCENT and not row.inodes]
    if not complaints and not any(row.used_percent >= LOW_PERCENT for row in latest.values()):
        for row in roomy[:MAX_RULED_OUT]:
            yield _df_finding(row, known, full=False)


def _memory_findings(materials: Materials, known: Setting) -> Iterator[Finding]:
    """``free`` that shows plenty of memory speaks against a machine that ran out of it."""
    rows = [(document, row) for document in materials.documents for row in memory_lines(document)]
    short = any(
        one.signature.failure_mode in _MEMORY for one in materials.view(hits_by_domain).get("linux", [])
    )
    for document, (line, total, available) in rows[:1] if not short else []:
        if total and available * 100 >= ROOMY_PERCENT * total:
            yield Finding(
                kind=FindingKind.RULED_OUT,
                component=host_component(None, known),
                failure_mode="linux.memory_exhausted",
                summary=f"free shows {available * 100 // total}% of the machine's memory available",
                spans=(document.span(line),),
                stance=Stance.CONTRADICTS,
                completeness=0.6,
                independence_group=f"command:free:{document.source}",
            )


def _about_space(one: SignatureHits) -> bool:
    return one.signature.failure_mode in ("linux.disk_full", "linux.inodes_exhausted")


def _df_finding(row: FileSystem, known: Setting, *, full: bool) -> Finding:
    mode = "linux.inodes_exhausted" if row.inodes else "linux.disk_full"
    what = "inodes" if row.inodes else "space"
    return Finding(
        kind=FindingKind.CAUSE if full else FindingKind.RULED_OUT,
        component=host_component(None, known),
        failure_mode=mode,
        summary=f"df shows {row.used_percent}% of the {what} of {row.mount} ({row.device}) in use",
        spans=(row.document.span(row.line),),
        stance=Stance.STRONGLY_SUPPORTS if full else Stance.CONTRADICTS,
        completeness=0.7,
        independence_group=f"command:df:{row.document.source}",
        values={
            "path": row.mount,
            "mount": row.mount,
            "device": row.device,
            "percent": str(row.used_percent),
        },
    )


class LinuxHostDetector(SignatureDetector):
    """Finds machines that ran out of space, memory or descriptors, or whose disks fail."""

    name = "linux"

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """The findings of this domain; the same ones for the same materials."""
        return materials.view(linux_findings)
