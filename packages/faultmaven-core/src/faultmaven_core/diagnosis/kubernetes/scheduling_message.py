"""Reads why the scheduler could not place a pod, from its FailedScheduling message.

The form is that of ``FitError`` in the scheduler's framework: ``0/4 nodes are available: 1 Insufficient cpu, 3
node(s) had untolerated taint {key: value}. preemption: …``; what follows ``preemption:`` tells nothing about the
pod's wishes.
"""

from __future__ import annotations

from dataclasses import dataclass

from faultmaven_core.diagnosis.kubernetes.phrases import meaning

_LONGEST = 6_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why ``nodes`` machines (0: the pod as a whole) were not fit; ``kind`` as in the table of phrases."""

    kind: str
    nodes: int
    text: str

    @property
    def detail(self) -> str:
        """What stands in braces (a taint) or in quotes (a claim)."""
        for opening, closing in (("{", "}"), ('"', '"')):
            start = self.text.find(opening)
            end = self.text.find(closing, start + 1)
            if 0 <= start < end:
                return self.text[start + 1 : end].strip(" :").replace(": ", "=")
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulingMessage:
    """A FailedScheduling message, taken apart."""

    total_nodes: int
    obstacles: tuple[Obstacle, ...]

    def nodes(self, kind: str) -> int:
        """How many machines were not fit for that kind of reason."""
        return sum(one.nodes for one in self.obstacles if one.kind == kind)

    def first(self, kind: str) -> Obstacle | None:
        """The first obstacle of that kind."""
        return next((one for one in self.obstacles if one.kind == kind), None)


def read_scheduling_message(message: str) -> SchedulingMessage | None:
    """The parts of the message; None when it does not have the scheduler's form."""
    text = message[:_LONGEST].partition(" preemption:")[0].strip().rstrip(".")
    head, separator, rest = text.partition(" nodes are available: ")
    available, slash, total = head.rpartition(" ")[2].partition("/")
    if not separator or not slash or not available.isdecimal() or not total.isdecimal():
        return None
    obstacles = []
    for part in _parts(rest):
        number, _, words = part.partition(" ")
        counted = number.isascii() and number.isdecimal() and len(number) < len("1000000")
        kind = meaning("scheduler", part)
        if kind:
            obstacles.append(
                Obstacle(kind=kind, nodes=int(number) if counted else 0, text=words if counted else part)
            )
    return SchedulingMessage(total_nodes=int(total[:6]), obstacles=tuple(obstacles))


def _parts(text: str) -> list[str]:
    """The reasons; a comma within braces does not part them."""
    parts: list[str] = []
    depth, start = 0, 0
    for position, character in enumerate(text):
        if character == "{":
            depth += 1
        elif character == "}":
            depth = max(0, depth - 1)
        elif character == "," and not depth:
            parts.append(text[start:position].strip())
            start = position + 1
    parts.append(text[start:].strip())
    return [part for part in parts if part]
