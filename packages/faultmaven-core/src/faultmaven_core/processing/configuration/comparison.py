"""What differs between two versions of a configuration, by meaning: order of keys and formatting do not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from pydantic import SecretStr

from faultmaven_core.processing.configuration.setting_tree import (
    Branch,
    Configuration,
    ConfigurationFormat,
    Leaf,
    Listing,
    Node,
    Setting,
    SettingValue,
    settings_below,
)

_UNTYPED = frozenset(
    {
        ConfigurationFormat.INI,
        ConfigurationFormat.PROPERTIES,
        ConfigurationFormat.ENVIRONMENT,
        ConfigurationFormat.DIRECTIVES,
    }
)
"""Formats that know only text, so that ``"8080"`` and ``8080`` are one value there."""
_IDENTITIES = ("name", "id", "key")


class ChangeKind(StrEnum):
    """What happened to a setting between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"
    """A list has the same elements in another order; its first element stands for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One difference. ``before`` is None for an added setting, ``after`` for a removed one."""

    kind: ChangeKind
    before: Setting | None
    after: Setting | None

    @property
    def name(self) -> str:
        """The way to the setting in one word, in the later version where it is there."""
        setting = self.after or self.before
        return setting.name if setting is not None else ""


@dataclass(slots=True, kw_only=True)
class _Meanings:
    """Gives equal parts equal numbers; a part that stands at many places is looked at once."""

    untyped: bool
    numbers: dict[Any, int] = field(default_factory=dict)
    known: dict[int, int] = field(default_factory=dict)

    def of(self, node: Node) -> int:
        """The number of what the node says."""
        number = self.known.get(id(node))
        if number is None:
            number = self.known[id(node)] = self.numbers.setdefault(self._form(node), len(self.numbers))
        return number

    def _form(self, node: Node) -> tuple[Any, ...]:
        if isinstance(node, Leaf):
            return ("leaf", *self.value(node.value))
        if isinstance(node, Listing):
            return ("list", *(self.of(element) for element in node.elements))
        return ("keys", *sorted((entry.key, self.of(entry.node)) for entry in node.entries))

    def value(self, value: SettingValue) -> tuple[str, Any]:
        """The value so that equal meanings are equal: numbers by amount, truth values apart from them."""
        if isinstance(value, SecretStr):
            return "secret", value.get_secret_value()
        if value is None or isinstance(value, str):
            return ("text", value or "") if self.untyped else (type(value).__name__, value)
        if self.untyped or value != value:  # noqa: PLR0124  NaN alone differs from itself
            return "text", str(value).lower() if isinstance(value, bool) else str(value)
        return ("truth" if isinstance(value, bool) else "number"), value


def compare_configurations(before: Configuration, after: Configuration) -> tuple[SettingChange, ...]:
    """The differences, in the order of the text: first of the earlier version, then what was added.

    Elements of lists are matched by their name where all have one, otherwise by their content and then by their
    position. Two formats (a YAML file and a properties file) are compared setting by setting, by dotted names.
    """
    untyped = before.format in _UNTYPED or after.format in _UNTYPED
    meanings = _Meanings(untyped=untyped)
    if before.format is not after.format:
        return tuple(_flat(before.settings, after.settings, meanings))
    return tuple(_Comparison(meanings=meanings).differences(before.root, after.root))


def _flat(
    before: Sequence[Setting], after: Sequence[Setting], meanings: _Meanings
) -> Iterator[SettingChange]:
    earlier, later = {one.name: one for one in before}, {one.name: one for one in after}
    for name, setting in earlier.items():
        other = later.get(name)
        if other is None:
            yield SettingChange(kind=ChangeKind.REMOVED, before=setting, after=None)
        elif meanings.value(setting.value) != meanings.value(other.value):
            yield SettingChange(kind=ChangeKind.CHANGED, before=setting, after=other)
    for name, setting in later.items():
        if name not in earlier:
            yield SettingChange(kind=ChangeKind.ADDED, before=None, after=setting)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where two nodes stand: the way to them, and the nearest key with its lines before and after."""

    path: tuple[str, ...] = ()
    key: str = ""
    before_line: int = 1
    after_line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    meanings: _Meanings

    def differences(self, before: Node, after: Node, place: _Place | None = None) -> Iterator[SettingChange]:
        """The differences between two nodes at one place; their depth is bounded by the readers."""
        place = place if place is not None else _Place(before_line=before.line, after_line=after.line)
        if self.meanings.of(before) == self.meanings.of(after):
            return
        if isinstance(before, Branch) and isinstance(after, Branch):
            yield from self._branches(before, after, place)
        elif isinstance(before, Listing) and isinstance(after, Listing):
            yield from self._listings(before, after, place)
        elif isinstance(before, Leaf) and isinstance(after, Leaf):
            yield SettingChange(
                kind=ChangeKind.CHANGED,
                before=_first(before, place, place.before_line),
                after=_first(after, place, place.after_line),
            )
        else:
            yield from _gone(before, place)
            yield from _come(after, place)

    def _branches(self, before: Branch, after: Branch, place: _Place) -> Iterator[SettingChange]:
        earlier = {entry.key: entry for entry in before.entries}
        later = {entry.key: entry for entry in after.entries}
        for key, entry in earlier.items():
            other = later.get(key)
            below = _Place(
                path=(*place.path, key),
                key=key,
                before_line=entry.line,
                after_line=other.line if other is not None else 1,
            )
            yield from (
                _gone(entry.node, below) if other is None else self.differences(entry.node, other.node, below)
            )
        for key, entry in later.items():
            if key not in earlier:
                yield from _come(entry.node, _Place(path=(*place.path, key), key=key, after_line=entry.line))

    def _listings(self, before: Listing, after: Listing, place: _Place) -> Iterator[SettingChange]:
        earlier, later = _by_name(before), _by_name(after)
        if earlier is not None and later is not None:
            yield from self._named(earlier, later, place)
            if earlier.keys() == later.keys() and list(earlier) != list(later):
                yield _reordered(before, after, place)
            return
        common = Counter(map(self.meanings.of, before.elements)) & Counter(
            map(self.meanings.of, after.elements)
        )
        gone = self._without(before, Counter(common))
        come = self._without(after, Counter(common))
        for (_, one), (index, other) in zip(gone, come, strict=False):
            yield from self.differences(one, other, _element(place, one, other, f"[{index}]"))
        for index, one in gone[len(come) :]:
            yield from _gone(one, _element(place, one, one, f"[{index}]"))
        for index, other in come[len(gone) :]:
            yield from _come(other, _element(place, other, other, f"[{index}]"))
        if not gone and not come:
            yield _reordered(before, after, place)

    def _named(
        self, earlier: Mapping[str, Node], later: Mapping[str, Node], place: _Place
    ) -> Iterator[SettingChange]:
        for name, one in earlier.items():
            other = later.get(name)
            below = _element(place, one, other or one, f"[{name}]")
            yield from _gone(one, below) if other is None else self.differences(one, other, below)
        for name, other in later.items():
            if name not in earlier:
                yield from _come(other, _element(place, other, other, f"[{name}]"))

    def _without(self, listing: Listing, common: Counter[int]) -> list[tuple[int, Node]]:
        """The elements with their index that are left when the common ones are taken out."""
        left = []
        for index, element in enumerate(listing.elements):
            number = self.meanings.of(element)
            if common[number] > 0:
                common[number] -= 1
            else:
                left.append((index, element))
        return left


def _by_name(listing: Listing) -> dict[str, Node] | None:
    """The elements by what they are called; None when one has no name or two have the same."""
    named = {name: element for element in listing.elements if (name := _name_of(element))}
    return named if len(named) == len(listing.elements) else None


def _name_of(node: Node) -> str:
    if not isinstance(node, Branch):
        return ""
    parts = [node.get("kind"), node.get("metadata", "namespace"), node.get("metadata", "name")]
    if parts[0] is None or parts[2] is None:
        parts = [next((one for key in _IDENTITIES if (one := node.get(key)) is not None), None)]
    texts = [str(one.value) for one in parts if isinstance(one, Leaf) and one.value is not None]
    return "/".join(texts)


def _element(place: _Place, before: Node, after: Node, name: str) -> _Place:
    return _Place(path=(*place.path, name), key=place.key, before_line=before.line, after_line=after.line)


def _settings(node: Node, place: _Place, line: int) -> Iterator[Setting]:
    return settings_below(node, path=place.path, key=place.key, key_line=line)


def _first(node: Node, place: _Place, line: int) -> Setting:
    return next(_settings(node, place, line))


def _gone(node: Node, place: _Place) -> Iterator[SettingChange]:
    for setting in _settings(node, place, place.before_line):
        yield SettingChange(kind=ChangeKind.REMOVED, before=setting, after=None)


def _come(node: Node, place: _Place) -> Iterator[SettingChange]:
    for setting in _settings(node, place, place.after_line):
        yield SettingChange(kind=ChangeKind.ADDED, before=None, after=setting)


def _reordered(before: Listing, after: Listing, place: _Place) -> SettingChange:
    return SettingChange(
        kind=ChangeKind.REORDERED,
        before=replace(_first(before.elements[0], place, place.before_line), path=place.path),
        after=replace(_first(after.elements[0], place, place.after_line), path=place.path),
    )
