from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultmaven_core.processing.outline.definitions import build_code_outlines, read_code_outline
from faultmaven_models.testing.builders import document_from_text, materials_from_texts

JAVA = """package shop;
import java.util.List;
@Service
public class Cart extends Base implements Priced {
    private final String odd = "} {"; // }
    @Get("/x")
    public List<String> items(@Path("id") String id, int most) throws IOException {
        for (int i = 0; i < most; i++) {
            if (odd()) { later(() -> { again(); }); }
        }
        return null;
    }
}
"""
GO = """package main
import "fmt"
type Server struct {
\tport int
}
func (s *Server) Run(ctx Context) (int, error) {
\tif err := check(); err != nil {
\t\treturn 0, err
\t}
\tnames := map[string]int{"a": 1}
\tgo func() {
\t\tdefer done()
\t}()
\treturn len(names), nil
}
"""
TYPESCRIPT = """import { a } from "b"
export class Cart {
  constructor(private x: number) {
    this.x = x
  }
  async total(items: Item[]): Promise<number> {
    return items.map((i) => { return i; });
  }
}
export const handler = async (req: Request) => {
  await go(`}${x}`)
}
"""
CSHARP = """using System;
namespace Shop
{
    public class CartService : ICart
    {
        public int Count { get; set; }
        [HttpGet]
        public async Task<int> Total<T>(int x) where T : class
        {
            using (var a = Open()) { }
            return 1;
        }
    }
}
"""
PYTHON = """import os
class Cart:
    @cached
    async def total(self):
        def add():
            return "def no(): {"

        return add()
x = 1
"""


@pytest.mark.parametrize(
    ("language", "text", "line", "path", "lines"),
    [
        ("java", JAVA, 9, "Cart.items", (6, 12)),
        ("java", JAVA, 5, "Cart", (3, 13)),
        ("java", JAVA, 1, None, None),
        ("go", GO, 12, "Run", (6, 15)),
        ("go", GO, 4, "Server", (3, 5)),
        ("javascript", TYPESCRIPT, 4, "Cart.constructor", (3, 5)),
        ("javascript", TYPESCRIPT, 7, "Cart.total", (6, 8)),
        ("javascript", TYPESCRIPT, 11, "handler", (10, 12)),
        ("csharp", CSHARP, 10, "Shop.CartService.Total", (7, 12)),
        ("csharp", CSHARP, 6, "Shop.CartService", (4, 13)),
        ("python", PYTHON, 6, "Cart.total.add", (5, 6)),
        ("python", PYTHON, 3, "Cart.total", (3, 8)),
        ("python", PYTHON, 9, None, None),
        ("python", PYTHON + 'print "old"\n', 6, "Cart.total.add", (5, 6)),
        ("python", PYTHON + 'print "old"\n', 3, "Cart.total", (3, 8)),
    ],
)
def test_the_definition_around_a_line(
    language: str, text: str, line: int, path: str | None, lines: tuple[int, int] | None
) -> None:
    outline = read_code_outline(document_from_text("x", text))
    assert outline is not None
    assert outline.language == language
    found = outline.around(line)
    assert (found.path if found else None) == path
    if found is not None:
        assert (found.line, found.end_line) == lines
        assert outline.span(found).start_line == found.line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The class of 2026 will return.\nimport duties rise\n",
        "server {\n  listen 80;\n}\n",
        '{"class": {"a": 1}}\n',
        "2026-01-01 10:00:00 INFO import done\n" * 9,
        "a: 1\nb:\n  c: 2\n",
    ],
)
def test_other_texts_are_no_code(text: str) -> None:
    assert read_code_outline(document_from_text("x", text)) is None


def test_outlines_of_a_case_are_found_by_artifact() -> None:
    materials = materials_from_texts({"a.go": GO, "b.log": "2026-01-01 INFO up\n"})
    assert list(materials.view(build_code_outlines)) == [materials.documents[0].artifact.id]


HOSTILE = [
    *(f"import java.a;\nimport b;\npublic class A {{\n{text}" for text in ("{" * 99_999, "x(;" * 99_999)),
    *(
        f"import java.a;\nimport b;\n{text}"
        for text in ("class a " * 50_000 + "{", "\\'" * 99_999, "/*" * 99_999)
    ),
    *(
        f"const a = 1\nconst b = 2\n{text}"
        for text in ("a=(" * 50_000 + "{", "a:" * 99_999 + "{", "`" * 99_999)
    ),
    *(
        f"import a\nimport b\ndef f():\n{text}"
        for text in ("(" * 5_000, "x=" + "-" * 50_000 + "1", "a" + ".b" * 99_999)
    ),
    "import a\nimport b\n" + "\n".join(" " * depth + "def f():" for depth in range(1_000)),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_code_is_read_in_time(text: str) -> None:
    start = time.process_time()
    read_code_outline(document_from_text("x", text))
    assert time.process_time() - start < 3


@given(st.text(alphabet="{}()[];:=>\"'`/*\\ \nabdef@", max_size=200))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for start in (JAVA, GO, TYPESCRIPT, CSHARP, PYTHON):
        outline = read_code_outline(document_from_text("x", start + text))
        if outline is not None:
            count = len(outline.document.lines)
            assert all(1 <= one.line <= one.end_line <= count for one in outline.definitions)
