"""The root of every value in this package."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable record: a change gives a new one, and an unknown field is an error.

    Values are built by keyword and compared by content. Sequences inside them are tuples, so that a value can be
    shared between threads and kept in a replay without a copy. Times are aware; bytes are base64 in JSON.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        defer_build=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
    )
