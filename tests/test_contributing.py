"""What CONTRIBUTING.md shows works: its code is put into a copy of the project and run."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "CONTRIBUTING.md"
COPIED = (
    "checks",
    "dde_tui",
    "tests/support",
    "tests/conftest.py",
    "tests/dde_tui/conftest.py",
    "pyproject.toml",
)
OPENS = """
import asyncio, sys
from datetime import datetime
from pathlib import Path

from dde_tui.app import DdeApp
from dde_tui.screens.shell.session import Session
from dde_tui.workspace.folder import create_workspace
from support.app_pilot import screen_text, until_shown

async def opened():
    workspace = create_workspace(Path(sys.argv[1]), "Bluebonnet ISD")
    now = datetime.fromisoformat("2026-11-09T10:00:00-06:00")
    app = DdeApp(Session(workspace, {}, lambda: now), workspace.path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("H")
        await until_shown(pilot, "Thursday, November 26")
        await pilot.press("f1")
        await until_shown(pilot, "Help: Holidays")
        print(ascii(screen_text(app)))

asyncio.run(opened())
"""


@dataclass(frozen=True)
class Block:
    """One fenced block: the file it belongs to, and its text."""

    path: str
    kind: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The lines that somebody has to write."""
        added = self.text.splitlines()
        return added if self.kind == "python" else [line for line in added if line.startswith("+")]


def blocks(section: str) -> list[Block]:
    """The blocks of a section, each under the last line that named a file."""
    text = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    (body,) = [each for each in text if each.startswith(f"{section}\n")]
    path, found = "", []
    for named, kind, code in re.findall(
        r"^`([^`\n]+)`(?: \(new\))?:$|^```(python|diff)\n(.*?)^```$", body, re.MULTILINE | re.DOTALL
    ):
        if named:
            path = named
        else:
            found.append(Block(path, kind, code))
    return found


COMMAND, PLACE = blocks("Add a command"), blocks("Add a place")


def apply(block: Block, root: Path) -> None:
    """Write a new file, or make a change whose surroundings stand exactly once in the file."""
    path = root / block.path
    if block.kind == "python":
        assert not path.exists(), f"{block.path} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        return
    lines = block.text.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"this stands {text.count(old)} times in {block.path}:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with both walk-throughs in it."""
    root = tmp_path_factory.mktemp("project")
    for name in COPIED:
        source, target = ROOT / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for block in (*COMMAND, *PLACE):
        apply(block, root)
    return root


def run(project: Path, *arguments: str) -> str:
    """Run Python on the copy and return what it said."""
    left_out = {"DDE_WORKSPACE", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"}
    environ = {name: value for name, value in os.environ.items() if name not in left_out}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={
            **environ,
            "PYTHONPATH": os.pathsep.join((str(project), str(project / "tests"))),
            "PYTHONUTF8": "1",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("walk", [COMMAND, PLACE], ids=["command", "place"])
def test_a_walk_through_takes_three_files_and_sixty_lines_beside_its_test(walk: list[Block]) -> None:
    written = [block for block in walk if not block.path.startswith("tests/")]
    assert 2 <= len({block.path for block in written}) <= 3
    assert sum(len(block.lines) for block in written) <= 60


def test_the_new_command_runs_and_is_in_the_help(project: Path) -> None:
    assert "  holidays " in run(project, "-m", "dde_tui", "--help")
    assert "dde-holidays/1" in run(project, "-m", "dde_tui", "holidays", "--json")


def test_the_test_of_the_new_command_passes(project: Path) -> None:
    said = run(project, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/dde_tui/actions")
    assert "2 passed" in said


def test_the_new_place_opens_by_its_key_and_explains_itself(project: Path, tmp_path: Path) -> None:
    assert "toward CLI's published" in run(project, "-c", OPENS, str(tmp_path / "workspace"))


@pytest.mark.parametrize("words", [["check"], ["format", "--check"]], ids=["lint", "format"])
def test_the_code_that_is_shown_is_in_our_style(project: Path, words: list[str]) -> None:
    paths = sorted({block.path for block in (*COMMAND, *PLACE)})
    run(project, "-m", "ruff", *words, "--no-cache", *paths)
