"""A digest of the whole equals the merged digests of its parts, wherever the log is cut and however full the table."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faultmaven_core.processing.digest import LogDigest, digest, digest_chunks, merge

_WORDS = st.sampled_from(
    ["", "17", "beef", "BEEF", "disk", "failed", "x=3", "[a]", "(b)", "2024-05-01", "é", "\x00"]
)
_LINES = st.lists(st.lists(_WORDS, max_size=4).map(" ".join), max_size=30)


def _digest(lines: list[str], *, limit: int) -> LogDigest:
    return digest_chunks([f"{line}\n".encode() for line in lines], row_limit=limit, anchor_limit=limit)


@settings(max_examples=300, deadline=None)
@given(first=_LINES, second=_LINES, limit=st.sampled_from([1, 2, 4, 8, 64]))
def test_merging_equals_reading_at_once(first: list[str], second: list[str], limit: int) -> None:
    whole = _digest(first + second, limit=limit)
    merged = merge(_digest(first, limit=limit), _digest(second, limit=limit))
    assert merged == whole
    assert merged.templates == whole.templates


@settings(max_examples=100, deadline=None)
@given(parts=st.tuples(_LINES, _LINES, _LINES), limit=st.sampled_from([1, 4, 64]))
def test_merging_is_associative_and_the_empty_digest_changes_nothing(
    parts: tuple[list[str], list[str], list[str]], limit: int
) -> None:
    a, b, c = (_digest(part, limit=limit) for part in parts)
    empty = _digest([], limit=limit)
    assert merge(merge(a, b), c) == merge(a, merge(b, c)) == merge(a, b, c)
    assert merge(empty, a) == a == merge(a, empty)


@settings(max_examples=100, deadline=None)
@given(lines=_LINES, limit=st.sampled_from([1, 2, 8]))
def test_the_table_keeps_its_limit_and_loses_no_line(lines: list[str], limit: int) -> None:
    sketch = _digest(lines, limit=limit).sketch
    rows = [*sketch.rows.values(), *sketch.folded.values()]
    assert sum(row.lines for row in rows) == len(lines)
    assert len(sketch.rows) <= limit
    assert len(sketch.anchors) <= limit


def test_a_flood_of_equal_lines_ends() -> None:
    digest = _digest([""] * 1000 + ["same"] * 1000, limit=8)
    assert [(template.text, template.count) for template in digest.templates] == [("", 1000), ("same", 1000)]


def test_digests_with_other_limits_do_not_merge() -> None:
    with pytest.raises(ValueError, match="same limits"):
        merge(_digest(["a"], limit=2), _digest(["a"], limit=3))


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_executor_gives_the_same_digest(
    pool: type[ThreadPoolExecutor | ProcessPoolExecutor], tmp_path: Path
) -> None:
    one, two = tmp_path / "one.log", tmp_path / "two.log"
    one.write_text("".join(f"2024-05-01 10:00:{n % 60:02d} INFO job {n} done\n" for n in range(500)))
    two.write_text("no newline at the end")
    with pool(max_workers=2) as executor:
        parallel = digest([one, two], executor=executor, part_bytes=1000)
    assert parallel == digest([one, two])
    assert [(source.name, source.lines) for source in parallel.sources] == [(str(one), 500), (str(two), 1)]
