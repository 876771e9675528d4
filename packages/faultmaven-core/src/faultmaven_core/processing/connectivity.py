"""Reads what reachability checks printed: nc, telnet, curl, ping, dig and nslookup.

The phrases are those of the programs themselves (traditional, OpenBSD and BusyBox nc; curl's numbered errors; ping's
statistics; dig's status). A check is the command after a ``$`` prompt and the lines up to the next one; where a check
was run from several machines, a line that says ``… on MACHINE: …`` begins the part of each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from faultmaven_core.processing.connectivity_phrases import Outcome, judge
from faultmaven_core.processing.log_search import holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_models.evidence import SourceSpan
    from faultmaven_models.materials import Document, Materials

_URL_PREFIXES = ("http://", "https://", "tcp://", "grpc://")
_DEFAULT_PORT = {"http://": 80, "https://": 443}
_ORIGIN_WORD = " on "
_PORT_LIMIT = 65535
_LINE_LIMIT = 200_000
_COMMANDS = (
    "nc ",
    "ncat ",
    "netcat ",
    "telnet ",
    "curl ",
    "wget ",
    "ping ",
    "ping6 ",
    "dig ",
    "nslookup ",
    "host ",
)


class Tool(StrEnum):
    """The program that made the check."""

    NC = "nc"
    TELNET = "telnet"
    CURL = "curl"
    PING = "ping"
    DIG = "dig"
    NSLOOKUP = "nslookup"


_PROGRAMS = {
    **{tool.value: tool for tool in Tool},
    "ncat": Tool.NC,
    "netcat": Tool.NC,
    "wget": Tool.CURL,
    "host": Tool.NSLOOKUP,
    "ping6": Tool.PING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectivityCheck:
    """One attempt to reach a host from one place."""

    tool: Tool
    host: str
    port: int | None
    origin: str
    """The machine it was made from; empty when the text does not tell."""
    outcome: Outcome
    address: str
    """The address that the name was resolved to, where the program printed it."""
    loss_percent: float | None
    """ping's packet loss."""
    round_trip_ms: float | None
    """ping's average round trip."""
    document: Document
    line: int
    """The command."""
    result_line: int
    """The line that tells the outcome."""

    @property
    def target(self) -> str:
        """``host:port``, or the host alone."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def failed(self) -> bool:
        """Whether the host could not be reached."""
        return self.outcome not in (Outcome.SUCCEEDED, Outcome.UNKNOWN)

    def spans(self) -> tuple[SourceSpan, ...]:
        """The command and the line with its outcome."""
        if self.result_line <= self.line + 1:
            return (self.document.span(self.line, self.result_line),)
        return (self.document.span(self.line), self.document.span(self.result_line))


def build_connectivity(materials: Materials) -> tuple[ConnectivityCheck, ...]:
    """Every check of the documents, in their order."""
    return tuple(check for document in materials.documents for check in read_connectivity(document))


def read_connectivity(document: Document) -> Iterator[ConnectivityCheck]:
    """The checks of one document; none of one with more than 200,000 lines, which is a log."""
    if len(document.lines) > _LINE_LIMIT or not holds(document, _COMMANDS):
        return
    command: ConnectivityCheck | None = None
    for number, line in document.numbered():
        if line.startswith(("$ ", "# ", "% ")):
            if command is not None:
                yield from _finish(command, number)
            command = _command_of(document, number, line[2:], is_remark=line.startswith("#"))
    if command is not None:
        yield from _finish(command, len(document.lines) + 1)


def _command_of(document: Document, number: int, text: str, *, is_remark: bool) -> ConnectivityCheck | None:
    """The check that a command line begins; what stands after ``#`` may be a remark about a program instead."""
    words = text.split("#", 1)[0].split()
    position = next((index for index, word in enumerate(words) if _tool_of(word) is not None), None)
    if position is None or (
        position > 0 and words[0] not in ("kubectl", "sudo", "docker", "time", "timeout")
    ):
        return None
    tool = _tool_of(words[position])
    target = _target_of(tool, words[position + 1 :]) if tool is not None else None
    if tool is None or target is None or (is_remark and target[1] is None and " -" not in text):
        return None
    return ConnectivityCheck(
        tool=tool,
        host=target[0],
        port=target[1],
        origin="",
        outcome=Outcome.UNKNOWN,
        address="",
        loss_percent=None,
        round_trip_ms=None,
        document=document,
        line=number,
        result_line=number,
    )


def _tool_of(word: str) -> Tool | None:
    return _PROGRAMS.get(word.rsplit("/", 1)[-1])


def _target_of(tool: Tool, words: list[str]) -> tuple[str, int | None] | None:
    plain = [word.strip("'\"") for word in words if not word.startswith(("-", "+", "@"))]
    if tool is Tool.CURL:
        url = next((word for word in plain if word.startswith(_URL_PREFIXES)), None)
        url = url or next((word for word in plain if "." in word or ":" in word), None)
        return _split_url(url) if url else None
    if tool in (Tool.NC, Tool.TELNET):
        for host, port in pairwise(plain):
            if not host.isdecimal() and port.isdecimal() and int(port) <= _PORT_LIMIT:
                return host, int(port)
        return _split_port(plain[0]) if plain and ":" in plain[0] else None
    names = [
        word for word in plain if not word.isdecimal() and word not in ("A", "AAAA", "SRV", "ANY", "CNAME")
    ]
    return (names[0], None) if names else None


def _split_url(url: str) -> tuple[str, int | None]:
    prefix = next((prefix for prefix in _URL_PREFIXES if url.startswith(prefix)), "")
    host, port = _split_port(url[len(prefix) :].split("/", 1)[0].split("?", 1)[0])
    return host, port if port is not None else _DEFAULT_PORT.get(prefix, 80)


def _split_port(text: str) -> tuple[str, int | None]:
    host, colon, port = text.rpartition(":")
    if colon and port.isdecimal() and len(port) <= len(str(_PORT_LIMIT)):
        return host.strip("[]"), int(port)
    return text, None


def _finish(command: ConnectivityCheck, end: int) -> Iterator[ConnectivityCheck]:
    """The check of the lines after the command, or one for each machine that it was made from."""
    parts: list[tuple[str, list[int]]] = [("", [])]
    for number in range(command.line + 1, end):
        origin = _origin_of(command.document.lines[number - 1])
        if origin:
            parts.append((origin, [number]))
        else:
            parts[-1][1].append(number)
    if len(parts) > 1:
        parts = parts[1:]
    for origin, numbers in parts:
        yield _outcome_of(replace(command, origin=origin), numbers)


def _origin_of(line: str) -> str:
    if _ORIGIN_WORD not in line or ":" not in line:
        return ""
    word = line.rsplit(_ORIGIN_WORD, 1)[1].split(":", 1)[0].strip()
    return word if word and " " not in word and not line.startswith(("<", ">", "*", "curl", "nc:")) else ""


def _outcome_of(check: ConnectivityCheck, numbers: list[int]) -> ConnectivityCheck:
    for number in numbers:
        line = check.document.lines[number - 1]
        text = line.rsplit(f"{_ORIGIN_WORD}{check.origin}:", 1)[-1] if check.origin else line
        verdict = judge(text)
        if verdict is None:
            continue
        keeps_earlier = check.outcome is not Outcome.UNKNOWN and (
            verdict.outcome in (Outcome.UNKNOWN, Outcome.FAILED) or check.outcome is not Outcome.FAILED
        )
        check = replace(
            check,
            outcome=check.outcome if keeps_earlier else verdict.outcome,
            result_line=check.result_line if keeps_earlier else number,
            address=check.address or verdict.address,
            loss_percent=verdict.loss_percent if check.loss_percent is None else check.loss_percent,
            round_trip_ms=verdict.round_trip_ms if check.round_trip_ms is None else check.round_trip_ms,
        )
    return check
