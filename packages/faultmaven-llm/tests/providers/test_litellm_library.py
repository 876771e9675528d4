from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

# A process of its own: no other test has imported litellm there, the working directory holds a .env file, and
# whatever it looks up or connects to is written down.
PROBE = """
import asyncio, json, sys

reached = []
def listen(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        reached.append(str(arguments[0]))
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        reached.append(arguments[1][0])
sys.addaudithook(listen)

from faultmaven_llm import LiteLLMProvider
from faultmaven_models.chat import ChatMessage, ChatRequest, Speaker

async def main(url):
    request = ChatRequest(messages=(ChatMessage(speaker=Speaker.USER, text="hi"),))
    texts = []
    for model in ("openai/gpt-4o-mini", "openai/meta-llama/Llama-3.1-8B-Instruct"):
        provider = LiteLLMProvider(model=model, api_base=url, api_key="k")
        texts.append((await provider.complete(request)).text)
        texts.append("".join([piece async for piece in provider.stream(request)]))
    return texts

texts = asyncio.run(main(sys.argv[1]))
import os
print(json.dumps({"texts": texts, "reached": sorted(set(reached)), "env": os.environ.get("FROM_DOT_ENV")}))
"""


def test_a_call_and_a_stream_reach_nothing_but_the_provider(
    chat_server: Any, acts: Any, tmp_path: Path
) -> None:
    chat_server.script = [acts.answer("called"), acts.streamed("str", "eamed")] * 2
    (tmp_path / ".env").write_text("FROM_DOT_ENV=loaded\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LITELLM")}
    result = subprocess.run(
        [sys.executable, "-c", PROBE, chat_server.url],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    outcome = json.loads(result.stdout)
    assert outcome == {"texts": ["called", "streamed"] * 2, "reached": ["127.0.0.1"], "env": None}
    assert result.stderr == ""


def test_a_broken_installation_says_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "litellm.py").write_text("raise ImportError('half installed')\n", encoding="utf-8")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from faultmaven_llm.providers.litellm_library import load_litellm\n"
        "from faultmaven_models.errors import SetupError\n"
        "try:\n    load_litellm()\nexcept SetupError as error:\n    print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert "half installed" in result.stdout
    assert "pip install" in result.stdout
