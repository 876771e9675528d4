"""Finds secrets by the name they are written under: ``password=…``, ``"api_key": "…"``, ``<token>…</token>``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from faultmaven_security.assigned import JUDGED, VALUE_LIMIT, Assigned, head_start, read_value, tail_end
from faultmaven_security.key_rules import KeyRule, KeyRules, KeyValues, built_in_keys
from faultmaven_security.matches import Match, MatchKind
from faultmaven_security.randomness import is_reference, is_variable, looks_dense, looks_random

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faultmaven_security.budget import Budget
    from faultmaven_security.folded import FoldedText

_SHORTEST_ANY = 3
_SHORTEST_NAMED = 4
_PIECES = re.compile(r"[\s;,=:]+", re.ASCII)
_NEXT_WORD = re.compile(r"[ \t]+[A-Za-z(]", re.ASCII)


class KeyScanner:
    """A detector for values behind telling names."""

    __slots__ = ("_rules",)

    def __init__(self, rules: KeyRules | None = None) -> None:
        self._rules = built_in_keys() if rules is None else rules

    def find(self, text: FoldedText, budget: Budget) -> Iterator[Match]:
        """A match for every value whose name and shape say that it is a secret. Raises BudgetSpent."""
        for word, rule in self._rules.words:
            resume = 0
            for place in text.places(word, budget):
                if place >= resume:
                    match, resume = self._judge(text.text, place, place + len(word.text), rule)
                    if match is not None:
                        yield match

    def _judge(self, text: str, start: int, end: int, rule: KeyRule) -> tuple[Match | None, int]:
        """The match for the word at ``start`` to ``end``, and from where on the same word is looked at again."""
        if not _stands_alone(text, start, end, whole=rule.whole):
            return None, end
        tail = tail_end(text, end)
        header = rule.values is KeyValues.HEADER
        if header and tail > end:
            return None, end
        for head in (start, head_start(text, start)):
            found = read_value(text, head=head, tail=tail, to_line_end=header, limit=JUDGED)
            if found is not None:
                break
        else:
            return None, end
        if not self._gives_away(text, found, rule.values) or self._rules.refuses(
            text[head:start] or text[head_start(text, start) : start], text[end:tail]
        ):
            return None, found.end if header else end
        if found.cut:
            found = read_value(text, head=head, tail=tail, to_line_end=header, limit=VALUE_LIMIT) or found
        match = Match(
            start=found.start, end=found.end, pattern=rule.id, kind=MatchKind.SECRET, label=rule.label
        )
        return match, found.end

    def _gives_away(self, text: str, found: Assigned, values: KeyValues) -> bool:
        value = text[found.start : found.end]
        if value.lower().rstrip(".!,;:") in self._rules.stop_values or is_variable(value):
            return False
        if (found.spaced or found.prose) and not found.quoted and is_reference(value):
            return False
        match values:
            case KeyValues.ANY:
                return len(value) >= _SHORTEST_ANY and not _is_sentence(text, found, value)
            case KeyValues.NAMED:
                letters = any(char.isalpha() for char in value)
                return letters and len(value) >= _SHORTEST_NAMED and not _is_sentence(text, found, value)
            case KeyValues.RANDOM:
                return looks_random(value)
            case KeyValues.DENSE:
                return looks_dense(value)
            case KeyValues.HEADER:
                return "=" in value or any(looks_random(piece) for piece in _PIECES.split(value))


def _stands_alone(text: str, start: int, end: int, *, whole: bool) -> bool:
    """The word does not run on (``tokenizer``), and with ``whole`` does not begin inside another (``monkey``)."""
    last, after = text[end - 1], text[end : end + 1]
    if after.isalpha() and (after.islower() or last.isupper()):
        return False
    before = text[start - 1 : start] if start else ""
    return not whole or not before.isalpha() or (text[start].isupper() and before.islower())


def _is_sentence(text: str, found: Assigned, value: str) -> bool:
    """A value after a colon and a blank that is a word among words: ``password: authentication failed``."""
    if found.quoted or not found.prose:
        return False
    if not any(char.isalpha() for char in value):
        return True
    return value.strip(".,;!").isalpha() and _NEXT_WORD.match(text, found.end) is not None


__all__ = ["KeyScanner"]
