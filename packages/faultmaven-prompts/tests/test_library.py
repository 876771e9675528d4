from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from faultmaven_models.errors import NotFound, SetupError
from faultmaven_prompts import PromptLibrary

DELIMITER = "0123456789abcdef"
GOOD = "{% block system %}Mine.{% endblock %}{% block user %}{{ question }}{% endblock %}"


def override(folder: Any, name: str, content: Any) -> Any:
    file = folder / f"{name}.md.j2"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return PromptLibrary(overrides=folder)


def test_the_three_rooms_have_templates() -> None:
    rooms = {name.partition("/")[0] for name in PromptLibrary().names()}
    assert rooms == {"engagement", "investigation", "tools"}


@pytest.mark.parametrize("name", PromptLibrary().names())
def test_every_template_that_is_shipped_can_be_used(name: str) -> None:
    template = PromptLibrary().template(name)
    assert template.version == hashlib.sha256(template.source.encode()).hexdigest()[:12]
    assert not template.overridden
    assert template.source.startswith("{#\n"), "a comment at the top says what it is for and what it needs"


@pytest.mark.parametrize(
    "name", ["nothing/here", "answer", "../library", "investigation/../tools/answer_from_evidence", ""]
)
def test_an_unknown_name_lists_those_there_are(name: str) -> None:
    with pytest.raises(NotFound, match="investigation/answer"):
        PromptLibrary().template(name)


def test_a_template_of_the_user_wins_and_has_a_version_of_its_own(tmp_path: Path) -> None:
    library = override(tmp_path, "investigation/answer", GOOD)
    prompt = library.render("investigation/answer", delimiter=DELIMITER, question="Why?", unused="x")
    assert [message.text for message in prompt.messages] == ["Mine.", "Why?"]
    assert prompt.version == hashlib.sha256(GOOD.encode()).hexdigest()[:12]
    assert prompt.version != PromptLibrary().template("investigation/answer").version
    assert library.template("investigation/answer").overridden
    assert not library.template("tools/answer_from_evidence").overridden


def test_a_new_template_of_the_user_is_found(tmp_path: Path) -> None:
    library = override(tmp_path, "mine/new", GOOD)
    assert "mine/new" in library.names()
    assert library.render("mine/new", delimiter=DELIMITER, question="Why?").name == "mine/new"


def test_line_ends_do_not_change_the_version(tmp_path: Path) -> None:
    unix = override(tmp_path / "a", "mine/new", GOOD + "\nx\n").template("mine/new")
    dos = override(tmp_path / "b", "mine/new", GOOD + "\r\nx\r\n").template("mine/new")
    assert unix == dos


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    (tmp_path / "mine" / "folder.md.j2").mkdir()
    assert PromptLibrary(overrides=tmp_path).names() == PromptLibrary().names()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe", "UTF-8"), ("{% block system %}", "cannot be used"), ("text", "no block")],
)
def test_a_broken_template_of_the_user_is_named(tmp_path: Path, content: Any, words: str) -> None:
    library = override(tmp_path, "mine/broken", content)
    with pytest.raises(SetupError, match=words) as caught:
        library.template("mine/broken")
    assert "mine/broken" in str(caught.value)
    assert library.template("investigation/answer")


def test_a_folder_that_does_not_exist_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="nowhere"):
        PromptLibrary(overrides=tmp_path / "nowhere")


def test_a_template_is_read_once(tmp_path: Path) -> None:
    library = override(tmp_path, "mine/new", GOOD)
    before = library.template("mine/new")
    (tmp_path / "mine" / "new.md.j2").unlink()
    assert library.template("mine/new") is before
