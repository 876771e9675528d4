"""Load the files of header grammars, checked by a schema."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from faultmaven_core.processing.headers.keyed import KeyedGrammar
from faultmaven_core.processing.headers.layout import LayoutGrammar
from faultmaven_core.processing.log_lines import Level
from faultmaven_models.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from faultmaven_core.processing.headers.grammar import Grammar

_LOADER: Final[type[Any]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_BYTES: Final = 4 * 1024 * 1024
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")
_FIELDS = Literal[
    "time", "level", "host", "program", "process", "thread", "logger", "trace_id", "span_id", "message"
]


class Sample(BaseModel):
    """A line of the format, and the fields that must be read from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: str
    expect: dict[_FIELDS | Literal["guessed"], str]
    """Fields as text; a field that is not named must be empty. ``guessed`` lists the flags of the time."""


class GrammarEntry(BaseModel):
    """One format in a grammar file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,60}$")
    title: str
    kind: Literal["layout", "json", "logfmt"] = "layout"
    layout: str = ""
    """A regular expression for the start of the line; ``{name}`` stands for a piece of pieces.yaml."""
    time: str = ""
    """Which of the times of pieces.yaml ``{time}`` stands for."""
    general: bool = False
    """Many programs write so: of two grammars that read a document equally well, the other one is meant."""
    utc: bool = False
    wraps: bool = False
    logger_at_end: bool = False
    header_lines: int = Field(default=1, ge=1, le=4)
    keys: dict[_FIELDS, list[str]] = {}
    needs: list[str] = []
    levels: dict[str, Level] = {}
    """What this format alone calls a level, in lower case."""
    samples: list[Sample] = Field(min_length=2)


class Pieces(BaseModel):
    """What layouts are made of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    levels: dict[Level, list[str]]
    tokens: dict[str, str]
    times: dict[str, str]


def read_entries(path: Traversable | Path) -> list[GrammarEntry]:
    """The entries of one grammar file.

    Raises InvalidInput, with file, entry and field, when it is no list of grammars.
    """
    rows = _yaml(path)
    if not isinstance(rows, list):
        raise InvalidInput(f"{path.name} must hold a list of grammars ('- id: …'), as the built-in files do")
    entries = []
    for number, row in enumerate(rows, start=1):
        try:
            entries.append(GrammarEntry.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            raise InvalidInput(f"{path.name}, entry {number}: field {field!r}: {first['msg']}") from error
    return entries


def load_grammars(paths: Iterable[Traversable | Path]) -> tuple[Grammar, ...]:
    """Compile the grammars of some files, in their order, with the general ones last.

    Raises InvalidInput when a file is wrong, an id stands twice, or a layout names an unknown piece or is no
    regular expression.
    """
    pieces = _pieces()
    found: dict[str, Grammar] = {}
    general: set[str] = set()
    for path in paths:
        for entry in read_entries(path):
            if entry.id in found:
                raise InvalidInput(f"{path.name}: the grammar {entry.id!r} stands twice: rename one")
            found[entry.id] = _compile(entry, pieces)
            general |= {entry.id} if entry.general else set()
    return tuple(sorted(found.values(), key=lambda grammar: grammar.id in general))


def built_in_files() -> list[Traversable]:
    """The grammar files that come with this package."""
    folder = files("faultmaven_core.processing.headers") / "grammars"
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name
    )


@cache
def grammars() -> tuple[Grammar, ...]:
    """The built-in grammars, read once for each process."""
    return load_grammars(built_in_files())


@cache
def level_words() -> dict[str, Level]:
    """What formats write where a level stands, in lower case, and the level it means."""
    return {word: level for level, words in _pieces().levels.items() for word in words}


@cache
def _pieces() -> Pieces:
    return Pieces.model_validate(_yaml(files("faultmaven_core.processing.headers") / "pieces.yaml"))


def _compile(entry: GrammarEntry, pieces: Pieces) -> Grammar:
    levels = level_words() | entry.levels
    if entry.kind != "layout":
        return KeyedGrammar(
            id=entry.id,
            keys={str(name): keys for name, keys in entry.keys.items()},
            needs=entry.needs,
            levels=levels,
            logfmt=entry.kind == "logfmt",
            wraps=entry.wraps,
        )
    known = pieces.tokens | {"time": pieces.times.get(entry.time, "")}

    def piece(match: re.Match[str]) -> str:
        text = known.get(match[1])
        if not text:
            raise InvalidInput(f"grammar {entry.id!r}: {match[0]} is no piece: add it to pieces.yaml")
        return text

    try:
        pattern = re.compile(_PLACEHOLDER.sub(piece, entry.layout))
    except re.error as error:
        raise InvalidInput(f"grammar {entry.id!r}: the layout is no regular expression: {error}") from error
    return LayoutGrammar(
        id=entry.id,
        pattern=pattern,
        levels=levels,
        utc=entry.utc,
        wraps=entry.wraps,
        logger_at_end=entry.logger_at_end,
        header_lines=entry.header_lines,
    )


def _yaml(path: Traversable | Path) -> object:
    content = path.read_bytes()
    if len(content) > _MAX_BYTES:
        raise InvalidInput(f"{path.name} has {len(content)} bytes, at most {_MAX_BYTES} are read: split it")
    try:
        text = content.decode("utf-8")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_LOADER)):
            raise InvalidInput(f"{path.name} uses a YAML alias (*name): write the value out")
        # The loader is the safe one: it builds lists, mappings and scalars, and calls nothing.
        return yaml.load(text, Loader=_LOADER)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path.name} is not YAML in UTF-8: {error}") from error
