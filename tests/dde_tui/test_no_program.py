"""No program is ever started: it would inherit this run's environment, which may hold a password."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STARTING = {"subprocess", "multiprocessing", "webbrowser", "pty", "platform"}
"""Modules that start programs; `platform` does so on Windows, and is asked in one place."""
ON_OS = {"system", "popen", "startfile", "fork", "forkpty", "posix_spawn", "posix_spawnp"}
WATCH = """
import json, os, sys
started = []
STARTS = ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.fork", "os.forkpty", "os.system", "os.spawn", "os.startfile")
sys.addaudithook(lambda event, given: started.append([event, str(given)]) if event in STARTS else None)
from dde_tui.terminal.system import start_no_program
start_no_program()
"""
TOLD = "\nprint(json.dumps(started))"
RUNS = {
    "a report of a defect": "from dde_tui.terminal.crash_report import write_report\nwrite_report(ValueError('x'), {})",
    "the doctor": "from dde_tui.cli import run\nout, sys.stdout = sys.stdout, open(os.devnull, 'w')\n"
    "run(['doctor'])\nsys.stdout = out",
    "what a bundle says of itself": "from dde_tui.actions.files.bundle.package import versions\nversions()",
    "the owner of a workspace": "from pathlib import Path\nfrom dde_tui.workspace.folder import Workspace\n"
    "Workspace(Path('.')).owner",
    "the keyring": "from dde_tui.errors import DdeError\nfrom dde_tui.workspace.keyrings import safe_backend\n"
    "try:\n    safe_backend()\nexcept DdeError:\n    pass",
    "the libraries": "import polars, pandas, numpy, paramiko, textual.app, openpyxl, keyring.util.platform_, "
    "platformdirs, filelock\nkeyring.util.platform_.config_root()",
}


@pytest.mark.parametrize("what", RUNS)
def test_nothing_starts_a_program(what, tmp_path):
    spared = {"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"}
    kept = {name: value for name, value in os.environ.items() if name not in spared}
    done = subprocess.run(
        [sys.executable, "-c", WATCH + RUNS[what] + TOLD],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == []


def test_the_systems_version_is_told_all_the_same():
    import platform

    from dde_tui.terminal.system import this_system

    found = this_system()
    assert found.name == {"win32": "Windows", "darwin": "Darwin"}.get(sys.platform, "Linux")
    assert found.release
    assert found.machine
    assert found.node == platform.node()
    assert found.python == platform.python_version()


@pytest.mark.parametrize("package", ["checks", "dde_tui"])
def test_no_module_that_starts_programs_is_imported(package):
    found = {}
    for path in (ROOT / package).rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found.setdefault(name, set()).update(each.name.split(".")[0] for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.setdefault(name, set()).add(node.module.split(".")[0])
            elif (
                isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
            ) and (node.attr in ON_OS or node.attr.startswith(("exec", "spawn"))):
                found.setdefault(name, set()).add("subprocess")
    starts = {name: names & STARTING for name, names in found.items() if names & STARTING}
    assert starts == ({"dde_tui/terminal/system.py": {"platform"}} if package == "dde_tui" else {})
