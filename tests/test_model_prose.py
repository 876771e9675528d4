"""A named model writes the prose, over a real connection, and sees nothing that must not leave."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from faultmaven_core import MilestoneEngine, Settings, investigate

SECRET = "tr0ub4dor-And-3-horses"  # noqa: S105  planted, to be looked for on the wire
MAIL = "ada.lovelace@example.org"
LOG = (
    f"2026-02-03T10:00:00Z INFO  orders connecting as postgres://orders:{SECRET}@db.internal:5432/shop\n"
    + "".join(
        f"2026-02-03T10:00:{second:02d}Z ERROR orders request of {MAIL} failed: "
        "FATAL: sorry, too many clients already\n"
        for second in range(1, 40)
    )
)
DATABASE = "".join(
    f"2026-02-03 10:00:{second:02d}.000 UTC [7{second:02d}] orders@shop FATAL:  sorry, too many clients already\n"
    for second in range(1, 40)
)


class Model(ThreadingHTTPServer):
    """Speaks the chat completions protocol, answers one text and keeps every byte it was sent."""

    daemon_threads = True

    def __init__(self, text: str, *, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.text, self.status, self.bodies = text, status, []
        self.address = f"http://127.0.0.1:{self.server_address[1]}/v1"

    bodies: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.bodies.append(f"{self.headers}\n{body}")
        message = {"role": "assistant", "content": self.server.text}
        answer = {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": "test",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
        content = json.dumps(answer if self.server.status == 200 else {"error": {"message": "no"}}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Keep the test's output clean."""


Serve = Callable[..., Model]


@pytest.fixture
def incident(tmp_path: Path) -> Path:
    folder = tmp_path / "incident"
    (folder / "postgresql").mkdir(parents=True)
    (folder / "postgresql" / "postgresql.log").write_text(DATABASE)
    (folder / "orders.log").write_text(LOG)
    return folder


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    running: list[Model] = []

    def start(text: str, *, status: int = 200) -> Model:
        model = Model(text, status=status)
        running.append(model)
        threading.Thread(target=model.serve_forever, daemon=True).start()
        monkeypatch.setenv("OPENAI_API_BASE", model.address)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-a-test-server")
        return model

    yield start
    for model in running:
        model.shutdown()
        model.server_close()


async def answered(incident: Path, question: str = "Why do orders fail?") -> tuple[str, list[str], list[str]]:
    """The answer, the best cause as a list, and the reasons for what was refused."""
    engine = MilestoneEngine(settings=Settings(model="openai/test", model_deadline_seconds=30))
    report = await investigate(incident, question=question, engine=engine)
    causes = [f"{cause.failure_mode} {cause.component}" for cause in report.root_causes[:1]]
    return report.answer, causes, [item.reason for item in report.refused_claims]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
async def test_the_models_words_are_shown_with_places_for_labels(serve: Serve, incident: Path) -> None:
    model = serve("All slots of PostgreSQL are taken [E1].")
    answer, causes, refused = await answered(incident)
    assert answer.startswith("All slots of PostgreSQL are taken [")
    assert ".log:" in answer
    assert causes == ["postgresql.too_many_connections app/postgresql"]
    assert refused == []
    assert len(model.bodies) == 1


@pytest.mark.filterwarnings("ignore::ResourceWarning")
async def test_nothing_secret_or_personal_is_on_the_wire(serve: Serve, incident: Path) -> None:
    model = serve("It is the database.")
    await answered(incident, question=f"Why do the orders of {MAIL} fail? My password is password={SECRET}")
    wire = "".join(model.bodies)
    assert "too many clients" in wire
    assert SECRET not in wire
    assert MAIL not in wire


@pytest.mark.filterwarnings("ignore::ResourceWarning")
async def test_a_model_that_invents_a_citation_is_not_quoted(serve: Serve, incident: Path) -> None:
    serve("It was a solar flare [E99].")
    answer, causes, refused = await answered(incident)
    assert "solar" not in answer
    assert causes == ["postgresql.too_many_connections app/postgresql"]
    assert any("E99" in reason for reason in refused)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
async def test_a_failing_model_costs_nothing_but_its_prose(serve: Serve, incident: Path) -> None:
    serve("", status=401)
    answer, causes, refused = await answered(incident)
    assert "app/postgresql" in answer
    assert causes == ["postgresql.too_many_connections app/postgresql"]
    assert len(refused) == 1
