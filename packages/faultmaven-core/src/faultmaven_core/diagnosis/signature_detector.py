"""What the detectors that work on log signatures have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from faultmaven_core.diagnosis.signatures.loading import searchable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faultmaven_models.failure_mode import FailureMode
    from faultmaven_models.materials import Materials


class SignatureDetector:
    """A detector for one domain; a subclass names the domain and adds ``detect``."""

    name: ClassVar[str]
    """The domain: the name of its signature file, and the first part of most of its failure modes' ids."""

    @property
    def failure_modes(self) -> Sequence[FailureMode]:
        """None beyond the built-in catalogue."""
        return ()

    def examined(self, materials: Materials) -> str:
        """How many documents were searched for messages that are known."""
        documents = materials.view(searched_documents)
        if not documents:
            return ""
        noun = "file" if documents == 1 else "files"
        return f"{documents} {noun} for known messages"


def searched_documents(materials: Materials) -> int:
    """How many documents may show what happened: use it as a view."""
    return sum(1 for document in materials.documents if searchable(document))
