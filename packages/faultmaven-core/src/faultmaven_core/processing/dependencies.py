"""Reads who calls whom: service dependency listings, as trees below a service's name or as arrows.

Understood are blocks of ``[Service]: NAME``, ``[Upstream (Called By)]: A, B`` and a tree below
``[Downstream (Calls)]:`` drawn with the characters of tree(1), and lines of the form ``A -> B``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from faultmaven_core.processing.kubernetes.cited import Cited

if TYPE_CHECKING:
    from faultmaven_models.materials import Document, Materials

_BRANCHES = ("├", "└", "|--", "`--", "+--")
_DRAWING = " │├└─|`+-\t"
_ARROWS = (" -> ", " --> ", " → ")
_NAME_LIMIT = 253
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDependencies:
    """The calls between services that the documents list."""

    calls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What each service calls itself, not through others."""
    edges: Mapping[tuple[str, str], Cited[str]] = field(default_factory=dict)
    """``(caller, callee)`` to the line that says so."""

    def callers_of(self, name: str) -> tuple[str, ...]:
        """Who calls ``name`` directly."""
        return tuple(caller for caller, callees in self.calls.items() if name in callees)

    def all_callers_of(self, name: str) -> tuple[str, ...]:
        """Who calls ``name``, directly or through others, the nearest first; never ``name`` itself."""
        seen, queue, found = {name}, deque([name]), []
        while queue:
            for caller in self.callers_of(queue.popleft()):
                if caller not in seen:
                    seen.add(caller)
                    found.append(caller)
                    queue.append(caller)
        return tuple(found)


def build_dependencies(materials: Materials) -> ServiceDependencies:
    """The calls that any document lists."""
    edges: dict[tuple[str, str], Cited[str]] = {}
    for document in materials.documents:
        for edge, cited in _read(document):
            edges.setdefault(edge, cited)
    calls: dict[str, list[str]] = {}
    for caller, callee in edges:
        calls.setdefault(caller, []).append(callee)
    return ServiceDependencies(calls={name: tuple(callees) for name, callees in calls.items()}, edges=edges)


def _read(document: Document) -> Iterator[tuple[tuple[str, str], Cited[str]]]:
    if any(line.startswith("[Service]:") for line in document.lines[:200]):
        yield from _read_blocks(document)
    elif any(arrow in line for line in document.lines[:20] for arrow in _ARROWS):
        yield from _read_arrows(document)


def _read_blocks(document: Document) -> Iterator[tuple[tuple[str, str], Cited[str]]]:
    service = ""
    path: list[tuple[int, str]] = []
    for number, line in document.numbered():
        if line.startswith("[Service]:"):
            service = _first_name(line.split(":", 1)[1])
            path = [(-1, service)]
        elif line.startswith("[Upstream"):
            for caller in map(_first_name, line.split(":", 1)[-1].split(",")):
                if caller and service:
                    yield (caller, service), Cited(value=line, document=document, line=number)
        elif service and line.lstrip(" │|").startswith(_BRANCHES):
            depth = len(line) - len(line.lstrip(_DRAWING))
            callee = _first_name(line.lstrip(_DRAWING))
            path = [step for step in path if step[0] < depth]
            if callee and path and path[-1][1] != callee:
                yield (path[-1][1], callee), Cited(value=line, document=document, line=number)
            path.append((depth, callee))


def _read_arrows(document: Document) -> Iterator[tuple[tuple[str, str], Cited[str]]]:
    for number, line in document.numbered():
        arrow = next((arrow for arrow in _ARROWS if line.count(arrow) == 1), None)
        if arrow is None:
            continue
        caller, callee = (part.strip().strip("\"';") for part in line.split(arrow))
        if _is_name(caller) and _is_name(callee):
            yield (caller, callee), Cited(value=line, document=document, line=number)


def _first_name(text: str) -> str:
    words = text.strip().split(None, 1)
    return words[0] if words and _is_name(words[0]) else ""


def _is_name(text: str) -> bool:
    return bool(text) and len(text) <= _NAME_LIMIT and set(text) <= _NAME_CHARACTERS and text[0].isalnum()
