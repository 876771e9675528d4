"""Words of a message with their variable parts masked, through a memo: each distinct word is looked at once."""

from __future__ import annotations

import re

from faultmaven_core.processing.digest.vocabulary import vocabulary

WILD = "<*>"
_EDGE = "[]<>(){}:,;|\"'-"
_MEMO_LIMIT = 200_000
_PIECE = re.compile(r"[A-Za-z0-9_]+(?:[.\-+@$][A-Za-z0-9_]+)*")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{7,}\Z")
_COLON_BYTES = re.compile(r"\b[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){3,31}\b")
_QUOTED_VALUE = re.compile(r'=\s?"[^"]*"')
_VALUE = re.compile(r"=(?:[^,;=(){}\[\]]|\{[^{}]*\}|\([^()]*\)|\[[^\[\]]*\])*")
_SIGN = re.compile(r"(?<![\w>])[-+]<\*>")
_DEEP_PATH = 2


class Masker:
    """Masks messages. It keeps the words it has seen, so one is made for a batch and then dropped."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def words(self, message: str) -> tuple[str, ...]:
        """The words of a message between white space, masked; a run of masks alone counts once."""
        if '="' in message or '= "' in message:
            message = _QUOTED_VALUE.sub("=" + WILD, message)
        found: list[str] = []
        for word in message.split():
            masked = self._word(word)
            core = word.strip(_EDGE)
            unit = core in vocabulary().units and found and found[-1].endswith(WILD)
            if core in vocabulary().calendar or unit:
                masked = masked.replace(core, WILD)
            if masked != WILD or not found or found[-1] != WILD:
                found.append(masked)
        return tuple(found)

    def _word(self, word: str) -> str:
        masked = self._seen.get(word)
        if masked is None:
            if len(self._seen) >= _MEMO_LIMIT:
                self._seen.clear()
            masked = self._seen[word] = _masked(word)
        return masked


def _masked(word: str) -> str:
    if word == "()":
        return "(" + WILD + ")"
    is_pair = "=" in word and not word.startswith("=")
    if not is_pair and (word.count("/") >= _DEEP_PATH or (word[0] == "/" and len(word) > 1)):
        return WILD
    if is_pair:
        word = _VALUE.sub("=" + WILD, word)
    word = _COLON_BYTES.sub(WILD, word)
    return _SIGN.sub(WILD, _PIECE.sub(_piece, word))


def _piece(match: re.Match[str]) -> str:
    text = match[0]
    return WILD if any(map(str.isdigit, text)) or _HEXADECIMAL.match(text) else text
