"""A piece of work, killed before each of its steps on the disk, one step after the other."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROGRAM = """
import itertools, os, signal, sys
from pathlib import Path, PurePosixPath
STEPS = {{"os.rename", "os.mkdir", "os.remove", "os.rmdir", "open", "os.truncate", "os.link"}}
{code}
import filelock, json, shutil

for number in itertools.count(1):
    home = Path(sys.argv[1], str(number))
    home.mkdir()
    prepare(home)
    child = os.fork()
    if not child:
        left = number

        def watch(event, arguments):
            global left
            if event in STEPS:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        work(home)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0, status
        break
"""
"""`code` defines `prepare(home)` and `work(home)`; each try has a folder of its own, the last is not killed."""


def killed_everywhere(root: Path, code: str) -> list[Path]:
    """Run the work once for each of its steps, killed before it; return the folders it was killed in."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(code=code), str(root)],
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return sorted(root.iterdir(), key=lambda path: int(path.name))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too, by its path with slashes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
