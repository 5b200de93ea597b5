"""The command driven from a test: in this process with two streams of its own, or as a real process."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checks.example.changes import Files
from checks.example.district import district
from dde_tui.actions.files.template import template_files
from dde_tui.cli import run
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.terminal.console import Console
from dde_tui.workspace.folder import Workspace, open_workspace
from dde_tui.workspace.settings import change_settings
from support import frames

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "correct horse battery"


class Terminal(io.StringIO):
    """A stream that says it is a terminal, and says what was typed on it."""

    def isatty(self) -> bool:
        return True


@dataclass(frozen=True)
class Said:
    """What a command said on its two streams, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on standard output."""
        assert self.out.isascii()
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The narration in one line."""
        return " ".join(self.err.split())


@pytest.fixture(scope="session", autouse=True)
def light_screens() -> Iterator[None]:
    """Spare every app of this process what Textual would do for it again."""
    with pytest.MonkeyPatch.context() as patch:
        frames.parse_once(patch)
        frames.draw_when_looked_at(patch)
        yield


@pytest.fixture
def dde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Said]:
    """Runs one command line in this process; `terminal` makes its output a terminal, `typed` its input too."""
    monkeypatch.delenv("DDE_WORKSPACE", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def call(
        *arguments: object,
        workspace: Workspace | None = None,
        terminal: bool = False,
        typed: str | None = None,
        piped: str = "",
        environ: dict[str, str] | None = None,
    ) -> Said:
        stream = Terminal if terminal or typed is not None else io.StringIO
        out, err = stream(), stream()
        monkeypatch.setattr(sys, "stdin", Terminal(typed) if typed is not None else io.StringIO(piped))
        before = ["--workspace", str(workspace.path)] if workspace else []
        code = run([*before, *map(str, arguments)], Console(out, err, environ or {}))
        said = Said(int(code), out.getvalue(), err.getvalue())
        assert "Traceback" not in said.out + said.err
        return said

    return call


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., Said]:
    """Runs one command line as a process of its own, away from a terminal; `before` is Python that runs first."""

    def call(
        *arguments: object,
        cwd: Path | None = None,
        before: str = "",
        stdin: bytes = b"",
        stdout: int | io.IOBase = subprocess.PIPE,
        **variables: str,
    ) -> Said:
        kept = {name: value for name, value in os.environ.items() if name != "DDE_WORKSPACE"}
        environ = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "XDG_STATE_HOME": str(tmp_path / "state"),
            "PYTHONUTF8": "1",
            **variables,
        }
        program = f"import sys\n{before}\nfrom dde_tui.__main__ import main\nmain()"
        done = subprocess.run(
            [sys.executable, "-c", program, *map(str, arguments)],
            cwd=cwd or tmp_path,
            env=environ,
            input=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
        return Said(done.returncode, (done.stdout or b"").decode("utf-8"), done.stderr.decode("utf-8"))

    return call


def _put(folder: Path, files: Files) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def put() -> Callable[[Path, Files], Path]:
    """Writes files into a folder, made where it is missing, and returns it."""
    return _put


@pytest.fixture(scope="session")
def clean_files() -> Files:
    return template_files("clean")


@pytest.fixture(scope="session")
def wrong_files() -> Files:
    return template_files("mistakes")


@pytest.fixture
def clean(tmp_path: Path, clean_files: Files) -> Path:
    """The sample district's files, right."""
    return _put(tmp_path / "clean", clean_files)


@pytest.fixture
def wrong(tmp_path: Path, wrong_files: Files) -> Path:
    """The sample district's files with every planted mistake."""
    return _put(tmp_path / "wrong", wrong_files)


@pytest.fixture(scope="session")
def secrets_of_the_district() -> tuple[str, ...]:
    """Names, addresses and birth dates of the sample district's people: what must stay in its files."""
    rows = district()
    columns = {"users.csv": ("givenName", "familyName", "email"), "demographics.csv": ("birthDate",)}
    values = {row[column] for file, names in columns.items() for row in rows[file] for column in names}
    return tuple(sorted(value for value in values if value))


@pytest.fixture
def workspace(dde: Callable[..., Said], tmp_path: Path) -> Workspace:
    """A new workspace whose answers come from the exchange folder."""
    path = tmp_path / "workspace"
    assert (
        dde("--workspace", path, "init", "--district", "Caprock Bend ISD", "--feedback", "folder").code == 0
    )
    return open_workspace(path, {})


@pytest.fixture
def securestor(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A running SFTP server; the district's folder on it is `district`."""
    root = tmp_path / "securestor"
    (root / "district").mkdir(parents=True)
    with EmbeddedServer(root, password=PASSWORD) as server:
        yield server


@pytest.fixture
def connect_flags(securestor: EmbeddedServer) -> list[str]:
    """The flags of `dde connect` for that server."""
    return [
        *("--host", "127.0.0.1", "--port", str(securestor.port), "--user", "district"),
        *("--folder", "district", "--password-env", "DISTRICT_PASSWORD"),
        *("--host-key", securestor.fingerprint),
    ]


@pytest.fixture
def connected(
    dde: Callable[..., Said], workspace: Workspace, connect_flags: list[str], monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """The workspace, connected to the server with an exchange folder; a broken line is not tried again."""
    monkeypatch.setenv("DISTRICT_PASSWORD", PASSWORD)
    said = dde("connect", *connect_flags, "--exchange", workspace=workspace)
    assert said.code == 0, said.err
    change_settings(workspace.settings_file, {"securestor.retries": 0})
    return workspace


@pytest.fixture
def arrived(securestor: EmbeddedServer) -> Callable[[], Files]:
    """Returns what lies in the district's folder on the server, hidden files too."""

    def look() -> Files:
        folder = securestor.root / "district"
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}

    return look
