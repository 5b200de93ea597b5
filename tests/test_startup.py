"""What is asked often starts quickly: nothing heavy is loaded on the way to it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from checks.example.changes import as_files
from checks.example.tiny import tiny
from dde_tui.workspace.folder import create_workspace

ROOT = Path(__file__).parent.parent
HEAVY = (
    *("polars", "numpy", "pandas", "pyarrow", "paramiko", "keyring", "textual", "rich", "cryptography"),
    *("openpyxl", "dde_tui.terminal.sanitizer"),
)
PROGRAM = f"""
import pathlib, sys
from dde_tui.cli import run
code = run(sys.argv[2:])
pathlib.Path(sys.argv[1]).write_text(" ".join(name for name in {HEAVY!r} if name in sys.modules))
raise SystemExit(code)
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return create_workspace(tmp_path_factory.mktemp("workspace"), "Caprock Bend ISD")


@pytest.fixture
def loaded(workspace, tmp_path):
    """Returns which heavy packages a command loaded."""

    def after(*words):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, tmp_path / "loaded", *words],
            cwd=workspace.path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return set((tmp_path / "loaded").read_text("utf-8").split())

    return after


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--version"],
        ["status"],
        ["status", "--json"],
        ["send", "--help"],
        ["connect", "--help"],
        ["demo", "--help"],
        ["requirements", "users.csv"],
        ["feedback", "list"],
        ["request", "--draft"],
    ],
    ids=" ".join,
)
def test_nothing_heavy_is_loaded_for(loaded, words):
    assert loaded(*words) == set()


def test_the_measure_sees_what_a_check_loads(loaded, tmp_path):
    for name, data in as_files(tiny()).items():
        (tmp_path / name).write_bytes(data)
    assert {"polars", "numpy"} <= loaded("check", tmp_path)
