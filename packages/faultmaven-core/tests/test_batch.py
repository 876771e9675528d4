"""An investigation in one call: what may be given, what is asked, and where it may run."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from faultmaven_core.batch import DEFAULT_QUESTION, investigate, investigate_sync, question_beside
from faultmaven_core.investigation import MilestoneEngine
from faultmaven_core.settings import Settings
from faultmaven_models.case import Case
from faultmaven_models.errors import InvalidInput, Unavailable
from faultmaven_models.evidence import Attachment
from faultmaven_models.materials import Materials
from faultmaven_models.testing.fakes import FakeCaseRepository, FakeReasoner
from faultmaven_models.updates import TurnUpdate


class Engine(MilestoneEngine):
    """An engine that notes which documents its reasoner saw, and in which thread."""

    def __init__(self) -> None:
        self.sources: list[str] = []
        self.thread = ""
        super().__init__(settings=Settings(), tools=(), reasoner=FakeReasoner(self.look))

    def look(self, case: Case, message: str, materials: Materials) -> TurnUpdate:
        self.sources = [document.source for document in materials.documents]
        self.thread = threading.current_thread().name
        return TurnUpdate(reasoner="look")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "incident"
    (root / "app").mkdir(parents=True)
    (root / "app" / "app.log").write_text("10:00:00 ERROR failed\n")
    (root / "db.log").write_text("10:00:00 FATAL too many\n")
    return root


async def test_a_path_a_string_and_an_attachment_stand_alone_or_in_a_list(folder: Path) -> None:
    one = Attachment(name="pasted.log", content=b"ERROR pasted\n")
    for given, sources in (
        (folder, ["app/app.log", "db.log"]),
        (str(folder), ["app/app.log", "db.log"]),
        (folder / "db.log", ["db.log"]),
        (one, ["pasted.log"]),
        ([folder / "db.log", one], ["db.log", "pasted.log"]),
        (
            (path for path in (folder / "db.log", str(folder))),
            ["db.log", "incident/app/app.log", "incident/db.log"],
        ),
    ):
        engine = Engine()
        report = await investigate(given, engine=engine)
        assert sorted(engine.sources) == sources
        assert report.artifacts == len(sources)
        assert report.question == DEFAULT_QUESTION
        assert "storing" in report.timings


async def test_the_question_beside_the_files_is_asked_unless_one_is_given(folder: Path) -> None:
    (folder / "question.txt").write_text("\ufeff Why is the shop slow?\n", encoding="utf-8")
    assert (await investigate(folder, engine=Engine())).question == "Why is the shop slow?"
    assert (await investigate(folder, question="And now?", engine=Engine())).question == "And now?"


def test_the_first_folder_with_a_question_is_heard(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "question.txt").write_text("Second?" + " pad" * 5000)
    attachment = Attachment(name="a", content=b"a")
    assert question_beside([attachment, folder, other]).startswith("Second? pad")
    assert len(question_beside([other])) <= 2000
    (folder / "question.txt").write_text(" \n")
    assert question_beside([folder, other]) == DEFAULT_QUESTION
    assert question_beside([folder / "db.log", tmp_path / "missing"]) == DEFAULT_QUESTION


def test_a_question_that_cannot_be_read_is_no_question(folder: Path) -> None:
    (folder / "question.txt").mkdir()
    assert question_beside([folder]) == DEFAULT_QUESTION
    (folder / "question.txt").rmdir()
    (folder / "question.txt").symlink_to(folder / "question.txt")
    assert question_beside([folder]) == DEFAULT_QUESTION


@pytest.mark.parametrize("question", ["", " \n"])
async def test_a_blank_question_is_refused(folder: Path, question: str) -> None:
    engine = Engine()
    with pytest.raises(InvalidInput, match="question is empty"):
        await investigate(folder, question=question, engine=engine)
    assert await engine.parts.repository.list_cases() == ()


def test_it_runs_where_no_loop_runs(folder: Path) -> None:
    engine = Engine()
    assert investigate_sync(folder, engine=engine).artifacts == 2
    assert engine.thread == threading.main_thread().name


async def test_it_runs_where_a_loop_is_running(folder: Path) -> None:
    engine = Engine()
    assert asyncio.get_running_loop().is_running()
    report = investigate_sync(folder, question="In a notebook?", engine=engine)
    assert (report.question, report.artifacts) == ("In a notebook?", 2)
    assert engine.thread == "faultmaven-investigate"


async def test_an_error_in_the_other_thread_is_the_callers(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such file or folder"):
        investigate_sync(tmp_path / "missing", engine=Engine())


async def test_a_store_that_takes_nothing_is_an_error(folder: Path) -> None:
    engine = MilestoneEngine(
        settings=Settings(),
        tools=(),
        reasoner=FakeReasoner(),
        repository=FakeCaseRepository(fail_commits=True),
    )
    with pytest.raises(Unavailable):
        await investigate(folder, engine=engine)
