"""Every value is frozen, refuses what it does not know and comes back from its JSON unchanged."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

import faultmaven_models
from faultmaven_models.evidence import Attachment, SourceSpan
from faultmaven_models.testing import sample_case, sample_document
from faultmaven_models.value import Value

MODULES = [
    importlib.import_module(f"faultmaven_models.{module.name}")
    for module in pkgutil.iter_modules(faultmaven_models.__path__)
    if module.name != "testing"
]
VALUES = sorted(
    {
        member
        for module in MODULES
        for member in vars(module).values()
        if inspect.isclass(member) and issubclass(member, Value) and member is not Value
    },
    key=lambda value: value.__name__,
)
TEXTS = st.text(max_size=12)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
SCALARS: Mapping[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    bool: st.booleans(),
    int: st.integers(0, 10**9),
    float: st.floats(0, 1),
    bytes: st.binary(max_size=12),
    AwareDatetime: st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  bounds are naive
    Path: st.sampled_from([Path("app.log"), Path("/var/log/größer.log")]),
    NoneType: st.none(),
    Any: JSON,
}


def strategy_for(annotation: Any, constraints: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return strategy_for(arguments[0], flat(arguments[1:]) + constraints)
    if origin in (Union, UnionType):
        return st.one_of(*(strategy_for(argument, constraints) for argument in arguments))
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        least = bound(constraints, annotated_types.MinLen, "min_length") or 0
        return st.lists(strategy_for(arguments[0]), min_size=least, max_size=least + 1).map(tuple)
    if origin is dict:
        return st.dictionaries(strategy_for(arguments[0]), strategy_for(arguments[1]), max_size=2)
    if inspect.isclass(annotation) and issubclass(annotation, Value):
        return st.deferred(lambda: strategy_of(annotation))
    if inspect.isclass(annotation) and issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    return scalar(annotation, constraints)


def scalar(annotation: Any, constraints: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if annotation is str:
        pattern = next((c.pattern for c in constraints if getattr(c, "pattern", None)), None)
        if pattern:
            return st.from_regex(pattern, fullmatch=True).filter(lambda text: len(text) <= 300)
        return st.text(min_size=bound(constraints, annotated_types.MinLen, "min_length") or 0, max_size=12)
    low = bound(constraints, annotated_types.Ge, "ge")
    high = bound(constraints, annotated_types.Le, "le")
    if annotation is float:
        return st.floats(low if low is not None else 0.001, high if high is not None else 1e6)
    if annotation is int:
        return st.integers(low or 0, high or 10**9)
    return SCALARS[annotation]


def flat(constraints: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(inner for c in constraints for inner in (c.metadata if isinstance(c, FieldInfo) else [c]))


def bound(constraints: tuple[Any, ...], kind: type, attribute: str) -> Any:
    found = [getattr(c, attribute) for c in constraints if isinstance(c, kind | StringConstraints)]
    return next((value for value in found if value is not None), None)


def strategy_of(value: type[Value]) -> st.SearchStrategy[Any]:
    fields = {
        name: strategy_for(field.annotation, tuple(field.metadata))
        for name, field in value.model_fields.items()
    }
    if value is SourceSpan:
        fields["end_line"] = st.integers(10**9, 10**10)
    if value is Attachment:
        sources = st.sampled_from([("path", Path("a/b.log")), ("content", b"text")])
        return st.builds(
            lambda name, source: Attachment(name=name, **dict([source])), fields["name"], sources
        )
    return st.builds(value, **fields)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_value_comes_back_from_its_json(value: type[Value], data: st.DataObject) -> None:
    made = data.draw(strategy_of(value))
    assert value.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_a_value_is_frozen_and_refuses_the_unknown(value: type[Value]) -> None:
    assert value.model_config["frozen"] is True
    assert value.model_config["extra"] == "forbid"


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_sequences_inside_values_are_tuples(value: type[Value]) -> None:
    for name, field in value.model_fields.items():
        text = str(field.annotation)
        assert "list[" not in text, f"{value.__name__}.{name} is a list"
        assert "set[" not in text, f"{value.__name__}.{name} is a set"


def test_the_catalogue_of_values_is_whole() -> None:
    names = {value.__name__ for value in VALUES}
    assert {
        "Case",
        "InvestigationReport",
        "TurnUpdate",
        "DomainEvent",
        "ChatRequest",
        "VectorRecord",
    } <= names


def test_a_field_cannot_be_set() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        sample_case().title = "changed"


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        sample_case(severity="high")


def test_a_value_is_built_by_keyword_only() -> None:
    with pytest.raises(TypeError):
        SourceSpan("art_0123456789abcdef", "app.log", 1, 1, "x")  # type: ignore[call-arg,misc]


def test_values_with_one_content_are_equal_and_hash_alike() -> None:
    first, second = sample_document().span(2), sample_document().span(2)
    assert first == second
    assert hash(first) == hash(second)
    assert first != sample_document().span(3)
