"""Splits a document where commands stand in it, since one file may hold the output of many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from faultmaven_models.materials import Document

COMMAND_LIMIT = 600
"""A longer line is not taken for a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines ``start`` to ``end`` (from 1, inclusive) of a document, and the command that printed them."""

    document: Document
    command: tuple[str, ...]
    """The words of the kubectl command; empty when no such line was there."""
    start: int
    end: int

    @property
    def lines(self) -> Sequence[str]:
        """The text, without the command line."""
        return self.document.lines[self.start - 1 : self.end]

    @property
    def namespace(self) -> str:
        """What ``-n`` or ``--namespace`` said; empty when nothing did."""
        for word, following in zip(self.command, (*self.command[1:], ""), strict=False):
            if word in {"-n", "--namespace"}:
                return following
            for prefix in ("--namespace=", "-n="):
                if word.startswith(prefix):
                    return word.removeprefix(prefix)
        return ""


def command_words(line: str) -> tuple[str, ...] | None:
    """The words of a command line, or None when the line is not one.

    A line that starts with ``$ `` ends the output before it whatever it runs; only the words of kubectl
    (under its usual names) are told.
    """
    if len(line) > COMMAND_LIMIT:
        return None
    is_prompt = line.startswith("$ ")
    at = line.find("kubectl ")
    if at < 0:
        return () if is_prompt else None
    before = line[:at].rstrip()
    if before and not before.endswith(("$", "#", "%", ">", "+")) and not is_prompt:
        return None
    if not is_prompt and not line[at + 8 :].startswith(("get ", "describe ", "-n ", "--")):
        return None
    return tuple(line[at + 8 :].split("|", maxsplit=1)[0].split())


def sections(document: Document) -> Iterator[Section]:
    """The document's sections in order; one without a command when it holds none."""
    command: tuple[str, ...] = ()
    start = 1
    for number, line in document.numbered():
        if "$ " not in line and "kubectl " not in line:
            continue
        words = command_words(line)
        if words is None:
            continue
        if number > start:
            yield Section(document=document, command=command, start=start, end=number - 1)
        command, start = words, number + 1
    if start <= len(document.lines):
        yield Section(document=document, command=command, start=start, end=len(document.lines))
