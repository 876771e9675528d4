"""Tells a value that a machine drew from one that a person chose: words, names, paths, versions, references."""

from __future__ import annotations

import re

from faultmaven_security.checks import entropy, mixed, three_classes, varied

SHORTEST_RANDOM = 8
"""Characters that a random value has at least."""

RICH_LENGTH = 20
RICH_ENTROPY = 4.0
"""Bits a character from which small letters, capitals and digits together are random whatever stands between them."""

DENSE_LENGTH = 16
DENSE_ENTROPY = 3.0
"""Bits a character; 32 hexadecimal digits have about 3.6."""

_LETTERS_LENGTH = 12
_WORD_LENGTH = 3.2
_DIGITS_LENGTH = 16
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", re.ASCII)
_BRACKETS = frozenset("|{}()<>[]")
_PARTS = re.compile(r"[-_./:,@ ]+", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", re.ASCII)
_REFERENCE = re.compile(
    r"[A-Za-z_$][A-Za-z0-9_]{0,80}(?:(?:\.|->|::)[A-Za-z_$][A-Za-z0-9_]{0,80})+[(\[]?", re.ASCII
)
_FILL_IN = ("$", "{{", "{%", "%(", "%s", "%v", "%w", "%q", "<", "[", "{", "(", "*", "!", "&", "...")
_ENVIRONMENT = ("process.env", "os.environ")
_FILLER_LETTERS = frozenset("xX*.-_#?")


def is_variable(value: str) -> bool:
    """The value is a place to fill in, a variable, or a mask such as ``****``."""
    return value.startswith((*_FILL_IN, *_ENVIRONMENT)) or not set(value) - _FILLER_LETTERS


def is_reference(value: str) -> bool:
    """The value is an expression of a program: ``config.password``, ``getenv(``."""
    return value.endswith(("(", "[", "()")) or _REFERENCE.fullmatch(value) is not None


def looks_random(value: str) -> bool:
    """At least half of the value, and eight characters, are parts that mix letters and digits; or it is a UUID.

    Digits alone count from 16 on; letters alone when capitals stand among them as in no sequence of words.
    """
    if len(value) < SHORTEST_RANDOM or value.startswith(("/", "./", "../", "~/")) or "://" in value:
        return False
    if _UUID.fullmatch(value):
        return len(set(value)) > 3  # noqa: PLR2004  00000000-0000-… is an example
    if _BRACKETS.intersection(value) or not varied(value):
        return False
    if not mixed(value):
        return (value.isdigit() and len(value) >= _DIGITS_LENGTH) or _random_letters(value)
    if len(value) >= RICH_LENGTH and three_classes(value) and entropy(value) >= RICH_ENTROPY:
        return True
    in_mixed_parts = sum(len(part) for part in _PARTS.split(value) if mixed(part))
    return in_mixed_parts >= SHORTEST_RANDOM and 2 * in_mixed_parts >= len(value)


def looks_dense(value: str) -> bool:
    """Random, long and of high entropy: a key even when its name says little."""
    return len(value) >= DENSE_LENGTH and entropy(value) >= DENSE_ENTROPY and looks_random(value)


def _random_letters(value: str) -> bool:
    """Letters whose capitals stand where no word begins: the pieces between them are too short for words."""
    letters = value.replace("-", "").replace("_", "")
    if len(letters) < _LETTERS_LENGTH or not letters.isalpha() or letters.islower() or letters.isupper():
        return False
    return len(letters) < _WORD_LENGTH * len(_WORDS.findall(letters))


__all__ = ["is_reference", "is_variable", "looks_dense", "looks_random"]
