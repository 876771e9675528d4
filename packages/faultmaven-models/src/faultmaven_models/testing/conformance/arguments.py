"""Arguments that fit a tool's JSON Schema, and arguments that do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_FITTING: Mapping[str, Any] = {
    "string": "error",
    "integer": 1,
    "number": 1.0,
    "boolean": True,
    "array": [],
    "object": {},
}


def fitting_arguments(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A value for each required property: its default, its first allowed value, else one of its type."""
    properties = schema.get("properties", {})
    return {name: _fitting(properties.get(name, {})) for name in schema.get("required", ())}


def unfitting_arguments(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Arguments that the schema refuses: each required one left out, each typed one of another type.

    An unknown argument is among them when the schema says ``additionalProperties: false``.
    """
    fitting = fitting_arguments(schema)
    for name in fitting:
        yield {key: value for key, value in fitting.items() if key != name}
    for name, properties in schema.get("properties", {}).items():
        declared = properties.get("type")
        if isinstance(declared, str) and declared in _FITTING:
            yield {**fitting, name: [1] if declared != "array" else "not a list"}
    if schema.get("additionalProperties") is False:
        yield {**fitting, "no_such_argument": 1}


def _fitting(properties: Mapping[str, Any]) -> Any:  # noqa: ANN401  any JSON
    if "default" in properties:
        return properties["default"]
    if properties.get("enum"):
        return properties["enum"][0]
    return _FITTING.get(str(properties.get("type")), "error")


__all__ = ["fitting_arguments", "unfitting_arguments"]
