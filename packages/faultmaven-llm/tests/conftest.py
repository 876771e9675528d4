"""A server on the loopback that speaks OpenAI's chat protocol, and does as a test tells it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Act = Callable[["ChatHandler"], None]


class ChatHandler(BaseHTTPRequestHandler):
    """One request: it is kept, and the next act of the script answers it."""

    server: ChatServer

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.requests.append(json.loads(body))
        self.server.times.append(time.monotonic())
        self.server.authorizations.append(self.headers.get("authorization", ""))
        act = self.server.script.pop(0) if self.server.script else self.server.always
        act(self)

    def send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class ChatServer(ThreadingHTTPServer):
    """Listens on a free port; ``script`` holds the acts to come, ``always`` the one after the last."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ChatHandler)
        self.script: list[Act] = []
        self.always: Act = answer("fine")
        self.requests: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.authorizations: list[str] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news."""


def choice(text: str | None, finish: str | None = "stop", **message: Any) -> dict[str, Any]:
    said = {"role": "assistant", "content": text, **message}
    return {"index": 0, "message": said, "finish_reason": finish}


def completion(*choices: dict[str, Any]) -> dict[str, Any]:
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
    head = {"id": "c1", "object": "chat.completion", "created": 1, "model": "served-model"}
    return {**head, "choices": list(choices), "usage": usage}


def body(value: object, *, status: int = 200, kind: str = "application/json", **headers: str) -> Act:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return lambda handler: handler.send(status, content, kind, **headers)


def answer(text: str | None, finish: str | None = "stop", **message: Any) -> Act:
    return body(completion(choice(text, finish, **message)))


def fault(status: int, message: str = "the server says no", **headers: str) -> Act:
    return body({"error": {"message": message}}, status=status, **headers)


def hang(handler: ChatHandler) -> None:
    """Take the request and say nothing until the test is over."""
    handler.server.over.wait(30)


def hang_up(handler: ChatHandler) -> None:
    """Close the connection without a word."""
    handler.close_connection = True


def half_body(handler: ChatHandler) -> None:
    """Promise 500 bytes, send nine and close."""
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", "500")
    handler.end_headers()
    handler.wfile.write(b'{"id": "c')


def streamed(
    *pieces: str, finish: str | None = "stop", tail: bytes = b"data: [DONE]\n\n", pause: float = 0
) -> Act:
    """Pieces as server-sent events; without ``finish`` the stream ends as if it had been cut."""

    def act(handler: ChatHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        deltas: list[tuple[dict[str, Any], str | None]] = [({"content": piece}, None) for piece in pieces]
        if finish:
            deltas.append(({}, finish))
        for delta, mark in deltas:
            chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "served-model"}
            event = {**chunk, "choices": [{"index": 0, "delta": delta, "finish_reason": mark}]}
            handler.wfile.write(b"data: " + json.dumps(event).encode() + b"\n\n")
            handler.wfile.flush()
            handler.server.over.wait(pause)
        handler.wfile.write(tail)

    return act


class Acts:
    """What a test can let the server do."""

    answer = staticmethod(answer)
    body = staticmethod(body)
    choice = staticmethod(choice)
    completion = staticmethod(completion)
    fault = staticmethod(fault)
    half_body = staticmethod(half_body)
    hang = staticmethod(hang)
    hang_up = staticmethod(hang_up)
    streamed = staticmethod(streamed)


@pytest.fixture
def acts() -> type[Acts]:
    return Acts


@pytest.fixture
def dead_url() -> str:
    """An address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    server = ChatServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    thread.join(5)
    server.server_close()
