"""The kit for IDetector.

The sample ``texts`` is what the detector finds something in; the hostile files are the kit's own.
"""

from __future__ import annotations

from collections.abc import Iterable

from faultmaven_models.evidence import SourceSpan
from faultmaven_models.failure_mode import FailureMode
from faultmaven_models.finding import Finding, FindingKind
from faultmaven_models.interfaces import IDetector
from faultmaven_models.materials import Materials
from faultmaven_models.testing.builders import materials_from_texts
from faultmaven_models.testing.conformance.bench import Bench
from faultmaven_models.testing.conformance.check import check, implements
from faultmaven_models.testing.conformance.hostile import HOSTILE_TEXTS
from faultmaven_models.testing.conformance.kit import Kit
from faultmaven_models.testing.conformance.names import expect_short_stable_name

_EXAMINED = 'What of the materials it can judge, as a phrase ("12 pods, 40 events"); empty if there is nothing for it.'
_SPANS = "Findings, each with spans that hold."
_PURE = "Pure: no I/O, the same answer for the same materials."
_HOSTILE = "Hostile input gives fewer findings, not an exception."


def _materials(bench: Bench[IDetector]) -> Materials:
    return materials_from_texts(bench.sample("texts"))


def _why_it_fails(span: SourceSpan, materials: Materials) -> str:
    """Why the span does not hold in the materials, or nothing."""
    document = materials.document(span.artifact_id)
    if document is None:
        return f"no document has the id {span.artifact_id}"
    if document.source != span.source:
        return f"{span.artifact_id} is {document.source}, not {span.source}"
    if span.end_line > len(document.lines):
        return f"{span.source} has {len(document.lines)} lines, not {span.end_line}"
    if span.quote not in "\n".join(document.lines[span.start_line - 1 : span.end_line]):
        return f"lines {span.start_line} to {span.end_line} of {span.source} do not hold the quote {span.quote!r}"
    return ""


def _expect_spans_hold(bench: Bench[IDetector], findings: Iterable[Finding], materials: Materials) -> None:
    for finding in findings:
        for span in finding.spans:
            reason = _why_it_fails(span, materials)
            bench.expect(not reason, f"'{finding.summary}' cites what is not there: {reason}")


@check("A short stable name, unique among the installed detectors.")
async def _the_name_is_short_and_stable(bench: Bench[IDetector]) -> None:
    await expect_short_stable_name(bench)


@check("The modes it brings beyond the built-in catalogue; empty when it uses that one alone.")
async def _its_failure_modes_have_ids_of_their_own(bench: Bench[IDetector]) -> None:
    modes = (await bench.fresh()).failure_modes
    bench.expect(all(isinstance(mode, FailureMode) for mode in modes), f"the modes are {modes!r}")
    ids = [mode.id for mode in modes]
    bench.expect_equal(len(set(ids)), len(ids), "the number of different ids")


@check(_EXAMINED)
async def _nothing_is_examined_where_there_is_nothing(bench: Bench[IDetector]) -> None:
    detector = await bench.fresh()
    bench.expect_equal(detector.examined(Materials()), "", "what it examined of no materials")
    bench.expect_equal(list(detector.detect(Materials())), [], "what it found in no materials")


@check(_EXAMINED)
async def _what_has_findings_was_examined(bench: Bench[IDetector]) -> None:
    detector, materials = await bench.fresh(), _materials(bench)
    findings = list(detector.detect(materials))
    bench.expect(bool(findings), "it found nothing in the sample texts")
    bench.expect(
        bool(detector.examined(materials).strip()), "it found something but says it examined nothing"
    )


@check(_SPANS)
async def _every_span_holds(bench: Bench[IDetector]) -> None:
    detector, materials = await bench.fresh(), _materials(bench)
    findings = list(detector.detect(materials))
    bench.expect(all(isinstance(finding, Finding) for finding in findings), "it gave what is no Finding")
    _expect_spans_hold(bench, findings, materials)


@check("A symptom or a change names no failure mode.")
async def _causes_alone_name_a_failure_mode(bench: Bench[IDetector]) -> None:
    named = (FindingKind.CAUSE, FindingKind.RULED_OUT)
    for finding in (await bench.fresh()).detect(_materials(bench)):
        bench.expect(
            (finding.failure_mode is not None) == (finding.kind in named),
            f"a {finding.kind} has the failure mode {finding.failure_mode}: {finding.summary}",
        )


@check(_PURE)
async def _the_same_materials_give_the_same_findings(bench: Bench[IDetector]) -> None:
    detector, materials = await bench.fresh(), _materials(bench)
    first = list(detector.detect(materials))
    bench.expect_equal(list(detector.detect(materials)), first, "what it found the second time")
    bench.expect_equal(list(detector.detect(_materials(bench))), first, "what it found in equal materials")
    other = await bench.fresh()
    bench.expect_equal(list(other.detect(_materials(bench))), first, "what another one found")


@check(_PURE)
async def _the_materials_stay_as_they_are(bench: Bench[IDetector]) -> None:
    detector, materials = await bench.fresh(), _materials(bench)
    documents = materials.documents
    lines = [list(document.lines) for document in documents]
    detector.examined(materials)
    list(detector.detect(materials))
    bench.expect(materials.documents is documents, "the documents were exchanged")
    bench.expect_equal([list(document.lines) for document in documents], lines, "the text afterwards")


@check(_HOSTILE)
async def _hostile_files_raise_nothing(bench: Bench[IDetector]) -> None:
    detector = await bench.fresh()
    for source, text in HOSTILE_TEXTS.items():
        materials = materials_from_texts({source: text})
        try:
            detector.examined(materials)
            findings = list(detector.detect(materials))
        except Exception as error:  # the boundary to foreign code: whatever it raises is its failure
            raise bench.failure(f"{source} made it raise {type(error).__name__}: {error}") from error
        _expect_spans_hold(bench, findings, materials)


@check(_HOSTILE)
async def _hostile_files_hide_no_finding(bench: Bench[IDetector]) -> None:
    detector = await bench.fresh()
    texts = bench.sample("texts")
    alone = {finding.summary for finding in detector.detect(materials_from_texts(texts))}
    together = materials_from_texts({**HOSTILE_TEXTS, **texts})
    beside = list((await bench.fresh()).detect(together))
    _expect_spans_hold(bench, beside, together)
    bench.expect(
        not alone or bool(alone.intersection(finding.summary for finding in beside)),
        "it finds nothing any more in the sample texts when hostile files lie beside them",
    )


DETECTOR_KIT = Kit(
    port=IDetector,
    checks=(
        implements(IDetector),
        _the_name_is_short_and_stable,
        _its_failure_modes_have_ids_of_their_own,
        _nothing_is_examined_where_there_is_nothing,
        _what_has_findings_was_examined,
        _every_span_holds,
        _causes_alone_name_a_failure_mode,
        _the_same_materials_give_the_same_findings,
        _the_materials_stay_as_they_are,
        _hostile_files_raise_nothing,
        _hostile_files_hide_no_finding,
    ),
    samples={"texts": "a mapping of source to text in which the detector finds something"},
)
