from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from faultmaven_models.component import ComponentName, component

NAMES = TypeAdapter(ComponentName)


@pytest.mark.parametrize(
    "name", ["app/cart", "node/worker-01", "namespace/shop", "host/db-01.example.org", "app/a/b", "x_1/Ünit"]
)
def test_a_component_is_kind_and_name(name: str) -> None:
    assert NAMES.validate_python(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "cart",
        "/cart",
        "app/",
        "App/cart",
        "1app/cart",
        "app//cart",
        "app/ cart",
        "app/my cart",
        "app/c\n",
        "a-b/c",
    ],
)
def test_anything_else_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        NAMES.validate_python(name)


def test_a_name_has_at_most_300_characters() -> None:
    NAMES.validate_python("app/" + "x" * 296)
    with pytest.raises(ValidationError):
        NAMES.validate_python("app/" + "x" * 297)


def test_component_joins() -> None:
    assert component("app", "cart") == "app/cart"
