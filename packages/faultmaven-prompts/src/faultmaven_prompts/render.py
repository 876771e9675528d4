"""Turns a template and values into messages: strictly, in a sandbox, and never the other way round.

A template defines two blocks, ``system`` and ``user``, and stands alone (no include, import or extends), so that
the hash of its text says all about it. Values are data: what looks like a template in them stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from faultmaven_models.chat import ChatMessage, Speaker
from faultmaven_models.errors import InvalidInput, SetupError
from faultmaven_models.value import Value
from faultmaven_prompts.plain_data import one_line, plain, quoted

if TYPE_CHECKING:
    from jinja2 import Environment, Template

PARTS = (Speaker.SYSTEM, Speaker.USER)
_DELIMITER_LENGTHS = range(16, 65)


class RenderedPrompt(Value):
    """Messages for a model, and which template in which version they come from."""

    name: str
    version: str
    """The first 12 hexadecimal digits of SHA-256 over the template's text."""
    messages: tuple[ChatMessage, ...]


def render_messages(
    source: str, values: Mapping[str, object], *, name: str, delimiter: str
) -> tuple[ChatMessage, ...]:
    """The system and the user message of the template; ``name`` is for messages of errors.

    Raises InvalidInput for a delimiter that is not 16 to 64 ASCII letters and digits, for a value that is missing
    or of a wrong type; SetupError for a template that is broken.
    """
    from jinja2 import TemplateError, UndefinedError

    if not (delimiter.isascii() and delimiter.isalnum() and len(delimiter) in _DELIMITER_LENGTHS):
        raise InvalidInput(
            "the delimiter of a prompt needs 16 to 64 ASCII letters and digits: make a random one"
        )
    template = _compiled(name, source)
    data = {key: plain(value, delimiter=delimiter) for key, value in values.items()}
    try:
        texts = [_part(template, part, {**data, "delimiter": delimiter}) for part in PARTS]
    except UndefinedError as error:
        raise InvalidInput(f"prompt {name} misses a value: {error}") from error
    except TemplateError as error:
        raise _broken(name, str(error)) from error
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise InvalidInput(f"prompt {name} cannot be made of these values: {error}") from error
    if not all(texts):
        raise _broken(name, "its system or its user part comes out empty")
    return tuple(ChatMessage(speaker=part, text=text) for part, text in zip(PARTS, texts, strict=True))


def check_template(source: str, *, name: str) -> None:
    """Raises SetupError when the template cannot be used: its syntax, a part that is missing, an include."""
    _compiled(name, source)


def _part(template: Template, part: Speaker, data: Mapping[str, object]) -> str:
    context = template.new_context(dict(data))
    return "".join(template.blocks[part.value](context)).strip()


@lru_cache(maxsize=256)
def _compiled(name: str, source: str) -> Template:
    from jinja2 import TemplateSyntaxError, meta

    environment = _environment()
    try:
        tree = environment.parse(source)
        template = environment.from_string(tree)
    except TemplateSyntaxError as error:
        raise _broken(name, f"line {error.lineno}: {error.message}") from error
    if any(True for _ in meta.find_referenced_templates(tree)):
        raise _broken(name, "it includes, imports or extends another template; a prompt stands alone")
    missing = [part.value for part in PARTS if part.value not in template.blocks]
    if missing:
        raise _broken(name, f"it has no block named {' and none named '.join(missing)}")
    return template


@cache
def _environment() -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()  # lipsum, cycler, range: a prompt is a function of its values
    del environment.filters["random"]
    environment.filters.update(one_line=one_line, percent=lambda share: f"{share:.0%}", quoted=quoted)
    return environment


def _broken(name: str, what: str) -> SetupError:
    return SetupError(
        f"prompt template {name} cannot be used: {what}", mend="correct the template, or remove the override"
    )


__all__ = ["RenderedPrompt", "check_template", "render_messages"]
