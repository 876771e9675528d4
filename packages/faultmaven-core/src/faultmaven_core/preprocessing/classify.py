"""What kind of data a text holds, from its content; the name only breaks ties."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from faultmaven_models.evidence import DataType

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = 200
_IMAGE_MAGIC = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*")
_CLUSTER = re.compile(
    r"""^(\$\ )?kubectl\ |^apiVersion:\ |^\s{0,4}"apiVersion":\ |^Name:\ {2,}\S+$
    |^NAME\s+(READY|STATUS|DESIRED|TYPE|DATA|ENDPOINTS|SECRETS|PROVISIONER|CAPACITY|ROLES)\s""",
    re.VERBOSE,
)
_CONFIG = re.compile(
    r"""^\s*[\w.\-"']+\s*[:=]\s | ^\s*[\w-]+\ [^;]*;\s*$ | ^\s*[{}\[\]]\s*,?$ | ^\[[\w\ .\-"]+\]$""",
    re.VERBOSE,
)
_LOG = re.compile(
    r"""^\W{0,2}\d{4}[-/.]\d\d[-/.]\d\d[T\ ]   # ISO-like
    |^\d\d:\d\d:\d\d | ^\[\d{4}-\d\d-\d\d   # time alone, or in brackets
    |^[A-Z][a-z]{2}\ [\ \d]\d\ \d\d:\d\d:\d\d\   # syslog, RFC 3164
    |^<\d{1,3}> | ^[IWEF]\d{4}\ \d\d:          # syslog priority; klog
    |^\{".{0,400}"(ts|time|timestamp|level|severity|msg|message)":   # JSON lines
    |^\S+\ \S+\ \S+\ \[\d\d/[A-Z][a-z]{2}/\d{4}:   # common log format
    |^\d{10}(\.\d+)?\                         # epoch
    |\b(DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC)\b""",
    re.VERBOSE,
)
_CODE = re.compile(
    r"^\s*(def |class |import |from \w+ import|package |func |public |private |#include|using |fn |const |let |var )"
)
_METRIC = re.compile(
    r"""^\#\ (HELP|TYPE)\ |^[a-zA-Z_:][\w:]*(\{[^}]*\})?\ -?[\d.eE+-]+(\ \d+)?$
    |^[\w\ .\-"]*time[\w\ .\-"]*,[^,]+,""",
    re.VERBOSE,
)
_TRACE = re.compile(r"\"(traceId|trace_id|traceID|spanId|span_id|spanID)\":")


def is_image(content: bytes) -> bool:
    """Whether the bytes begin as a usual picture format does."""
    return content.startswith(_IMAGE_MAGIC) or (content.startswith(b"RIFF") and content[8:12] == b"WEBP")


def classify(lines: Sequence[str]) -> DataType:
    """The kind that most of the first 200 lines that are not blank speak for."""
    head = [line[:500] for line in islice(lines, _HEAD * 2) if line.strip()][:_HEAD]
    if not head:
        return DataType.UNSTRUCTURED_TEXT
    if any(_CLUSTER.search(line) for line in head):
        return DataType.CLUSTER_SNAPSHOT
    shares = {
        DataType.TRACE_DATA: _share(_TRACE, head),
        DataType.METRICS_AND_PERFORMANCE: _share(_METRIC, head),
        DataType.LOGS_AND_ERRORS: _share(_LOG, head),
        DataType.SOURCE_CODE: 3 * _share(_CODE, head),
        DataType.STRUCTURED_CONFIG: 0.6 * _share(_CONFIG, head),
    }
    best = max(shares, key=lambda kind: shares[kind])
    return best if shares[best] >= 0.25 else DataType.UNSTRUCTURED_TEXT  # noqa: PLR2004  a quarter of the lines


def _share(pattern: re.Pattern[str], lines: list[str]) -> float:
    return sum(1 for line in lines if pattern.search(line)) / len(lines)
