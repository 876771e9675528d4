"""Finds prompt templates: those that come with this package, and a folder of the user's own in front of them."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from faultmaven_models.errors import NotFound, SetupError
from faultmaven_models.value import Value
from faultmaven_prompts.render import RenderedPrompt, check_template, render_messages

_SUFFIX = ".md.j2"
_VERSION_DIGITS = 12


class PromptTemplate(Value):
    """A template as it stands in its file."""

    name: str
    """``room/name``, such as ``investigation/answer``."""
    version: str
    """The first 12 hexadecimal digits of SHA-256 over ``source`` in UTF-8."""
    source: str
    """The text, with line feeds as line ends."""
    overridden: bool = False
    """True when it comes from the user's folder."""


class PromptLibrary:
    """The templates by name.

    ``overrides`` is a folder laid out like the package's own (``investigation/answer.md.j2``); a template there
    replaces the one of the same name or adds a new one. Each template is read once. Raises SetupError when the
    folder cannot be read.
    """

    def __init__(self, *, overrides: Path | None = None) -> None:
        self._files = _found(files("faultmaven_prompts") / "templates")
        self._overridden = _found_by_user(overrides) if overrides else {}
        self._read: dict[str, PromptTemplate] = {}

    def names(self) -> tuple[str, ...]:
        """Every template there is, in alphabetical order."""
        return tuple(sorted({*self._files, *self._overridden}))

    def template(self, name: str) -> PromptTemplate:
        """The template of that name.

        Raises NotFound, naming those there are, and SetupError for a file that cannot be read or used.
        """
        known = self._read.get(name)
        if known is None:
            known = self._read[name] = self._load(name)
        return known

    def render(self, name: str, /, *, delimiter: str, **values: object) -> RenderedPrompt:
        """The messages of the template, filled with the values.

        ``delimiter`` fences what is untrusted: 16 to 64 random ASCII letters and digits, new for each turn, such
        as ``secrets.token_hex(16)``. Values are text, numbers, sequences, mappings and pydantic values; which ones
        a template needs stands in the comment at its top. Raises NotFound, SetupError for a broken template, and
        InvalidInput for a value that is missing or does not fit.
        """
        template = self.template(name)
        messages = render_messages(template.source, values, name=name, delimiter=delimiter)
        return RenderedPrompt(name=name, version=template.version, messages=messages)

    def _load(self, name: str) -> PromptTemplate:
        file = self._overridden.get(name) or self._files.get(name)
        if file is None:
            raise NotFound(f"there is no prompt template {name!r}; there are: {', '.join(self.names())}")
        try:
            content = file.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SetupError(
                f"prompt template {name} cannot be read: {error}", mend=f"make {file} a readable UTF-8 file"
            ) from error
        source = content.replace("\r\n", "\n")
        check_template(source, name=name)
        version = hashlib.sha256(source.encode("utf-8")).hexdigest()[:_VERSION_DIGITS]
        return PromptTemplate(name=name, version=version, source=source, overridden=name in self._overridden)


def _found(root: Traversable) -> dict[str, Traversable]:
    """The template files one folder below the root, by name."""
    rooms = [entry for entry in root.iterdir() if entry.is_dir()]
    return {
        f"{room.name}/{file.name.removesuffix(_SUFFIX)}": file
        for room in rooms
        for file in room.iterdir()
        if file.name.endswith(_SUFFIX) and file.is_file()
    }


def _found_by_user(root: Path) -> dict[str, Traversable]:
    try:
        return _found(root)
    except OSError as error:
        raise SetupError(
            f"the folder of prompt templates {root} cannot be read: {error.strerror}",
            mend=f"make {root} a readable folder, or name none",
        ) from error


__all__ = ["PromptLibrary", "PromptTemplate"]
