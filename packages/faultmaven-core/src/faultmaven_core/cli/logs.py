"""``faultmaven logs``: what kinds of lines a log holds, which stand out, and when."""

from __future__ import annotations

import bz2
import csv
import gzip
import lzma
import math
import sys
import zlib
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rich.text import Text

from faultmaven_core.cli.layout import heading, put, put_list
from faultmaven_core.cli.output import print_json, stdout_console
from faultmaven_core.processing.digest import LogDigest, assign, digest_chunks, merge
from faultmaven_core.processing.digest.rendering import interest
from faultmaven_core.reports.printable import printable
from faultmaven_models.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from faultmaven_core.processing.digest import Template

Readable = IO[bytes] | gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile

_CHUNK = 4 * 1024 * 1024
_OPENERS = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\x00", lzma.open),
)
_BROKEN = (EOFError, zlib.error, lzma.LZMAError)
_BARS = "▁▂▃▄▅▆▇█"
_ASCII_BARS = ".:-=+*#@"
_GUESSED = "the {} was guessed: the lines do not say it"
_LISTED = 5


def run(
    files: Sequence[str],
    *,
    json_output: bool,
    assign_to: str | None,
    around: str | None,
    grep: str | None,
    top: int,
) -> None:
    """Digest the files as one log and show what was asked for.

    Raises InvalidInput for a file that cannot be read, a time that is none or standard input where it would have to
    be read twice, and NotFound for an unknown template.
    """
    if "-" in files and (assign_to or grep):
        msg = "--assign and --grep read the log twice, which standard input does not allow: give a file"
        raise InvalidInput(msg)
    moment = _moment(around) if around else None
    digest = merge(*(digest_chunks(_chunks(name), name=name) for name in files))
    if assign_to is not None:
        _write_assignments(digest, files, Path(assign_to))
    if grep is not None:
        _print_lines(digest, files, grep)
    elif json_output:
        content = digest.as_json()
        if moment is not None:
            near = digest.around(moment)
            content["around"] = {
                "moment": moment.isoformat(),
                "appeared": list(near.appeared),
                "vanished": list(near.vanished),
            }
        print_json(content)
    else:
        _show(digest, stdout_console(), top=top, moment=moment)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        msg = f"--around {text!r} is not a time: write it as 2026-11-21T10:15:00+00:00"
        raise InvalidInput(msg) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@contextmanager
def _opened(name: str) -> Iterator[Readable]:
    """The file's content, decompressed if it begins like a compressed file; standard input for ``-``."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as plain:
            head = plain.read(8)
            plain.seek(0)
            opener = next((opener for magic, opener in _OPENERS if head.startswith(magic)), None)
            if opener is None:
                yield plain
            else:
                with opener(plain) as stream:
                    yield stream
    except OSError as error:
        msg = f"{name} cannot be read: {error.strerror or error}. Name a log file you may read"
        raise InvalidInput(msg) from error
    except _BROKEN as error:
        msg = f"{name} is a broken compressed file: {error}. Copy it again, or unpack what is left of it"
        raise InvalidInput(msg) from error


def _chunks(name: str) -> Iterator[bytes]:
    with _opened(name) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _template_ids(digest: LogDigest, files: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Each line's number over all files, from 1, and its template."""
    number = 0
    for name in files:
        for template_id in assign(digest, _chunks(name)):
            number += 1
            if number <= digest.lines:
                yield number, template_id


def _write_assignments(digest: LogDigest, files: Sequence[str], target: Path) -> None:
    try:
        with target.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(("line_id", "template_id"))
            writer.writerows(_template_ids(digest, files))
    except OSError as error:
        msg = (
            f"{target} cannot be written: {error.strerror or error}. Name a file in a folder you can write to"
        )
        raise InvalidInput(msg) from error


def _print_lines(digest: LogDigest, files: Sequence[str], wanted: str) -> None:
    """The lines of one template, as ``file:line: text``."""
    if all(template.id != wanted for template in digest.templates):
        msg = f"no template {wanted} in this log; `faultmaven logs FILE` lists the templates with their ids"
        raise NotFound(msg)
    for name in files:
        texts = (line for chunk in _whole_lines(name) for line in chunk)
        ids = assign(digest, _chunks(name))
        for number, (template_id, text) in enumerate(zip(ids, texts, strict=False), start=1):
            if template_id == wanted:
                shown = printable(text.decode("utf-8", "replace").removesuffix("\r"))
                sys.stdout.write(f"{name}:{number}: {shown}\n")


def _whole_lines(name: str) -> Iterator[list[bytes]]:
    rest = b""
    for chunk in _chunks(name):
        *lines, rest = (rest + chunk).split(b"\n")
        yield lines
    if rest:
        yield [rest]


def _show(digest: LogDigest, console: Console, *, top: int, moment: datetime | None) -> None:
    _show_overview(digest, console)
    if moment is not None:
        near = digest.around(moment)
        known = {template.id: template for template in digest.templates}
        for title, ids in (("First seen near then", near.appeared), ("Last seen near then", near.vanished)):
            put_list(console, title, (_line(digest, known[one]) for one in ids), limit=top)
    errors = (
        f"{group.count} x {group.cause} ({_place(digest, group.first_line)})" for group in digest.errors
    )
    put_list(console, "Errors", errors, limit=top)
    ranked = sorted(digest.templates, key=lambda one: (-interest(one, digest.lines), one.id))
    put_list(console, "Rarest and worst", (_line(digest, one) for one in ranked[:top]), limit=top)
    frequent = sorted(digest.templates, key=lambda one: (-one.count, one.id))
    put_list(console, "Most frequent", (_line(digest, one) for one in frequent[:top]), limit=top)
    _show_moments(digest, console)


def _show_overview(digest: LogDigest, console: Console) -> None:
    count = len(digest.templates)
    put(console, Text(f"{digest.lines:,} lines in {len(digest.sources)} files, {count} kinds", style="bold"))
    if digest.span is not None:
        start, end = digest.span
        put(console, f"{start:%Y-%m-%d %H:%M:%S} to {end:%Y-%m-%d %H:%M:%S} UTC")
        for what, guessed in (("zone", digest.zone_guessed), ("year", digest.year_guessed)):
            if guessed:
                put(console, Text(_GUESSED.format(what), style="yellow"))
    if digest.levels:
        put(console, ", ".join(f"{level.value} {number:,}" for level, number in digest.levels.items()))
    if digest.volume:
        bars = _ASCII_BARS if not (console.encoding or "").lower().startswith("utf") else _BARS
        heading(console, f"Lines in {digest.volume[0].seconds} s each")
        put(
            console,
            _histogram([bucket.lines for bucket in digest.volume], bars, width=console.width - 4),
            indent=2,
        )


def _histogram(counts: Sequence[int], bars: str, *, width: int) -> str:
    """One character for each bucket (or for several that share a column); empty ones stay blank."""
    step = max(1, math.ceil(len(counts) / max(1, width)))
    columns = [sum(counts[start : start + step]) for start in range(0, len(counts), step)]
    top = max(columns, default=0) or 1
    return "".join(" " if not count else bars[math.ceil(count / top * len(bars)) - 1] for count in columns)


def _show_moments(digest: LogDigest, console: Console) -> None:
    put_list(
        console,
        "Bursts",
        (f"{one.start:%H:%M:%S} to {one.end:%H:%M:%S}: {one.lines:,} lines of {one.template_id or 'all kinds'}"
         for one in digest.bursts),
        limit=_LISTED,
    )  # fmt: skip
    put_list(
        console,
        "Silences",
        (
            f"{gap.start:%H:%M:%S} to {gap.end:%H:%M:%S}, after {_place(digest, gap.after_line)}"
            for gap in digest.gaps
        ),
        limit=_LISTED,
    )
    put_list(
        console,
        "Starts, stops and signals",
        (
            f"{one.count} x {one.template_id}, first {_place(digest, one.first_line)}"
            for one in digest.restarts
        ),
        limit=_LISTED,
    )


def _line(digest: LogDigest, template: Template) -> str:
    level = f" {template.level.value}" if template.level else ""
    return f"{template.id} x{template.count:,}{level} {_place(digest, template.first_line)}  {template.text[:300]}"


def _place(digest: LogDigest, line: int) -> str:
    source, number = digest.place(line)
    return f"{source}:{number}"
