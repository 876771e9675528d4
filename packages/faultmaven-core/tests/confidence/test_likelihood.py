"""The likelihood is a sum of log-odds over the links, bounded and monotone."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.confidence import Weighed, likelihood, status_for
from faultmaven_core.confidence.likelihood import CEILING, FLOOR, PRIOR
from faultmaven_models.evidence import EvidenceSource
from faultmaven_models.hypothesis import HypothesisStatus, Stance

weighed = st.builds(
    Weighed,
    stance=st.sampled_from(list(Stance)),
    completeness=st.floats(0, 1),
    source_type=st.sampled_from(list(EvidenceSource)),
    independence_group=st.sampled_from(["", "a", "b"]),
)


def logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


@pytest.mark.parametrize(
    ("links", "log_odds"),
    [
        ([], 0.0),
        ([Weighed(stance=Stance.STRONGLY_SUPPORTS, completeness=1.0)], 3.0),
        ([Weighed(stance=Stance.SUPPORTS, completeness=0.5)], 0.75),
        ([Weighed(stance=Stance.NEUTRAL, completeness=1.0)], 0.0),
        ([Weighed(stance=Stance.CONTRADICTS, completeness=1.0)], -1.5),
        (
            [Weighed(stance=Stance.SUPPORTS, completeness=1.0, source_type=EvidenceSource.USER_STATEMENT)],
            1.05,
        ),
        (
            [Weighed(stance=Stance.SUPPORTS, completeness=1.0, independence_group="x")] * 2,
            2.0,
        ),
        ([Weighed(stance=Stance.SUPPORTS, completeness=1.0)] * 2, 3.0),
    ],
)
def test_the_sum(links: list[Weighed], log_odds: float) -> None:
    assert likelihood(links) == pytest.approx(logistic(PRIOR + log_odds))


@given(st.lists(weighed, max_size=8))
def test_it_stays_within_its_bounds(links: list[Weighed]) -> None:
    assert FLOOR <= likelihood(links) <= CEILING


@given(st.lists(weighed, max_size=6), st.floats(0.1, 1))
def test_more_support_never_makes_it_less_likely(links: list[Weighed], completeness: float) -> None:
    support = Weighed(stance=Stance.STRONGLY_SUPPORTS, completeness=completeness)
    assert likelihood([*links, support]) >= likelihood(links)


@given(st.lists(weighed, max_size=6), st.randoms())
def test_the_order_of_the_links_does_not_matter(links: list[Weighed], random: object) -> None:
    shuffled = list(links)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert likelihood(shuffled) == pytest.approx(likelihood(links))


@pytest.mark.parametrize(
    ("value", "links", "status"),
    [
        (0.9, 2, HypothesisStatus.VALIDATED),
        (0.9, 1, HypothesisStatus.ACTIVE),
        (0.69, 3, HypothesisStatus.ACTIVE),
        (0.1, 2, HypothesisStatus.REFUTED),
        (0.1, 1, HypothesisStatus.ACTIVE),
        (0.5, 0, HypothesisStatus.CAPTURED),
    ],
)
def test_two_links_and_a_threshold_decide(value: float, links: int, status: HypothesisStatus) -> None:
    assert status_for(value, links) is status
