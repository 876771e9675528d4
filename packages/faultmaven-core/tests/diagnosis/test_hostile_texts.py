"""Whatever the texts hold, detectors answer with findings whose spans hold, and never with an exception."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from faultmaven_core.diagnosis.detectors.http_gateway import HttpGatewayDetector
from faultmaven_core.diagnosis.detectors.jvm import JvmDetector
from faultmaven_core.diagnosis.detectors.linux_host import LinuxHostDetector
from faultmaven_core.diagnosis.detectors.network import NetworkDetector
from faultmaven_core.diagnosis.detectors.postgresql import PostgresqlDetector
from faultmaven_core.diagnosis.detectors.process import ProcessDetector
from faultmaven_core.diagnosis.detectors.redis import RedisDetector
from faultmaven_core.diagnosis.detectors.runtimes import RuntimesDetector
from faultmaven_core.diagnosis.detectors.tls import TlsDetector
from faultmaven_core.diagnosis.signatures import signature_book

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.interfaces import IDetector
    from faultmaven_models.materials import Materials

DETECTORS: tuple[IDetector, ...] = (
    HttpGatewayDetector(),
    JvmDetector(),
    LinuxHostDetector(),
    NetworkDetector(),
    PostgresqlDetector(),
    ProcessDetector(),
    RedisDetector(),
    RuntimesDetector(),
    TlsDetector(),
)
LITERALS = sorted(signature_book().table.by_literal)
ODD = [
    "\x00",
    "\x1b[31m",
    "\u202e",
    "\ufeff",
    "\r",
    "\t",
    "İ",
    "ß",
    '"',
    "'",
    "(",
    "[",
    "{",
    "http://",
    ":",
    "%",
    "99999999999",
]
SHELL = [
    "$ df -h",
    "Filesystem Size Used Avail Use% Mounted on",
    "a b c d 100% /",
    "a b c d 1e9% /",
    "subject=CN = ",
    "notAfter=",
    "notAfter=Nov 31 00:00:00 2026 GMT",
    "0 s:CN = /x",
    " a | b",
    "---+---",
    "Mem: x y",
    "total available",
    "upstream x {",
    "server :80;",
    "postgres: a b c idle in transaction",
    "Nov 20 12:00:00 /x app[7]:",
    "Killed process 22 (/ x) ",
    '{"service": "\\ud800x", "host": "/y", "level": "error", "msg": "',
]


def check(materials: Materials) -> None:
    for detector in DETECTORS:
        detector.examined(materials)
        for finding in detector.detect(materials):
            for span in finding.spans:
                document = materials.document(span.artifact_id)
                assert document is not None
                assert span.quote in "\n".join(document.lines[span.start_line - 1 : span.end_line])


@hypothesis_given(
    lines=st.lists(
        st.lists(st.sampled_from([*LITERALS, *ODD, *SHELL]) | st.text(max_size=20), max_size=6).map(" ".join),
        max_size=30,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_literals_in_any_surroundings(given: Callable[[dict[str, str]], Materials], lines: list[str]) -> None:
    text = "\n".join(line.replace("\n", " ") for line in lines) or "x"
    check(given({"a/b.log": text, "\x00/../İ": text[::-1], "c": "NAME  READY  STATUS\n" + text}))


@pytest.mark.parametrize(
    "unit", ["(", '"', "a.", "1:", "=CN", "20 ", "| ", "2026-11-20T", "http://", "server x:80 ", "'", "-"]
)
def test_a_very_long_line_takes_no_more_than_linear_time(
    given: Callable[[dict[str, str]], Materials], unit: str
) -> None:
    line = unit * (60_000 // len(unit))
    check(given({"a.log": f"connection refused {line}\n{line}\n{line} no space left on device {line}\n" * 3}))


def test_noise_with_pieces_of_known_messages(given: Callable[[dict[str, str]], Materials]) -> None:
    dice = random.Random(7)
    pieces = [word for literal in LITERALS for word in literal.split()]
    text = "\n".join(" ".join(dice.choices(pieces, k=12)) for _ in range(3000))
    check(given({"a.log": text}))
