"""Build the command line image's content without a container engine, then run it as a user without rights.

Each COPY and RUN of the builder stage is done in a fresh folder, in order, with $PREFIX inside that folder.
The second stage must only copy that prefix, name a user that is not root, and start a program that exists.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTAINERFILE = ROOT / "containers" / "Containerfile"
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", ".mypy_cache", "*.egg-info", "dist")


@dataclass(frozen=True, kw_only=True, slots=True)
class Instruction:
    """One instruction of a Containerfile: its word in capitals, and the rest with line ends joined."""

    word: str
    rest: str


def parse(text: str) -> list[list[Instruction]]:
    """Read a Containerfile as stages, each a list of instructions that begins with its FROM."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    stages: list[list[Instruction]] = []
    for joined in "\n".join(lines).replace("\\\n", " ").splitlines():
        word, _, rest = joined.strip().partition(" ")
        if word == "FROM":
            stages.append([])
        stages[-1].append(Instruction(word=word, rest=rest.strip()))
    return stages


def build(stage: list[Instruction], *, place: Path, python: str) -> Path:
    """Do the builder's steps below the place and return the prefix that they filled."""
    work, tools = place / "src", place / "tools"
    prefix = place / value_of(stage, "ARG", "PREFIX").lstrip("/")
    for folder in (work, tools, prefix.parent):
        folder.mkdir(parents=True)
    (tools / "python").symlink_to(python)
    environment = {"PATH": f"{tools}:/usr/bin:/bin", "HOME": str(place), "PREFIX": str(prefix)}
    passed_on = (
        "PIP_",
        "SSL_CERT",
        "http_proxy",
        "https_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "no_proxy",
        "NO_PROXY",
    )
    environment |= {name: text for name, text in os.environ.items() if name.startswith(passed_on)}
    for step in stage:
        if step.word == "COPY":
            *names, _target = step.rest.split()
            for name in names:
                copy(ROOT / name, work / name)
        elif step.word == "RUN":
            sys.stdout.write(f"RUN {step.rest}\n")
            sys.stdout.flush()
            subprocess.run(["/bin/sh", "-ec", step.rest], cwd=work, env=environment, check=True)
        elif step.word not in {"FROM", "ARG", "WORKDIR"}:
            raise SystemExit(
                f"{CONTAINERFILE}: {step.word} in the builder stage is not something this check can do"
            )
    return prefix


def copy(source: Path, target: Path) -> None:
    """Copy a file or a folder, without what tools left in it."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=LEFT_BEHIND)
    else:
        shutil.copy2(source, target)


def value_of(stage: list[Instruction], word: str, name: str) -> str:
    """Find `name=value` in the stage's instructions of this word."""
    for step in stage:
        key, _, value = step.rest.partition("=")
        if step.word == word and key == name:
            return value
    raise SystemExit(f"{CONTAINERFILE}: no {word} {name} in the builder stage")


def one(stage: list[Instruction], word: str) -> str:
    """Find the last instruction of this word, the one that counts."""
    found = [step.rest for step in stage if step.word == word]
    if not found:
        raise SystemExit(f"{CONTAINERFILE}: the last stage has no {word}")
    return found[-1]


def as_nobody(command: list[str], user: int) -> list[str]:
    """Let the command run as the image's user; who is not root already runs without rights."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs", *command]


def interpreter(user: int) -> str:
    """Find a Python that the image's user may run: a root user's own one stands in a closed folder."""
    running = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for name in (
        os.path.realpath(sys.executable),
        f"/usr/local/bin/{running}",
        f"/usr/bin/{running}",
        "/usr/bin/python3",
    ):
        probe = [name, "-c", "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))"]
        if (
            Path(name).exists()
            and subprocess.run(as_nobody(probe, user), capture_output=True, check=False).returncode == 0
        ):
            return name
    raise SystemExit(f"no Python 3.11 or newer with ensurepip that user {user} may run")


def main() -> None:
    """Build, then run what the image would run, on a real incident."""
    builder, final = parse(CONTAINERFILE.read_text(encoding="utf-8"))
    user = int(one(final, "USER").partition(":")[0])
    assert user != 0, "the image runs as root"
    prefix_in_image = value_of(builder, "ARG", "PREFIX")
    assert one(final, "COPY") == f"--from=builder {prefix_in_image} {prefix_in_image}"
    with tempfile.TemporaryDirectory(prefix="faultmaven-image-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        prefix = build(builder, place=place, python=interpreter(user))
        (entry,) = json.loads(one(final, "ENTRYPOINT"))
        program = str(prefix / Path(entry).relative_to(prefix_in_image))
        incident = next(iter(sorted((ROOT / "examples" / "incidents").glob("*/capture"))))
        shutil.copytree(incident, place / "incident")
        command = as_nobody([program, "investigate", ".", "--json", "-"], user)
        answer = subprocess.run(
            command,
            cwd=place / "incident",
            env={"PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode != 0:
            raise SystemExit(f"{' '.join(command)} ended with {answer.returncode}:\n{answer.stderr}")
        causes = json.loads(answer.stdout)["root_causes"]
        assert causes, "the program found no cause"
        sys.stdout.write(f"as user {user}: {causes[0]['failure_mode']} in {incident.parent.name}\n")


if __name__ == "__main__":
    main()
