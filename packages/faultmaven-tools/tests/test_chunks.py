from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faultmaven_models.knowledge import KnowledgeDocument
from faultmaven_tools.chunks import CHUNK_SIZE, chunk

MARKDOWN = """intro

# Disk full

Signs of it.

## Mend ##

```sh
# not a heading
df -h
```

Free space.

# Other
"""


def document(text: str) -> KnowledgeDocument:
    return KnowledgeDocument(id="d", title="T", text=text, source="d.md", metadata={"lang": "en"})


def test_headings_open_chunks_and_name_them() -> None:
    pieces = [(c.heading, c.start_line, c.end_line) for c in chunk(document(MARKDOWN))]
    assert pieces == [("", 1, 1), ("Disk full", 3, 5), ("Disk full > Mend", 7, 14), ("Other", 16, 16)]


def test_a_chunk_has_the_document_s_title_source_and_metadata() -> None:
    first, *rest = chunk(document(MARKDOWN))
    assert (first.document_id, first.title, first.source, first.metadata) == (
        "d",
        "T",
        "d.md",
        {"lang": "en"},
    )
    assert len({first.id, *(piece.id for piece in rest)}) == 4


def test_long_sections_are_cut_at_blank_lines() -> None:
    paragraph = "word " * 60
    pieces = chunk(document("\n\n".join([paragraph] * 40)))
    assert len(pieces) > 4
    assert all(len(piece.text) <= 2 * CHUNK_SIZE for piece in pieces)
    assert all(piece.text.startswith("word") for piece in pieces)


def test_a_section_without_blank_lines_is_cut_all_the_same() -> None:
    assert len(chunk(document("word word word\n" * 2000))) > 5


def test_a_text_without_words_has_no_chunks() -> None:
    assert chunk(document("")) == ()
    assert chunk(document("\n \n\t\n")) == ()


@given(
    st.lists(st.sampled_from(["# a", "## b", "###### c", "text", "", "```", "~~~", "x" * 900, "\r", "#no"]))
)
def test_every_line_with_words_is_in_one_chunk_at_its_place(lines: list[str]) -> None:
    pieces = chunk(document("\n".join(lines)))
    covered = [n for piece in pieces for n in range(piece.start_line, piece.end_line + 1)]
    assert covered == sorted(set(covered))
    assert {n for n, line in enumerate(lines, 1) if line.strip()} <= set(covered)
    for piece in pieces:
        assert piece.text.split("\n") == [
            line.removesuffix("\r") for line in lines[piece.start_line - 1 : piece.end_line]
        ]
