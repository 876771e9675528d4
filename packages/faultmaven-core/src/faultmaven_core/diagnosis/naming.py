"""What to call the program or the machine that a document is about, from the data themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from faultmaven_core.processing.command_output import latest_time
from faultmaven_core.processing.endpoints import endpoint_in, split_endpoint
from faultmaven_core.processing.gateway_config import gateway_config
from faultmaven_core.processing.log_lines import NO_YEAR, read_header
from faultmaven_models.component import component
from faultmaven_models.evidence import DataType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from faultmaven_models.materials import Document, Materials

_GENERIC = frozenset(
    """access app application archive backup capture captures catalina cluster command commands conf config
    console container core current daemon data debug default dmesg docker dump err error errors etc event events
    file files host hosts incident incidents info input journal journald journalctl kern kernel lib local log
    logs main master message messages misc nohup node nodes opt out output pod pods previous proc prod production
    query result results root run script server service srv stage staging stderr stdin stdout sys syslog system
    temp test text tmp today upload uploads usr var warn warnings worker gc now before after unnamed document
    attachment paste pasted snippet trace stacktrace tls ssl certificates certs""".split()  # noqa: SIM905
)
_PROMPT = re.compile(r"(?:\[?[\w.-]{1,32})@([A-Za-z0-9][\w.-]{0,62}?)[: ][^\s$#]{0,80}\]?\s?[$#](?: |$)")
_POD_HASH = re.compile(r"-[0-9a-f]{6,10}-[a-z0-9]{5}$|-[a-z0-9]{5}$(?<=[0-9][a-z0-9]{4})")
_SUFFIX = re.compile(r"[-_.](?:\d{1,8}|access|error|err|out|stdout|stderr|log|logs|previous|current|gc)$")
_NAME = re.compile(r"[A-Za-z][\w.-]{1,80}$")
_HEAD_LINES = 12
_NAME_LIMIT = 200
_LISTENS = "listening on "


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What holds for all documents of a case."""

    host: str | None
    """The machine, when the data name exactly one."""
    year: int
    """The latest year that a line names; NO_YEAR when none does."""
    cluster: bool
    """Whether there are listings or descriptions of a Kubernetes cluster."""
    listening: Mapping[str, str]
    """Artifact id -> the name under which others reach the program that wrote it, where it says so at its start."""


def setting(materials: Materials) -> Setting:
    """Read the setting off the first and last lines of each document but a cluster's listings: use it as a view."""
    hosts: set[str] = set()
    listening: dict[str, str] = {}
    cluster = False
    for document in materials.documents:
        if document.artifact.data_type is DataType.CLUSTER_SNAPSHOT:
            cluster = True
            continue
        lines = document.lines
        sample = [*lines[:_HEAD_LINES], *lines[max(_HEAD_LINES, len(lines) - 2) :]]
        for position, line in enumerate(sample):
            hosts.update(_hosts(line, sample[position - 1] if position else ""))
        name = _listener(sample, materials)
        if name is not None:
            listening[document.artifact.id] = name
    latest = materials.view(latest_time)
    return Setting(
        host=next(iter(hosts)) if len(hosts) == 1 else None,
        year=latest.year if latest is not None else NO_YEAR,
        cluster=cluster,
        listening=listening,
    )


def _listener(lines: Sequence[str], materials: Materials) -> str | None:
    """The name of the program that wrote the lines, from the address that it says it listens on."""
    for line in lines:
        start = line.lower().find(_LISTENS, 0, 400)
        endpoint = endpoint_in(line[start + len(_LISTENS) :][:200]) if start >= 0 else None
        if endpoint is None:
            continue
        host, _ = split_endpoint(endpoint)
        named = any(character.isalpha() for character in host) and host != "localhost"
        return materials.view(gateway_config).upstream_of(endpoint) or (host if named else None)
    return None


UNKNOWN = "app/unknown"
"""A program of which the data tell nothing, not even its name."""


def named(kind: str, name: str, *, otherwise: str = "unknown") -> str:
    """``kind/name`` with what a component's name may not hold cut out; ``otherwise`` where nothing is left of it."""
    cleaned = "-".join(name.split()).strip("/")[:_NAME_LIMIT]
    return component(kind, cleaned if cleaned.isprintable() and cleaned else otherwise)


def host_component(host: str | None, known: Setting) -> str:
    """``host/NAME``: the line's own host, else the only one known, else localhost; ``node/NAME`` in a cluster."""
    name = (host or known.host or "").rstrip(".:,")
    return named("node" if known.cluster and host else "host", name, otherwise="localhost")


def program_component(document: Document, program: str | None, usual: str, known: Setting) -> str:
    """``app/NAME``: the name in the header, else the document's, else the one at its address, else the usual one.

    A document called after nothing in particular (``error.log``) takes the name of its folder.
    """
    if program and program.lower() not in _GENERIC and _NAME.match(program):
        return named("app", without_pod_hash(program))
    own = document_name(document) or known.listening.get(document.artifact.id)
    return named("app", own or usual)


def document_name(document: Document) -> str | None:
    """The program that the document's path names; None when it names none."""
    path = PurePosixPath(document.source)
    for part in (path.name, *reversed(path.parts[:-1])):
        name = part.split(".", 1)[0] if part == path.name else part
        while (shorter := _SUFFIX.sub("", name)) != name:
            name = shorter
        if name.lower() not in _GENERIC and _NAME.match(name) and not _looks_random(name):
            return without_pod_hash(name)
    return None


def without_pod_hash(name: str) -> str:
    """A pod's name without the suffixes that its owners added."""
    return _POD_HASH.sub("", name) or name


def _looks_random(name: str) -> bool:
    digits = sum(character.isdigit() for character in name)
    return digits * 3 > len(name) or name.lower().startswith(
        ("file", "doc", "part", "artifact", "untitled", "image")
    )


def _hosts(line: str, before: str) -> set[str]:
    prompt = _PROMPT.match(line[:200])
    if prompt is not None:
        return {prompt[1]}
    if before.strip() in ("$ hostname", "# hostname", "$ hostname -s", "$ uname -n", "$ hostname -f"):
        return {line.strip()} if _NAME.match(line.strip()) else set()
    if not line[:1].isalnum() and not line.startswith("<"):
        return set()
    host = read_header(line[:400]).host
    return {host} if host and _NAME.match(host) else set()
