from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from faultmaven_core.processing.log_signatures import LogSignature, SignatureHits
from faultmaven_core.processing.signature_scan import CHUNK_LINES, READ_PER_CHUNK, SignatureTable, scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.materials import Document


def row(**fields: object) -> LogSignature:
    return LogSignature.model_validate(
        {"id": "a.b", "failure_mode": "a.b", "any": ["Disk On Fire"], "summary": "x", **fields}
    )


def hits_of(document: Document, *rows: LogSignature) -> list[SignatureHits]:
    return scan(document, SignatureTable(rows), year=2026)


def test_first_and_last_line_and_count_are_kept(document: Callable[..., Document]) -> None:
    text = "\n".join(
        ["fine"] * 3 + ["ERROR disk on fire 1"] + ["fine"] * 5 + ["ERROR DISK ON FIRE 2", "fine"]
    )
    (hits,) = hits_of(document(text), row())
    assert (hits.count, hits.first_line, hits.last_line) == (2, 4, 10)


def test_lines_in_different_chunks_are_one_group(document: Callable[..., Document]) -> None:
    lines = ["fine"] * (CHUNK_LINES * 2 + 10)
    for index in (5, CHUNK_LINES - 1, CHUNK_LINES, CHUNK_LINES * 2 + 9):
        lines[index] = "disk on fire"
    (hits,) = hits_of(document("\n".join(lines)), row())
    assert (hits.count, hits.first_line, hits.last_line) == (4, 6, CHUNK_LINES * 2 + 10)


def test_a_flood_is_counted_whole_and_its_last_line_is_kept(document: Callable[..., Document]) -> None:
    flood = READ_PER_CHUNK * 3
    (hits,) = hits_of(document("\n".join(f"disk on fire {number}" for number in range(flood))), row())
    assert (hits.count, hits.first_line, hits.last_line) == (flood, 1, flood)


@pytest.mark.parametrize(
    ("fields", "line", "matches"),
    [
        ({"all": ["rack 7"]}, "disk on fire in rack 7", True),
        ({"all": ["rack 7"]}, "disk on fire in rack 8", False),
        ({"none": ["drill"]}, "disk on fire (drill)", False),
        ({}, "2026-11-20 12:00:00 INFO disk on fire", False),
        ({"informational": True}, "2026-11-20 12:00:00 INFO disk on fire", True),
        ({"at_start": True}, "2026-11-20 12:00:00 UTC disk on fire", True),
        ({"at_start": True}, "2026-11-20 12:00:00 UTC no disk on fire", False),
        ({}, "$ grep 'disk on fire' log", False),
        ({"any": ["code 137 seen"]}, "exit code 137 seen", True),
        ({"any": ["code 137 seen"]}, "exit code 139 seen", False),
    ],
)
def test_conditions_of_a_row(
    document: Callable[..., Document], fields: dict[str, object], line: str, *, matches: bool
) -> None:
    assert bool(hits_of(document(line), row(**fields))) is matches


def test_values_between_two_texts_are_captured_as_written(document: Callable[..., Document]) -> None:
    (hits,) = hits_of(document('disk on fire: "/Data/A" now'), row(captures={"path": ['"', '"']}))
    assert hits.values == {"path": "/Data/A"}


def test_different_peers_are_different_groups(document: Callable[..., Document]) -> None:
    text = "disk on fire at 10.0.0.5:8080\ndisk on fire at 10.0.0.6:8080\ndisk on fire at 10.0.0.5:8080"
    found = {hits.values["peer"]: hits.count for hits in hits_of(document(text), row(endpoint=True))}
    assert found == {"10.0.0.5:8080": 2, "10.0.0.6:8080": 1}


def test_a_later_recovery_is_noticed(document: Callable[..., Document]) -> None:
    recovering = row(recovered_by=["fire is out"])
    (over,) = hits_of(document("disk on fire\nfine\nThe FIRE is out"), recovering)
    (again,) = hits_of(document("disk on fire\nfire is out\ndisk on fire"), recovering)
    assert over.recovered
    assert not again.recovered


def test_a_guessed_year_that_nobody_knows_gives_no_time(document: Callable[..., Document]) -> None:
    text = document("Nov 20 12:00:00 web-7 app: disk on fire")
    (unknown,) = scan(text, SignatureTable([row()]), year=2000)
    (known,) = scan(text, SignatureTable([row()]), year=2026)
    assert unknown.first_time is None
    assert known.first_time is not None
    assert known.first_time.year == 2026


def test_a_row_without_a_literal_is_refused() -> None:
    with pytest.raises(ValidationError, match="any"):
        row(any=[])


@given(
    before=st.text(max_size=30),
    after=st.text(max_size=30),
    index=st.integers(min_value=0, max_value=3),
)
def test_the_prefilter_misses_nothing_that_stands_there(before: str, after: str, index: int) -> None:
    literals = ("disk on fire", "disk 17 on fire", "error 42", "fire")
    table = SignatureTable([row(id=f"a.b{number}", any=[text]) for number, text in enumerate(literals)])
    text = f"{before} {literals[index].upper()} {after}"
    assert literals[index] in table.present(text)


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\n"), max_size=60), max_size=20))
def test_any_lines_can_be_scanned(lines: list[str]) -> None:
    from faultmaven_models.evidence import Artifact, DataType
    from faultmaven_models.materials import Document

    artifact = Artifact(
        id="art_0123456789abcdef",
        source="x",
        sha256="0" * 64,
        size_bytes=0,
        data_type=DataType.LOGS_AND_ERRORS,
        line_count=len(lines) + 1,
    )
    document = Document(artifact=artifact, lines=[*lines, "disk on fire"])
    assert sum(hits.count for hits in hits_of(document, row())) >= 1
