from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.tree


@pytest.fixture(scope="module")
def runner() -> ModuleType:
    path = Path(__file__).with_name("snippets.py")
    spec = importlib.util.spec_from_file_location("documentation_snippets", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_only_what_can_run_is_a_snippet(runner: ModuleType) -> None:
    text = "```sh\nfirst\nsecond\n```\n\n```text\nshown\n```\n\n```python\nprint()\n```\n"
    assert [(s.line, s.language, s.text) for s in runner.snippets(text)] == [
        (1, "sh", "first\nsecond\n"),
        (10, "python", "print()\n"),
    ]


def test_an_open_block_is_an_error(runner: ModuleType) -> None:
    with pytest.raises(runner.OpenBlock, match="line 3"):
        list(runner.snippets("text\n\n```sh\nfirst\n"))


@pytest.mark.parametrize(
    ("language", "text"), [("sh", "true\nfalse | cat\n"), ("python", "raise ValueError(7)\n")]
)
def test_a_snippet_that_fails_ends_the_run(
    runner: ModuleType, tmp_path: Path, language: str, text: str
) -> None:
    snippet = runner.Snippet(line=1, language=language, text=text)
    with pytest.raises(SystemExit, match=r"README\.md:1: ended with 1"):
        runner.run_snippet("README.md:1", snippet, tmp_path, {"PATH": "/usr/bin:/bin"})


def test_the_readme_has_both_commands(runner: ModuleType) -> None:
    text = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    commands = "".join(snippet.text for snippet in runner.snippets(text))
    assert "python3 examples/quickstart.py investigate " in commands
    assert "python3 examples/quickstart.py test\n" in commands
