"""Every check of the workspace, run the same way on a laptop and in CI.

`nox -l` lists the sessions, `nox -s NAME` runs one, `nox` runs those that every change has to pass.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.10"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = [
    "lint",
    "types",
    "contracts",
    "shape",
    "imports",
    "schemas",
    "tests",
    "wheel",
    "docs",
    "container",
]
# An interpreter that is not on the machine is left out, never fetched.
os.environ.setdefault("UV_PYTHON_DOWNLOADS", "never")

ROOT = Path(__file__).resolve().parent
DIST = ROOT / "dist"
PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
PACKAGES = (
    "faultmaven-models",
    "faultmaven-prompts",
    "faultmaven-core",
    "faultmaven-llm",
    "faultmaven-tools",
    "faultmaven-security",
)
CORE_ALONE = PACKAGES[:3]
# What tests need beyond a package's own dependencies.
EXTRAS = {"faultmaven-core": "cli,zstd", "faultmaven-security": "presidio"}


def supported_pythons() -> list[str]:
    """Read the supported versions from versions.yaml, which holds them on one line as JSON does."""
    text = (ROOT / "versions.yaml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.strip().startswith("python: ["))
    return [part.strip(' "') for part in line.partition("[")[2].partition("]")[0].split(",")]


def present(version: str) -> bool:
    """Say whether that interpreter starts: a version manager's shim may stand for one that is not active."""
    program = shutil.which(f"python{version}")
    return (
        program is not None
        and subprocess.run([program, "-c", ""], capture_output=True, check=False).returncode == 0
    )


RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
PYTHONS = sorted(
    {RUNNING, *filter(present, supported_pythons())}, key=lambda text: int(text.partition(".")[2])
)


def group(name: str) -> list[str]:
    """List the requirements of a dependency group of the root pyproject.toml."""
    return list(nox.project.dependency_groups(PROJECT, name))


def source_of(package: str) -> str:
    """Name a package's folder, with the extras that its tests need."""
    extra = EXTRAS.get(package)
    return f"{ROOT / 'packages' / package}[{extra}]" if extra else f"{ROOT / 'packages' / package}"


def install_workspace(session: nox.Session, *groups: str) -> None:
    """Install the six packages, editable, and the dependency groups."""
    editable = [part for package in PACKAGES for part in ("-e", source_of(package))]
    session.install(*editable, *(requirement for name in groups for requirement in group(name)))


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff: every rule, and the format."""
    session.install(*group("lint"))
    session.run("ruff", "check", *session.posargs, ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Mypy, strict, over the six packages."""
    install_workspace(session, "types")
    session.run("mypy", *session.posargs)


@nox.session
def contracts(session: nox.Session) -> None:
    """import-linter: which package and module may import which."""
    install_workspace(session, "contracts")
    session.run("lint-imports", "--no-cache", *session.posargs)


@nox.session
def shape(session: nox.Session) -> None:
    """The rules about files, names and words that a linter does not know."""
    install_workspace(session, "test")
    session.run("pytest", "-m", "tree", "tests", *session.posargs)


@nox.session
def imports(session: nox.Session) -> None:
    """What `import faultmaven_core` and `faultmaven --help` cost."""
    install_workspace(session, "test")
    session.run("pytest", "-m", "cost", "-s", "tests", *session.posargs)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """All tests, on each supported Python that the machine has."""
    install_workspace(session, "test")
    session.run("pytest", *session.posargs)


@nox.session(default=False)
def fuzz(session: nox.Session) -> None:
    """Ten thousand hostile uploads through the preprocessor and every detector; `-- COUNT FIRST` for others."""
    install_workspace(session, "test")
    session.run("python", "tests/fuzz/fuzz_campaign.py", *session.posargs)


@nox.session
def schemas(session: nox.Session) -> None:
    """The published JSON Schemas are what the models generate, and are valid schemas."""
    install_workspace(session, "schemas")
    fresh = Path(session.create_tmp()) / "schemas"
    shutil.rmtree(fresh, ignore_errors=True)
    session.run("python", "-m", "faultmaven_models.schema", str(fresh))
    session.run("check-jsonschema", "--check-metaschema", *map(str, sorted(fresh.glob("*.json"))))
    published = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "schemas").glob("*.json")}
    generated = {path.name: path.read_text(encoding="utf-8") for path in fresh.glob("*.json")}
    differing = sorted(name for name in published | generated if published.get(name) != generated.get(name))
    if differing:
        session.error(
            f"{', '.join(differing)}: not what the models say; run python -m faultmaven_models.schema schemas"
        )


@nox.session
def wheel(session: nox.Session) -> None:
    """Build sdists, and wheels from them; check both; then test the wheels in environments of their own."""
    session.install(*group("wheel"), *group("test"))
    shutil.rmtree(DIST, ignore_errors=True)
    for package in PACKAGES:
        session.run(
            "python",
            "-m",
            "build",
            "--installer",
            "uv",
            "--outdir",
            str(DIST),
            f"packages/{package}",
        )
    session.run("twine", "check", "--strict", *map(str, sorted(DIST.iterdir())))
    session.run("pytest", "tests/packaging", env={"FAULTMAVEN_DIST": str(DIST)})
    for name in ("wheel-tests", "wheel-core", "wheel-cli"):
        session.notify(name)


def wheels(*names: str, extras: bool) -> list[str]:
    """Turn the built wheels of these packages into requirements."""
    found: list[str] = []
    for name in names:
        path = next(DIST.glob(f"{name.replace('-', '_')}-*.whl"), None)
        if path is None:
            message = f"no wheel of {name} in {DIST}: run nox -s wheel"
            raise FileNotFoundError(message)
        extra = f"[{EXTRAS[name]}]" if extras and name in EXTRAS else ""
        found.append(f"{name}{extra} @ {path.as_uri()}")
    return found


@nox.session(name="wheel-tests", reuse_venv=False, default=False)
def wheel_tests(session: nox.Session) -> None:
    """All tests that do not look at the tree, against the six installed wheels."""
    session.install(*wheels(*PACKAGES, extras=True), *group("test"))
    environment = {"FAULTMAVEN_TEST_INSTALLED": "1"}
    session.run("pytest", "-m", "not tree and not cost", *session.posargs, env=environment)


@nox.session(name="wheel-core", reuse_venv=False, default=False)
def wheel_core(session: nox.Session) -> None:
    """Core without any adapter: the engine works, and says what is missing for the rest."""
    session.install(*wheels(*CORE_ALONE, extras=False))
    session.run("python", "-I", "tests/packaging/core_alone.py")


@nox.session(name="wheel-cli", reuse_venv=False, default=False)
def wheel_cli(session: nox.Session) -> None:
    """The command line from wheels, without any adapter."""
    session.install(*wheels(*CORE_ALONE, extras=True))
    session.run("python", "-I", "tests/packaging/command_line.py", str(ROOT / "examples" / "incidents"))


@nox.session
def docs(session: nox.Session) -> None:
    """Every snippet of README.md, CONTRIBUTING.md, docs/ and the packages' READMEs runs."""
    install_workspace(session, "test")
    session.run("python", "tests/docs/snippets.py", *session.posargs)


@nox.session
def container(session: nox.Session) -> None:
    """The build steps of containers/Containerfile in a fresh folder, and the program as another user."""
    session.install(*group("test"))
    session.run("python", "tests/packaging/containerfile.py", *session.posargs)
