"""Reads the value that stands behind a key: in logfmt, env files, JSON, YAML, XML, URLs, code and command lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

JUDGED = 200
"""Characters of a value that are read to judge it, so that a key in every word of a long line stays cheap."""

VALUE_LIMIT = 65_536
"""Characters of a value that are replaced at most; what follows is read as text of its own."""

_NAME = "A-Za-z0-9_.-"
_TAIL = re.compile(rf"[{_NAME}]{{0,48}}", re.ASCII)
_HEAD = re.compile(rf"[{_NAME}]{{0,48}}", re.ASCII)
_CLOSE = r"""(?P<close>\\{0,3}["'`]?\]?\)?)"""
_SEPARATORS = re.compile(
    _CLOSE
    + r"""(?:
        (?P<pair>\s?/?>?,?\s{0,40}\\{0,3}["']?[Vv]alue\\{0,3}["']?\s?[:=]\s?)   # name: KEY, value: VALUE
      | (?P<element>>\s{0,40}|</[A-Za-z]{1,20}>\s{0,40}<[A-Za-z]{1,20}>)  # <KEY>VALUE, <key>KEY</key><x>VALUE
      | (?P<call>\s?,\s{0,3}(?=\\{0,3}["'`]))                                    # set("KEY", "VALUE")
      | (?P<typed>:?[ ]{1,2}[A-Za-z][A-Za-z0-9_.<>\[\]*&]{1,20}[ ]{0,2}:?=[ ]{0,2})    # var KEY string = VALUE
      | (?P<assign>[ \t]{0,16}(?::{0,3}[:?.+|]?==?>?|!==?|=>|->|\|\||%3[Dd])[ \t]{0,16})
      | (?P<colon>[ \t]{0,2}:[ \t]{0,16})
      | (?P<is>[ ](?:is|was)[ :]{1,2})
      | (?P<option>[ ]{1,3})
    )""",
    re.ASCII | re.VERBOSE,
)
_QUOTE = re.compile(r"""(?P<escape>\\{0,3})(?P<quote>["'`]{1,3})""", re.ASCII)
_SCHEME = re.compile(r"(?:bearer|basic|token|negotiate|apikey|ssws|geniekey) ", re.ASCII | re.IGNORECASE)
_BARE = re.compile(
    rf"""(?:[^\s"'`<>&;,\\)\]}}]++|[&;,)\]}}](?![{_NAME}]{{0,60}}[=:]|[\s"'`,;)\]}}]|$)|\\(?![nrt"'`\\]))+""",
    re.ASCII,
)
_LINE = re.compile(r"""[^\r\n"'`\\<]+""", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A value and how it is written. ``start`` and ``end`` (exclusive) count characters of the text."""

    start: int
    end: int
    quoted: bool
    prose: bool
    """Written with a colon and a blank, or with 'is', so that it may be a sentence rather than an assignment."""
    spaced: bool
    """Blanks stand around the sign, as in program code."""
    cut: bool
    """The value goes on after the limit that was given."""


def tail_end(text: str, place: int) -> int:
    """Where the identifier ends that has the character before ``place`` in it."""
    found = _TAIL.match(text, place)
    return found.end() if found else place


def head_start(text: str, place: int) -> int:
    """Where the identifier starts that ends before ``place``."""
    found = _HEAD.match(text[max(0, place - 48) : place][::-1])
    return place - (found.end() if found else 0)


def read_value(text: str, *, head: int, tail: int, to_line_end: bool, limit: int) -> Assigned | None:
    """The value assigned to the identifier at ``head`` to ``tail``, or None when nothing is assigned.

    With ``to_line_end`` the value goes on to the end of the line or of the quotes, as a header's does. At most
    ``limit`` characters of the value are read.
    """
    sign = _SEPARATORS.match(text, tail)
    if sign is None or not _plausible(text, head, sign):
        return None
    opening = _QUOTE.match(text, sign.end())
    first = sign.end() if opening is None else opening.end()
    stop = min(len(text), first + limit)
    end = None if opening is None else _closing(text, opening, stop)
    if end is None:
        found = (_LINE if to_line_end else _BARE).match(text, first, stop)
        end = first if found is None else first + len(found[0].rstrip())
    scheme = _SCHEME.match(text, first, stop)
    start = min(end, first if scheme is None else scheme.end())
    if scheme is not None and opening is None:
        found = _BARE.match(text, start, stop)
        end = start if found is None else found.end()
    if end <= start:
        return None
    return Assigned(
        start=start,
        end=end,
        quoted=opening is not None,
        prose=opening is None and _is_prose(sign),
        spaced=sign["assign"] is not None and sign["assign"].startswith((" ", "\t")),
        cut=end == stop < len(text),
    )


def _plausible(text: str, head: int, sign: re.Match[str]) -> bool:
    """Whether the sign fits how the key is written: a blank follows an option, a comma follows a quoted name."""
    if sign["option"] is not None:
        return text[head - 2 : head] == "--" or text[head : head + 2] == "--"
    if sign["call"] is not None:
        return any(quote in sign["close"] for quote in "\"'`")
    if sign["element"] is not None:
        return text[head - 1 : head] in {"<", ">", '"', "'"} or sign["close"] != ""
    return True


def _closing(text: str, opening: re.Match[str], stop: int) -> int | None:
    """Where the quoted value ends: at the same quote, or at ``stop``; None when the line ends before it."""
    mark = opening["escape"] + opening["quote"]
    end = text.find(mark, opening.end(), stop)
    while end > 0 and not opening["escape"] and text[end - 1] == "\\":
        end = text.find(mark, end + 1, stop)
    if end < 0 and stop == len(text):
        return None
    end = stop if end < 0 else end
    several_lines = len(opening["quote"]) > 1
    return end if several_lines or text.find("\n", opening.end(), end) < 0 else None


def _is_prose(sign: re.Match[str]) -> bool:
    return sign["is"] is not None or (sign["colon"] is not None and sign["colon"].endswith((" ", "\t")))


__all__ = ["JUDGED", "VALUE_LIMIT", "Assigned", "head_start", "read_value", "tail_end"]
