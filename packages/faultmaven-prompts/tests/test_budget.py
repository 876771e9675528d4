from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_models.errors import InvalidInput
from faultmaven_prompts import EvidenceLine, estimate_tokens, fit_evidence


def line(number: Any, quote: Any = "connection refused", value: str = 1.0) -> Any:
    return EvidenceLine(
        label=f"E{number}", source="app.log", start_line=number, end_line=number, quote=quote, value=value
    )


lines = st.lists(
    st.tuples(st.text(alphabet="ab 1.", min_size=1, max_size=80), st.floats(min_value=0, max_value=100)),
    max_size=9,
).map(lambda rows: [line(number, quote, value) for number, (quote, value) in enumerate(rows, start=1)])


# How many tokens o200k_base makes of each text.
@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The root cause of the incident is a full disk on the database host.", 15),
        (
            "2026-03-04T10:11:12.345Z ERROR [pool-7] java.sql.SQLException: Connection refused (10.0.3.17:5432)",
            39,
        ),
        ('{"level":"error","ts":1718000000.123,"msg":"dial tcp 10.96.0.1:443: i/o timeout"}', 33),
        ("kubectl -n shop get pods -o wide --sort-by=.status.startTime", 17),
    ],
)
def test_the_estimate_is_near_a_real_tokenizer(text: str, tokens: Any) -> None:
    assert 0.8 * tokens <= estimate_tokens(text) <= 1.6 * tokens


def test_nothing_costs_nothing() -> None:
    assert estimate_tokens("") == 0


@given(text=st.text(), more=st.text())
def test_more_text_never_costs_less(text: str, more: Any) -> None:
    assert estimate_tokens(text + "\n" + more) >= estimate_tokens(text)


def test_a_megabyte_is_estimated_in_proportion() -> None:
    assert estimate_tokens("disk full " * 100_000) == pytest.approx(
        estimate_tokens("disk full " * 1000) * 100, rel=0.01
    )


def test_lines_of_more_value_for_their_tokens_come_first() -> None:
    given_lines = [line(1, "x" * 300, 2), line(2, "short", 2), line(3, "short", 1)]
    fitted = fit_evidence(given_lines, max_tokens=50)
    assert [kept.label for kept in fitted.kept] == ["E2", "E3"]
    assert [out.label for out in fitted.left_out] == ["E1"]


def test_one_line_that_outweighs_all_small_ones_is_taken_alone() -> None:
    small = [line(number, "a", 1.0) for number in (1, 2)]
    big = line(3, "word " * 30, 3.0)
    alone = fit_evidence([big], max_tokens=1000).tokens
    fitted = fit_evidence([*small, big], max_tokens=alone)
    assert [kept.label for kept in fitted.kept] == ["E3"]


def test_the_order_given_is_kept() -> None:
    fitted = fit_evidence([line(3, value=1), line(1, value=9), line(2, value=5)], max_tokens=10_000)
    assert [kept.label for kept in fitted.kept] == ["E3", "E1", "E2"]


def test_a_line_of_no_value_is_not_worth_a_token() -> None:
    assert fit_evidence([line(1, value=0)], max_tokens=1000).kept == ()


@given(given_lines=lines, budget=st.integers(min_value=0, max_value=300))
def test_the_budget_is_kept_and_no_line_is_lost(given_lines: Any, budget: Any) -> None:
    fitted = fit_evidence(given_lines, max_tokens=budget)
    assert fitted.tokens <= budget
    assert sorted([*fitted.kept, *fitted.left_out], key=lambda one: one.start_line) == given_lines
    assert fitted == fit_evidence(given_lines, max_tokens=budget)


@given(given_lines=lines, budget=st.integers(min_value=0, max_value=200))
def test_the_value_kept_is_at_least_half_of_the_best_possible(given_lines: Any, budget: Any) -> None:
    costs = [
        fit_evidence([one.model_copy(update={"value": 1.0})], max_tokens=10**9).tokens for one in given_lines
    ]
    best = 0.0
    for size in range(len(given_lines) + 1):
        for chosen in combinations(range(len(given_lines)), size):
            if sum(costs[at] for at in chosen) <= budget:
                best = max(best, sum(given_lines[at].value for at in chosen))
    kept = fit_evidence(given_lines, max_tokens=budget).kept
    assert sum(one.value for one in kept) >= best / 2 - 1e-9


def test_a_negative_budget_is_refused() -> None:
    with pytest.raises(InvalidInput, match="-1 tokens"):
        fit_evidence([], max_tokens=-1)
