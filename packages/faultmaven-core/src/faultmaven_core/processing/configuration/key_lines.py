"""Reads formats of one setting on a line: INI, Java properties and files of environment variables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from faultmaven_core.processing.configuration.setting_tree import (
    LEAF_LIMIT,
    Branch,
    ConfigurationFormat,
    Entry,
    Leaf,
    Listing,
    Node,
    NotConfiguration,
    typed,
)

_SECTION = re.compile(r"\[([^\[\]\n]{1,300})\]\s*(?:[#;].{0,500})?$")
_VARIABLE = re.compile(r"(?:export\s{1,8})?([A-Za-z_]\w{0,200})=(.*)$")
_KEY = re.compile(r"([^\s=:\[\]{}<>\"'|,;()][^=:\[\]{}<>\"'|,;()]{0,200}?)\s{0,40}([=:])(.*)$")
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_KEY_WORDS = 3
_LINE_LIMIT = 20_000
_MOSTLY: Final = 0.9
_FEWEST = 2
_NAME_CASE = 0.5


@dataclass(slots=True, kw_only=True)
class _Lines:
    """What the lines of a text are, as far as they can be read."""

    ini: bool = False
    read: int = 0
    unread: int = 0
    equals: int = 0
    tables: dict[str, dict[str, Entry]] = field(default_factory=lambda: {"": {}})
    table_lines: dict[str, int] = field(default_factory=dict)

    def set(self, table: str, key: str, text: str, line: int, end_line: int) -> None:
        """Add a setting; one that is set again becomes a list, as in unit files and git's configuration."""
        entries = self.tables.setdefault(table, {})
        leaf: Node = Leaf(value=typed(_bare(text)), line=line, end_line=end_line)
        known = entries.get(key)
        if known is not None and self.ini:
            earlier = known.node.elements if isinstance(known.node, Listing) else (known.node,)
            leaf = Listing(elements=(*earlier, leaf), line=known.line)
            line = known.line
        entries[key] = Entry(key=key, line=line, node=leaf)

    def root(self) -> Branch:
        """The tree of what was read."""
        top = tuple(self.tables[""].values())
        tables = tuple(
            Entry(
                key=name,
                line=self.table_lines[name],
                node=Branch(entries=tuple(entries.values()), line=self.table_lines[name]),
            )
            for name, entries in self.tables.items()
            if name
        )
        return Branch(entries=top + tables, line=1)


def read_key_lines(text: str) -> tuple[ConfigurationFormat, Branch]:
    """The settings of a text with a setting on each line, and which of the three formats it is.

    Raises NotConfiguration when more than a tenth of its lines are of another form, when there are fewer than two
    settings, or too many.
    """
    lines = text.lstrip("\ufeff").split("\n")
    variables = _read_variables(lines)
    if variables is not None:
        return ConfigurationFormat.ENVIRONMENT, variables
    ini = any(_SECTION.match(line.strip()) for line in lines if line[:1] == "[" and len(line) < _LINE_LIMIT)
    found = _Lines(ini=ini)
    _read(lines, found)
    if found.read < _FEWEST or found.unread > (1 - _MOSTLY) * (found.read + found.unread):
        raise NotConfiguration("its lines are no settings")
    if not found.ini and found.equals < _MOSTLY * found.read:
        raise NotConfiguration("its lines are pairs with a colon, which prose and listings have too")
    return (ConfigurationFormat.INI if found.ini else ConfigurationFormat.PROPERTIES), found.root()


def _read_variables(lines: list[str]) -> Branch | None:
    entries: dict[str, Entry] = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = _VARIABLE.match(text) if len(text) < _LINE_LIMIT else None
        if match is None or len(entries) >= LEAF_LIMIT:
            return None
        value = _without_comment(match[2])
        leaf = Leaf(value=typed(_bare(value)), line=number, end_line=number)
        entries[match[1]] = Entry(key=match[1], line=number, node=leaf)
    upper = sum(1 for name in entries if name.isupper())
    if len(entries) < _FEWEST or upper < _NAME_CASE * len(entries):
        return None
    return Branch(entries=tuple(entries.values()), line=1)


def _read(lines: list[str], found: _Lines) -> None:
    table, number = "", 0
    while number < len(lines):
        start, text = number + 1, lines[number].strip()
        number += 1
        if not text or text[0] in "#!;" or len(text) > _LINE_LIMIT:
            continue
        while text.endswith("\\") and not text.endswith("\\\\") and number < len(lines) and not found.ini:
            if len(text) > _LINE_LIMIT:
                raise NotConfiguration(f"line {start}: a setting that goes on for too long")
            text = text[:-1] + lines[number].strip()
            number += 1
        section = _SECTION.match(text) if found.ini else None
        if section is not None:
            table = section[1].strip()
            found.tables.setdefault(table, {})
            found.table_lines.setdefault(table, start)
            continue
        _read_setting(found, table, text, start, number)
        if found.read > LEAF_LIMIT:
            raise NotConfiguration(f"more than {LEAF_LIMIT} settings")


def _read_setting(found: _Lines, table: str, text: str, start: int, end: int) -> None:
    match = _KEY.match(text)
    if match is None or len(match[1].split()) > _KEY_WORDS:
        if found.ini and " " not in text and "=" not in text:
            found.read += 1  # a name alone in a section: a flag, a host of an inventory
            found.set(table, text, "", start, end)
            return
        found.unread += 1
        return
    found.read += 1
    found.equals += match[2] == "="
    value = match[3].strip()
    if not found.ini:
        value = _UNICODE.sub(lambda code: chr(int(code[1], 16)), value)
    found.set(table, match[1].strip(), value, start, end)


def _bare(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _without_comment(text: str) -> str:
    text = text.strip()
    if text[:1] in ("'", '"'):
        end = text.find(text[0], 1)
        return text[: end + 1] if end > 0 else text
    return text.split(" #", 1)[0]
