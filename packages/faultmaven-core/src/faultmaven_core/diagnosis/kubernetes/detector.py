"""The part of a detector over the cluster index that all of them have."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_models.failure_mode import FailureMode


class ClusterDetector:
    """Implements what is alike in the Kubernetes detectors; a detector adds ``examined`` and ``detect``."""

    domain: ClassVar[str]

    @property
    def name(self) -> str:
        """The detector's stable name."""
        return self.domain

    @property
    def failure_modes(self) -> Sequence[FailureMode]:
        """None of its own: it uses the built-in catalogue."""
        return ()


def counted(*amounts: tuple[int, str]) -> str:
    """``12 pods, 40 events`` of the amounts that are not zero; empty when all are."""
    return ", ".join(f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in amounts if number)
