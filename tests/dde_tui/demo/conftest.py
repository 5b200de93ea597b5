"""One demo, played once for all tests that look at what it said and left."""

import io
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from dde_tui.cli import run
from dde_tui.terminal.console import Console
from dde_tui.workspace.folder import Workspace


@dataclass(frozen=True)
class Played:
    """What a demo said, and where its things lie."""

    code: int
    out: str
    err: str
    home: Path
    threads: int
    """How many threads it left behind."""
    folders: set[str]
    """Temporary folders it left behind."""

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.home / "workspace")

    @property
    def securestor(self) -> Path:
        (folder,) = (self.home / "securestor").iterdir()
        return folder


def demo_folders() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob("dde-demo-*")}


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The whole journey of `dde demo --keep`, away from a terminal."""
    home = tmp_path_factory.mktemp("demo") / "journey"
    threads, folders = threading.active_count(), demo_folders()
    out, err = io.StringIO(), io.StringIO()
    code = run(["demo", "--keep", str(home)], Console(out, err, {}))
    left = threading.active_count() - threads
    return Played(code, out.getvalue(), err.getvalue(), home, left, demo_folders() - folders)
