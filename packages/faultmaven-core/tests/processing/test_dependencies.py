from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.dependencies import build_dependencies
from faultmaven_models.testing.builders import materials_from_texts

TREE = """[Service]: till
[Upstream (Called By)]: web, (User Traffic)
[Downstream (Calls)]:
till
├── ledger
│   └── pricing   <-- (Cache)
└── mailer
"""


def test_trees_and_callers() -> None:
    known = build_dependencies(materials_from_texts({"deps.txt": TREE}))
    assert known.calls == {"web": ("till",), "till": ("ledger", "mailer"), "ledger": ("pricing",)}
    assert known.callers_of("ledger") == ("till",)
    assert known.all_callers_of("pricing") == ("ledger", "till", "web")
    assert known.edges["ledger", "pricing"].line == 6


def test_arrows() -> None:
    known = build_dependencies(materials_from_texts({"calls": "a -> b\nb --> c\n"}))
    assert known.calls == {"a": ("b",), "b": ("c",)}


def test_circles_end() -> None:
    known = build_dependencies(materials_from_texts({"calls": "a -> b\nb -> a\n"}))
    assert known.all_callers_of("a") == ("b",)


def test_prose_and_code_with_arrows_name_no_services() -> None:
    text = "def f() -> int:\nsee the menu File -> Save as\nx -> y -> z\n"
    assert build_dependencies(materials_from_texts({"notes": text})).calls == {}


@given(st.text(alphabet="[Service]:UpstramDow │├└─ab\n,->", max_size=300))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    build_dependencies(materials_from_texts({"x": "[Service]: q\n" + text}))
