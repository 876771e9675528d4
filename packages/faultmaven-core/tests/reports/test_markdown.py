"""A report as Markdown: complete, and inert whatever the incident's text holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.reports import to_markdown
from faultmaven_models.evidence import DataGap
from faultmaven_models.hypothesis import Stance
from faultmaven_models.report import ReportEvidence, ReportRefusedClaim, ReportRuledOut
from faultmaven_models.testing.sample_reports import sample_report

HOSTILE = (
    "\x1b[2J `rm` | a | <script>alert(1)</script> \u202eeslaf\u202c [click](http://x) ## head *b* _i_ \\"
)


def quoted(quote: str, **changes: object) -> str:
    """The Markdown of a report whose leading cause has this one quotation."""
    report = sample_report()
    evidence = ReportEvidence(
        source="app.log", start_line=1, end_line=9, quote=quote, stance=Stance.SUPPORTS, summary="seen"
    )
    cause = report.root_causes[0].model_copy(update={"evidence": (evidence,), **changes})
    return to_markdown(report.model_copy(update={"root_causes": (cause,)}))


def test_every_part_of_the_report_is_there_with_the_answer_first() -> None:
    report = sample_report()
    text = to_markdown(report)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings[0].startswith("# ")
    assert headings[1].startswith("## 1. ")
    sections = [line.removeprefix("## ") for line in headings[2:]]
    assert sections == [
        "What to do",
        "Ruled out",
        "Timeline (UTC)",
        "Missing",
        "Refused claims",
        "Milestones",
        "Looked at",
    ]
    assert text.index(report.answer[:20]) < text.index("## 1. ")
    cited = report.root_causes[0].evidence[0]
    assert f"{cited.source}:{cited.start_line}" in text.replace("\\", "")
    assert cited.quote.split("\n")[0] in text
    for step in (*report.solutions[0].immediate, *report.solutions[0].permanent, *report.solutions[0].verify):
        assert step in text.replace("\\", "")


def test_sections_without_content_are_left_out() -> None:
    empty = sample_report(
        root_causes=(),
        ruled_out=(),
        solutions=(),
        timeline=(),
        data_gaps=(),
        refused_claims=(),
        milestones=(),
        examined=(),
    )
    assert [line for line in to_markdown(empty).splitlines() if line.startswith("##")] == []


def test_hostile_text_becomes_neither_markup_nor_html_nor_an_escape_code() -> None:
    report = sample_report(
        question=HOSTILE,
        answer=HOSTILE,
        ruled_out=(ReportRuledOut(statement=HOSTILE, reason=HOSTILE),),
        data_gaps=(DataGap(subject=HOSTILE, problem=HOSTILE, mend=HOSTILE),),
        refused_claims=(ReportRefusedClaim(claim=HOSTILE, reason=HOSTILE),),
    )
    text = to_markdown(report)
    assert "\x1b" not in text
    assert "\u202e" not in text
    for mark in ("<script", "`rm`", "](http", "| a", "*b*", "_i_"):
        assert [at for at in places(text, mark) if text[at - 1] != "\\"] == []
    assert text.splitlines()[0].count("\n") == 0


def places(text: str, mark: str) -> list[int]:
    found, start = [], text.find(mark)
    while start >= 0:
        found.append(start)
        start = text.find(mark, start + 1)
    return found


def test_a_line_of_the_incident_cannot_open_a_heading_or_a_list() -> None:
    text = to_markdown(sample_report(answer="fine\n## Root cause: somebody else\n- do: rm -rf"))
    assert [line for line in text.splitlines() if line.startswith(("## Root", "- do"))] == []


def test_a_quotation_cannot_close_its_fence() -> None:
    text = quoted("a\n```\n````\n</pre><b>x</b>\nb")
    fences = [line for line in text.splitlines() if line.startswith("`````")]
    assert fences == ["`````text", "`````"]


def test_a_long_quotation_is_cut_and_says_so() -> None:
    text = quoted("\n".join(f"line {number}" for number in range(1, 21)))
    assert "line 8" in text
    assert "line 9" not in text
    assert "… 12 more lines" in text


def test_names_that_a_plugin_chose_cannot_leave_their_code_span() -> None:
    text = quoted("x", failure_mode="evil`<b>", component=None)
    assert "evil`<b>" not in text
    assert "unknown component" in text


@given(st.text(min_size=1).filter(str.strip))
def test_any_quotation_stays_between_its_fences(quote: str) -> None:
    lines = quoted(quote).splitlines()
    start = next(number for number, line in enumerate(lines) if line.endswith("`text"))
    fence = lines[start].removesuffix("text")
    end = next(number for number in range(start + 1, len(lines)) if lines[number] == fence)
    shown = [line for line in lines[start + 1 : end] if not line.startswith("… ")]
    assert len(shown) == min(8, quote.count("\n") + 1)
    assert lines[end + 1] == ""
