"""What a line of a reachability check says: the programs' own phrases for success and failure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How an attempt to reach a host ended."""

    SUCCEEDED = "succeeded"
    REFUSED = "refused"
    """The host answered that nothing listens there."""
    TIMED_OUT = "timed_out"
    UNRESOLVED = "unresolved"
    """The name has no address, or no name server answered."""
    UNROUTABLE = "unroutable"
    SERVER_ERROR = "server_error"
    """An HTTP answer of the 5xx class."""
    CLIENT_ERROR = "client_error"
    """An HTTP answer of the 4xx class."""
    LOSSY = "lossy"
    """Some of ping's packets came back."""
    FAILED = "failed"
    """It failed, and the text does not tell how."""
    UNKNOWN = "unknown"


_PHRASES: tuple[tuple[Outcome, tuple[str, ...]], ...] = (
    (
        Outcome.UNRESOLVED,
        (
            "could not resolve host",
            "name or service not known",
            "temporary failure in name resolution",
            "bad address",
            "unknown host",
            "nxdomain",
            "servfail",
            "no servers could be reached",
            "nodename nor servname provided",
            "no such host",
        ),
    ),
    (Outcome.REFUSED, ("connection refused",)),
    (Outcome.UNROUTABLE, ("no route to host", "network is unreachable", "host unreachable")),
    (
        Outcome.TIMED_OUT,
        (
            "timed out",
            "timeout was reached",
            "punt!",
            "operation timed out",
            "100% packet loss",
            "i/o timeout",
        ),
    ),
    (
        Outcome.FAILED,
        ("connection failed", "failed to connect", "connection reset by peer", "empty reply from server"),
    ),
    (
        Outcome.SUCCEEDED,
        (
            " succeeded",
            "connection succeeded",
            "connected to ",
            "status: noerror",
            " 0% packet loss",
            ") open",
            ": open",
        ),
    ),
)
_HTTP_PREFIXES = ("HTTP/1.0 ", "HTTP/1.1 ", "HTTP/2 ", "HTTP/3 ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one line tells about the check that it belongs to."""

    outcome: Outcome
    address: str = ""
    loss_percent: float | None = None
    round_trip_ms: float | None = None


def judge(line: str) -> Verdict | None:
    """The verdict of a line, or None when it tells nothing."""
    text = line.strip().lstrip("<> *")
    if not text:
        return None
    http = _judge_http(text)
    if http is not None:
        return http
    if "packet loss" in text:
        return _judge_loss(text)
    if text.startswith(("rtt min/avg/max", "round-trip min/avg/max")):
        return Verdict(outcome=Outcome.UNKNOWN, round_trip_ms=_number(text.partition("=")[2].split("/")[1:2]))
    low = text.lower()
    for outcome, phrases in _PHRASES:
        if any(phrase in low for phrase in phrases):
            return Verdict(outcome=outcome, address=_address_in(text))
    return (
        Verdict(outcome=Outcome.SUCCEEDED, address=_address_in(text)) if low.startswith("address: ") else None
    )


def _judge_http(text: str) -> Verdict | None:
    for prefix in _HTTP_PREFIXES:
        if text.startswith(prefix):
            code = text[len(prefix) : len(prefix) + 3]
            kinds = {"5": Outcome.SERVER_ERROR, "4": Outcome.CLIENT_ERROR}
            return Verdict(outcome=kinds.get(code[:1], Outcome.SUCCEEDED)) if code.isdecimal() else None
    return None


def _judge_loss(text: str) -> Verdict:
    loss = _number(text.split("packet loss", 1)[0].strip().rstrip("%").rsplit(None, 1)[-1:])
    if loss is None:
        return Verdict(outcome=Outcome.UNKNOWN)
    whole = 100.0
    outcome = Outcome.TIMED_OUT if loss >= whole else Outcome.LOSSY if loss > 0 else Outcome.SUCCEEDED
    return Verdict(outcome=outcome, loss_percent=loss)


def _number(words: list[str]) -> float | None:
    try:
        return float(words[0]) if words else None
    except ValueError:
        return None


def _address_in(text: str) -> str:
    for word in text.replace("(", " ").replace(")", " ").replace("[", " ").replace("]", " ").split():
        host = word.split(":", 1)[0]
        parts = host.split(".")
        if len(parts) == 4 and all(part.isdecimal() and len(part) <= 3 for part in parts):  # noqa: PLR2004  IPv4
            return host
    return ""
