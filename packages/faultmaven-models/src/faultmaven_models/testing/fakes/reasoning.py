"""A reasoner that proposes what it is told to, and a detector that looks for one phrase."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from faultmaven_models.case import Case
from faultmaven_models.errors import Temporary
from faultmaven_models.failure_mode import FailureMode
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.hypothesis import HypothesisCategory, Stance
from faultmaven_models.materials import Materials
from faultmaven_models.updates import TurnUpdate


class FakeReasoner:
    """IReasoner: proposes ``update`` (or what it gives for the arguments), or raises ``error``."""

    def __init__(
        self,
        update: TurnUpdate | Callable[[Case, str, Materials], TurnUpdate] | None = None,
        *,
        name: str = "fake",
        error: Temporary | None = None,
    ) -> None:
        self._update = update
        self._name = name
        self._error = error
        self.messages: list[str] = []

    @property
    def name(self) -> str:
        """The name given; every proposal carries it."""
        return self._name

    async def propose(self, case: Case, message: str, materials: Materials) -> TurnUpdate:
        """The proposal told; without one, an answer that counts the documents."""
        self.messages.append(message)
        if self._error is not None:
            raise self._error
        if callable(self._update):
            update = self._update(case, message, materials)
        else:
            update = self._update or TurnUpdate(
                reasoner=self._name, answer=f"{len(materials.documents)} documents were read for {case.title}"
            )
        return update.model_copy(update={"reasoner": self._name})


class FakeDetector:
    """IDetector: reports every line that holds ``phrase`` as a cause in ``component``."""

    def __init__(
        self, *, phrase: str = "out of widgets", component: str = "app/fake", name: str = "fake"
    ) -> None:
        self._phrase = phrase
        self._component = component
        self._name = name

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    @property
    def failure_modes(self) -> Sequence[FailureMode]:
        """One mode, ``NAME.phrase_seen``."""
        mode = FailureMode(
            id=f"{self._name}.phrase_seen",
            title=f"{{component}} says '{self._phrase}'",
            category=HypothesisCategory.OTHER,
            component_kinds=("app",),
            mechanism="The program says so itself.",
            signs=(f"a line with '{self._phrase}'",),
            confirm=("Read the line.",),
            immediate=("Do what the line asks for.",),
            permanent=("See that it cannot happen again.",),
            verify=("The line no longer appears.",),
        )
        return (mode,)

    def examined(self, materials: Materials) -> str:
        """The number of lines; empty if there are none."""
        lines = sum(len(document.lines) for document in materials.documents)
        return f"{lines} lines" if lines else ""

    def detect(self, materials: Materials) -> Iterable[Finding]:
        """A finding for each line with the phrase."""
        for document in materials.documents:
            for number, text in document.numbered():
                if self._phrase in text:
                    yield Finding(
                        kind=FindingKind.CAUSE,
                        component=self._component,
                        failure_mode=f"{self._name}.phrase_seen",
                        summary=f"{self._component} says '{self._phrase}'.",
                        spans=(document.span(number, quote=self._phrase),),
                        stance=Stance.STRONGLY_SUPPORTS,
                        independence_group=f"log:{document.source}",
                    )


__all__ = ["FakeDetector", "FakeReasoner"]
