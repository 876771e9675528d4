from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.headers import choose_grammar, grammars, load_grammars
from faultmaven_core.processing.headers.grammar_files import (
    GrammarEntry,
    Sample,
    built_in_files,
    read_entries,
)
from faultmaven_core.processing.headers.layout import LayoutGrammar
from faultmaven_core.processing.log_lines import LineHeader
from faultmaven_models.errors import InvalidInput

ENTRIES = [entry for file in built_in_files() for entry in read_entries(file)]
BY_ID = {grammar.id: grammar for grammar in grammars()}
FIELDS = ("level", "host", "program", "process", "thread", "logger", "trace_id", "span_id", "message")
LINES = [sample.line for entry in ENTRIES for sample in entry.samples]


def fields(header: LineHeader) -> dict[str, str]:
    """The fields that are not empty, as the grammar files write them."""
    found = {name: str(value) for name in FIELDS if (value := getattr(header, name))}
    if header.time is not None:
        found["time"] = header.time.value.isoformat().replace("+00:00", "Z")
        guessed = [word for word in ("zone", "year", "day") if getattr(header.time, f"{word}_guessed")]
        found |= {"guessed": " ".join(guessed)} if guessed else {}
    return found


@pytest.mark.parametrize(
    ("entry", "sample"),
    [
        pytest.param(entry, sample, id=f"{entry.id}-{number}")
        for entry in ENTRIES
        for number, sample in enumerate(entry.samples)
    ],
)
def test_every_sample_has_the_fields_beside_it(entry: GrammarEntry, sample: Sample) -> None:
    grammar = BY_ID[entry.id]
    assert grammar.starts(sample.line)
    assert fields(grammar.read(sample.line, year=2026)) == sample.expect


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_a_document_of_its_samples_chooses_the_grammar(entry: GrammarEntry) -> None:
    chosen = choose_grammar([sample.line for sample in entry.samples] * 3)
    assert chosen is not None
    assert chosen.id == entry.id


def test_there_are_many_formats_and_each_is_told_from_the_others() -> None:
    assert len(BY_ID) >= 80
    assert len(BY_ID) == len(ENTRIES)


def quantified(parsed: object) -> int:
    """How deep unbounded repetitions stand in one another in a parsed pattern, possessive ones aside."""
    deepest = 0
    for operation, argument in parsed:  # type: ignore[attr-defined]
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            unbounded = int(argument[1]) > 300
            deepest = max(deepest, unbounded + quantified(argument[2]))
        elif name in ("SUBPATTERN", "ASSERT", "ASSERT_NOT"):
            deepest = max(deepest, quantified(argument[-1]))
        elif name == "BRANCH":
            deepest = max(deepest, *(quantified(branch) for branch in argument[1]))
    return deepest


def test_the_check_for_unbounded_repetition_finds_one() -> None:
    parser = re._parser  # type: ignore[attr-defined]
    assert quantified(parser.parse(r"a(b+c)*")) == 2
    assert quantified(parser.parse(r"a{1,80}+b*+")) == 0


@pytest.mark.parametrize(
    "grammar",
    [one for one in grammars() if isinstance(one, LayoutGrammar)],
    ids=lambda grammar: grammar.id,
)
def test_no_layout_repeats_without_a_bound(grammar: LayoutGrammar) -> None:
    assert quantified(re._parser.parse(grammar.pattern.pattern)) == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [200_000])
def test_hostile_lines_are_read_in_linear_time(size: int) -> None:
    """Repeated fragments of headers: all grammars together stay far below a second a line."""
    hostile = [
        unit * (size // len(unit))
        for unit in ("[", " ", "1", "a", "a ", "[a", '="', '="\\"', "a=", '{"a":', "@", "a::")
    ]
    hostile += [line[:40] + character * size for line in LINES[::9] for character in (" ", "a")]
    slowest = 0.0
    for line in hostile:
        before = time.process_time()
        for grammar in BY_ID.values():
            grammar.read(line)
        slowest = max(slowest, time.process_time() - before)
    assert slowest < 1.0


def test_a_line_is_read_in_microseconds() -> None:
    line = (
        "Nov 20 06:55:46 bastion-2 sshd[24200]: Accepted publickey for deploy from 10.2.0.7 port 51022 ssh2"
    )
    read = BY_ID["syslog"].read
    best = 1.0
    for _ in range(5):
        before = time.process_time()
        for _ in range(500):
            read(line)
        best = min(best, (time.process_time() - before) / 500)
    assert best < 40e-6  # 6 on an idle machine


@given(
    st.one_of(
        st.text(max_size=200),
        st.sampled_from(LINES).flatmap(lambda line: st.integers(0, len(line)).map(lambda cut: line[:cut])),
    )
)
def test_any_line_is_read_by_every_grammar_without_a_crash(line: str) -> None:
    for grammar in BY_ID.values():
        header = grammar.read(line, year=2026)
        assert header.known <= grammar.starts(line)


ENTRY = """
- id: own
  title: A format of a user
  time: iso
  layout: '{time} <{level}> '
  samples:
    - {line: "2026-11-20T12:00:00Z <error> lost", expect: {}}
    - {line: "2026-11-20T12:00:01Z <info> found", expect: {}}
"""


def test_a_user_adds_a_format_without_code(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(ENTRY)
    (own,) = load_grammars([file])
    assert fields(own.read("2026-11-20T12:00:00Z <error> lost")) == {
        "time": "2026-11-20T12:00:00Z",
        "level": "error",
        "message": "lost",
    }


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("<{level}>", "<{levle}>", "{levle} is no piece"),
        ("<{level}>", "<{level}>(", "no regular expression"),
        ("  title: A format of a user\n", "", "entry 1: field 'title'"),
        ("  time: iso\n", "  tiem: iso\n", "entry 1: field 'tiem'"),
        (ENTRY, "own: 1", "must hold a list"),
        (ENTRY, ENTRY + ENTRY, "stands twice"),
        ("id: own", "id: &name own\n  title: *name", "alias"),
        (ENTRY, "- [", "is not YAML"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, before: str, after: str, names: str) -> None:
    file = tmp_path / "own.yaml"
    assert before in ENTRY
    file.write_text(ENTRY.replace(before, after))
    with pytest.raises(InvalidInput, match=re.escape(names)):
        load_grammars([file])
