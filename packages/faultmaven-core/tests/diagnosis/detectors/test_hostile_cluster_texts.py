"""Broken, huge and malicious texts: fewer findings, never an exception, and no long wait."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shop_texts import (
    DETECTORS,
    NODES,
    deployment_manifest,
    event,
    findings,
    materials,
    pending,
    pod,
    replica_set,
)

WHOLE = (
    pending("0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu.", requests="cpu:  64")
    + NODES
    + replica_set(
        event("FailedCreate", 'Error creating: pods "x" is forbidden: exceeded quota: q, requested: pods=1')
    )
    + pod(event("Unhealthy", "Liveness probe failed: x"), restarts=2)
    + deployment_manifest(spec="      nodeSelector:\n        a: b\n")
)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_truncated(share: float) -> None:
    findings(WHOLE[: int(len(WHOLE) * share)])


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=2**32))
def test_shuffled_lines(seed: int) -> None:
    lines = WHOLE.split("\n")
    random.Random(seed).shuffle(lines)
    findings("\n".join(lines))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    findings(
        text, "Name:  " + text, "NAME   READY   STATUS   RESTARTS\n" + text, "apiVersion: v1\nkind: " + text
    )


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_lines_replaced_by_junk(data: st.DataObject) -> None:
    lines = WHOLE.split("\n")
    at = data.draw(st.integers(min_value=0, max_value=len(lines) - 1))
    lines[at] = lines[at][: data.draw(st.integers(0, 30))] + data.draw(st.text(max_size=40))
    findings("\n".join(lines))


HUGE = {
    "one line": "Name:  x" + "y" * 2_000_000,
    "deep outline": "Name:  x\n" + "\n".join(" " * depth + "k:" for depth in range(3000)),
    "deep brackets": "apiVersion: v1\nkind: " + "[" * 100_000,
    "deep sequence": "apiVersion: v1\nkind: x\nitems:\n" + "- " * 50_000,
    "aliases": "apiVersion: v1\nkind: List\nitems: &a [x, x, x]\nmore: [*a, *a, *a]\n",
    "many events": pod(*[event("Unhealthy", f"Liveness probe failed: {number}") for number in range(5000)]),
    "wide table": "NAME   READY   STATUS   RESTARTS   AGE\n"
    + "\n".join(f"p{n}-7b4d9c6f58-x2v5k   0/1     Error    4          2m" for n in range(3000)),
    "endless message": pending("0/3 nodes are available: " + "1 Insufficient cpu, " * 50_000),
    "nul": "Name:\x00 x\napiVersion:\x00 v1\n",
}


@pytest.mark.parametrize("name", HUGE)
def test_huge(name: str) -> None:
    started = time.process_time()
    given = materials(HUGE[name])
    for detector in DETECTORS:
        list(detector.detect(given))
    assert time.process_time() - started < 5
