"""What does not hold is struck out, with everything that rested on it alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import NOW, evidence, full_update, hypothesis, investigating, link, materials, span

from faultmaven_core.investigation.verify import span_problem, verify
from faultmaven_models.evidence import SourceSpan
from faultmaven_models.updates import (
    ProposedAffected,
    ProposedChange,
    ProposedRuledOut,
    ProposedSolution,
    ProposedTimelineEntry,
    TurnUpdate,
)


def changed(good: SourceSpan, **changes: object) -> SourceSpan:
    return good.model_copy(update=changes)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"artifact_id": "art_0000000000000000"}, "there is no artifact"),
        ({"source": "other.log"}, "is app.log, not other.log"),
        ({"start_line": 3, "end_line": 4}, "has 3 lines, not 4"),
        ({"quote": "checkout succeeded"}, "do not say that"),
        ({"start_line": 2, "end_line": 2}, "do not say that"),
        ({"quote": "   "}, "blank"),
    ],
)
def test_each_way_a_span_can_lie(changes: dict[str, object], problem: str) -> None:
    lying = changed(span("app.log", 1), **changes)
    assert problem in (span_problem(lying, materials()) or "")


@pytest.mark.parametrize("quote", [None, "checkout failed", "10:00:01"])
def test_a_quote_may_be_the_lines_or_a_part_of_them(quote: str | None) -> None:
    assert span_problem(span("app.log", 1, quote), materials()) is None


def test_a_quote_may_run_over_lines() -> None:
    document = materials().documents[0]
    assert span_problem(document.span(1, 3), materials()) is None


def test_what_holds_stays_as_it_is() -> None:
    verified = verify(full_update(), investigating(), materials())
    assert verified.update == full_update()
    assert verified.refused == ()


def test_everything_that_rested_on_a_false_citation_goes() -> None:
    false = evidence("false", changed(span("app.log", 1), quote="never written"))
    update = TurnUpdate(
        reasoner="liar",
        evidence=(false,),
        hypotheses=(hypothesis("invented", link("false")),),
        solutions=(ProposedSolution(key="fix", hypothesis="invented", title="Do something"),),
        affected=(ProposedAffected(component="app/x", evidence="false"),),
        timeline=(ProposedTimelineEntry(at=NOW, text="it began", evidence="false"),),
        changes=(ProposedChange(text="somebody changed it", evidence="false"),),
        ruled_out=(ProposedRuledOut(statement="network", reason="looks fine", evidence=("false",)),),
    )
    verified = verify(update, investigating(), materials())
    assert verified.update == TurnUpdate(reasoner="liar")
    claims = " ".join(item.claim for item in verified.refused)
    for word in ("seen: false", "invented", "Do something", "app/x", "it began", "somebody", "network"):
        assert word in claims


def test_one_false_span_does_not_take_a_true_one_with_it() -> None:
    mixed = evidence("mixed", span("app.log", 1), changed(span("app.log", 1), quote="never written"))
    verified = verify(TurnUpdate(reasoner="r", evidence=(mixed,)), investigating(), materials())
    assert verified.update.evidence[0].spans == (span("app.log", 1),)
    assert len(verified.refused) == 1


def test_evidence_without_lines_is_refused() -> None:
    verified = verify(TurnUpdate(reasoner="r", evidence=(evidence("bare"),)), investigating(), materials())
    assert verified.update.evidence == ()
    assert verified.refused[0].reason == "it cites no lines"


def test_a_link_to_nothing_is_struck_and_the_hypothesis_kept_for_the_rest() -> None:
    update = TurnUpdate(
        reasoner="r",
        evidence=(evidence("real", span("db.log", 1)),),
        hypotheses=(hypothesis("pool", link("real"), link("ev_9_9")),),
    )
    verified = verify(update, investigating(), materials())
    assert [item.evidence for item in verified.update.hypotheses[0].links] == ["real"]
    assert "ev_9_9" in verified.refused[0].reason


def test_a_key_used_twice_keeps_the_first() -> None:
    update = TurnUpdate(
        reasoner="r", evidence=(evidence("a", span("db.log", 1)), evidence("a", span("db.log", 2)))
    )
    verified = verify(update, investigating(), materials())
    assert [item.spans[0].start_line for item in verified.update.evidence] == [1]


def test_what_was_ruled_out_without_evidence_may_stay_as_a_remark() -> None:
    remark = ProposedRuledOut(statement="DNS", reason="no name is resolved in this system")
    verified = verify(TurnUpdate(reasoner="r", ruled_out=(remark,)), investigating(), materials())
    assert verified.update.ruled_out == (remark,)


@given(
    start=st.integers(1, 6),
    length=st.integers(0, 3),
    quote=st.text(alphabet="10:0 checkoutfaileddatabase\n", min_size=1, max_size=40),
)
def test_whatever_is_kept_stands_in_the_file(start: int, length: int, quote: str) -> None:
    document = materials().documents[0]
    claimed = SourceSpan(
        artifact_id=document.artifact.id,
        source=document.source,
        start_line=start,
        end_line=start + length,
        quote=quote,
    )
    update = TurnUpdate(reasoner="r", evidence=(evidence("x", claimed),))
    kept = verify(update, investigating(), materials()).update.evidence
    text = "\n".join(document.lines[start - 1 : start + length])
    assert bool(kept) == (start + length <= 3 and quote in text and bool(quote.strip()))
