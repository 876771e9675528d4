"""Set FaultMaven up in this clone, once, and run it. Needs Python 3.11 or newer and nothing else.

    python3 examples/quickstart.py investigate PATH...   any command of `faultmaven` may follow
    python3 examples/quickstart.py test                  the tests (nox); more arguments go to nox

The programs are installed into .venv at the top of the clone, so nothing outside the clone changes and
a Python that refuses `pip install` (Debian has one) is fine. A later call starts at once;
it installs again only when a package's pyproject.toml or versions.yaml has changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PROGRAMS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
MINIMUM = (3, 11)
VENV = [sys.executable, "-m", "venv", "--clear"]
# The model adapter is left out: it brings 230 MB that an investigation without a model never loads.
PACKAGES = (
    "faultmaven-models",
    "faultmaven-prompts",
    "faultmaven-core[cli]",
    "faultmaven-tools",
    "faultmaven-security",
)


class SetupFailed(Exception):
    """The environment cannot be made; the message says which command mends that."""


def main(arguments: list[str]) -> int:
    """Set up what the arguments need, run it, and return its exit code."""
    if sys.version_info < MINIMUM:
        have = ".".join(str(part) for part in sys.version_info[:3])
        raise SetupFailed(
            f"FaultMaven needs Python 3.11 or newer and this is {have}: name a newer one, as in python3.12"
        )
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(__doc__)
        return 0
    if arguments[0] == "test":
        install("nox", ["nox[uv]>=2025.10"])
        return run(["nox", "-f", str(ROOT / "noxfile.py"), *(arguments[1:] or ["-s", "tests"])])
    editable = [part for name in PACKAGES for part in ("--editable", f"{ROOT / 'packages' / name}")]
    install("faultmaven", editable)
    return run(["faultmaven", *arguments])


def install(purpose: str, requirements: list[str]) -> None:
    """Install the requirements into the environment unless the same ones are there already."""
    stamp = ENVIRONMENT / f"installed-{purpose}.txt"
    wanted = fingerprint(requirements)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say(f"setting up {ENVIRONMENT} for {purpose}; this happens once and takes a minute or so")
    python = str(PROGRAMS / "python")
    pip = [*make_environment(python), "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, *requirements], check=False).returncode != 0:
        raise SetupFailed(
            "pip could not install what is needed (its message is above); mend that and call again"
        )
    stamp.write_text(wanted, encoding="utf-8")


def fingerprint(requirements: list[str]) -> str:
    """A digest of what decides about the installation: the requirements, the versions and the interpreter."""
    digest = hashlib.sha256()
    for text in (*requirements, sys.version, str(ROOT)):
        digest.update(text.encode() + b"\0")
    for path in (ROOT / "versions.yaml", *sorted(ROOT.glob("packages/*/pyproject.toml"))):
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def make_environment(python: str) -> list[str]:
    """Make the environment if it is not there or does not work; return the command that is its pip."""
    own_pip = [python, "-m", "pip"]
    if works([*own_pip, "--version"]) or works([python, "-m", "ensurepip"]):
        return own_pip
    has_installer = works([sys.executable, "-c", "import ensurepip; ensurepip.version()"])
    options = [] if has_installer else ["--without-pip"]
    if subprocess.run([*VENV, *options, str(ENVIRONMENT)], check=False).returncode != 0:
        raise SetupFailed(f"{sys.executable} could not make {ENVIRONMENT} (its message is above)")
    if has_installer:
        return own_pip
    # Debian keeps the installer in a package of its own; a pip of the system can serve from outside.
    host_pip = [sys.executable, "-m", "pip", "--python", python]
    if works([*host_pip, "--version"]):
        return host_pip
    unpack_debian_pip()
    return own_pip


def unpack_debian_pip() -> None:
    """Put Debian's pip into the environment. Its package is only unpacked: the system stays as it is."""
    package, mend = "python3-pip-whl", f"install Debian's python3.{sys.version_info.minor}-venv, or pip"
    if shutil.which("apt-get") is None:
        raise SetupFailed(f"{sys.executable} has neither ensurepip nor pip: {mend}")
    with tempfile.TemporaryDirectory() as folder:
        download = ["apt-get", "download", "-qq", package]
        if not works(download, folder):
            works(["apt-get", "update", "-qq"])  # a new machine has no package lists yet
            if not works(download, folder):
                raise SetupFailed(
                    f"{sys.executable} has neither ensurepip nor pip, and {package} is out of reach: {mend}"
                )
        for archive in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg-deb", "--extract", str(archive), folder], check=True)
        for wheel in Path(folder).glob("usr/share/python-wheels/pip-*.whl"):
            with zipfile.ZipFile(wheel) as content:
                content.extractall(next(ENVIRONMENT.glob("lib/python3*/site-packages")))


def works(command: list[str], folder: str | None = None) -> bool:
    """Say whether the command, run in the folder if one is named, starts and ends without an error."""
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def run(command: list[str]) -> int:
    """Run a program of the environment in its stead and return its exit code."""
    program = [str(PROGRAMS / command[0]), *command[1:]]
    if os.name == "posix":
        os.execv(program[0], program)  # noqa: S606  the program is ours and there is no shell to need
    return subprocess.run(program, check=False).returncode


def say(message: str) -> None:
    """Tell the person what goes on; standard output belongs to the program."""
    print(f"quickstart: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupFailed as error:
        say(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
