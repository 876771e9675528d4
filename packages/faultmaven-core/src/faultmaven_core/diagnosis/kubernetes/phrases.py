"""Looks up what a message of Kubernetes means, in the table of known phrases."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, cast

from faultmaven_core.diagnosis.yaml_data import read_entries

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_LONGEST = 8_000


@cache
def _topics() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    file: Traversable = resources.files(__package__) / "messages.yaml"
    topics: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for entry in read_entries(file):
        phrases = tuple(str(phrase).lower() for phrase in cast("list[str]", entry["phrases"]))
        topics.setdefault(str(entry["topic"]), []).append((str(entry["means"]), phrases))
    return {topic: tuple(entries) for topic, entries in topics.items()}


def phrases_of(topic: str) -> tuple[str, ...]:
    """Every phrase of a topic, in lower case.

    Raises KeyError when the table has no such topic.
    """
    return tuple(phrase for _, phrases in _topics()[topic] for phrase in phrases)


def meaning(topic: str, text: str) -> str:
    """What the text means within the topic; empty when it holds no known phrase.

    Raises KeyError when the table has no such topic.
    """
    lowered = text[:_LONGEST].lower()
    for means, phrases in _topics()[topic]:
        if any(phrase in lowered for phrase in phrases):
            return means
    return ""
