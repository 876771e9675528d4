"""Reads configuration of words that end with a semicolon and of blocks in braces, as nginx has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

from faultmaven_core.processing.configuration.setting_tree import (
    LEAF_LIMIT,
    Branch,
    Entry,
    Leaf,
    Listing,
    Node,
    NotConfiguration,
    typed,
)
from faultmaven_models.value import Value

_DEPTH_LIMIT = 50
_WORD_LIMIT = 500
_TOKEN = re.compile(
    r"""\s+ | \#[^\n]* | [{};] | "[^"\\]*(?:\\.[^"\\]*)*" | '[^'\\]*(?:\\.[^'\\]*)*'
    | (?:[^\s{};"'\\$]|\\.|\$\{[^{}\s]*\}|\$)(?:[^\s{};\\$]|\\.|\$\{[^{}\s]*\}|\$)*""",
    re.VERBOSE | re.DOTALL,
)
_NAME = re.compile(r"[a-z$][\w$./-]{0,100}$")


class DirectiveWords(Value):
    """The words by which such a text is told from program code."""

    blocks: frozenset[str]
    words: frozenset[str]


@dataclass(slots=True, kw_only=True)
class _Block:
    key: str
    line: int
    found: dict[str, list[tuple[int, Node]]] = field(default_factory=dict)

    def branch(self) -> Branch:
        """The block as a mapping; a name that stands several times becomes a list."""
        entries = [
            Entry(
                key=key,
                line=nodes[0][0],
                node=nodes[0][1]
                if len(nodes) == 1
                else Listing(elements=tuple(node for _, node in nodes), line=nodes[0][0]),
            )
            for key, nodes in self.found.items()
        ]
        return Branch(entries=tuple(entries), line=self.line)


@cache
def directive_words() -> DirectiveWords:
    """The built-in words, read once for each process."""
    text = (files(__package__) / "directives.yaml").read_text(encoding="utf-8")
    return DirectiveWords.model_validate(yaml.safe_load(text))


def read_directives(text: str) -> Branch:
    """The settings of such a text. A block is called by its word and what follows it: ``location /api``.

    Raises NotConfiguration when it is of another form, knows none of the words, or is deeper or larger than the
    bounds.
    """
    open_blocks = [_Block(key="", line=1)]
    words: list[tuple[str, int]] = []
    telling = statements = 0
    for mark, line in _tokens(text):
        if mark not in ("{", "}", ";"):
            words.append((mark, line))
            if len(words) > _WORD_LIMIT:
                raise NotConfiguration(f"line {line}: a statement without an end")
            continue
        if mark == "}":
            if words or len(open_blocks) == 1:
                raise NotConfiguration(f"line {line}: a brace too many, or a statement without an end")
            done = open_blocks.pop()
            open_blocks[-1].found.setdefault(done.key, []).append((done.line, done.branch()))
            continue
        telling += _take(mark, words, open_blocks)
        statements += 1
        words = []
        if statements > LEAF_LIMIT or len(open_blocks) > _DEPTH_LIMIT:
            raise NotConfiguration(f"line {line}: more statements or levels than are read")
    if len(open_blocks) > 1 or words or not telling:
        raise NotConfiguration("no such directives, or braces that do not match")
    return open_blocks[0].branch()


def _take(mark: str, words: list[tuple[str, int]], open_blocks: list[_Block]) -> bool:
    """Take a statement or the head of a block; says whether its word is one of the known ones."""
    if not words:
        raise NotConfiguration("an empty statement")
    name, line = words[0]
    if not _NAME.match(name) and not (len(open_blocks) > 1 and mark == ";"):
        raise NotConfiguration(f"line {line}: {name[:40]!r} is no directive")
    rest = " ".join(_bare(word) for word, _ in words[1:])
    known = directive_words()
    if mark == "{":
        open_blocks.append(_Block(key=f"{name} {rest}".rstrip(), line=line))
        return name in known.blocks
    leaf = Leaf(value=typed(rest) if rest else True, line=line, end_line=words[-1][1])
    open_blocks[-1].found.setdefault(_bare(name), []).append((line, leaf))
    return name in known.words


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    position, line = 0, 1
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise NotConfiguration(f"line {line}: a quote that is not closed")
        mark, position = match[0], match.end()
        if mark[0] != "#" and not mark.isspace():
            yield mark, line
        line += mark.count("\n")


def _bare(word: str) -> str:
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"" else word
