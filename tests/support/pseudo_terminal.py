"""A program in a pseudo-terminal, and everything it wrote there, byte by byte; POSIX only."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals of this kind are POSIX's", allow_module_level=True)

import fcntl
import pty
import struct
import termios

PATIENCE = float(os.environ.get("DDE_PATIENCE", "120"))


class Terminal:
    """A program in a terminal, and everything it wrote there."""

    def __init__(self, program: subprocess.Popen[bytes], handle: int) -> None:
        self.program = program
        self.handle = handle
        self.seen = b""

    def read(self, seconds: float) -> bytes:
        """Return what arrives within this time at most."""
        if not select.select([self.handle], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.handle, 65536)
        except OSError:
            return b""
        self.seen += data
        return data

    def until(self, text: bytes, since: int = 0) -> None:
        """Read until this text has come, behind so many bytes."""
        end = time.monotonic() + PATIENCE
        while text not in self.seen[since:]:
            assert time.monotonic() < end, self.seen[-2000:]
            self.read(0.2)

    def quiet(self, seconds: float = 0.7) -> None:
        """Read until nothing has come for a while."""
        while self.read(seconds):
            pass

    def press(self, keys: bytes, until: bytes = b"") -> None:
        """Type these keys, and read until this text has come as their answer."""
        since = len(self.seen)
        os.write(self.handle, keys)
        self.until(until, since)

    def end(self) -> int:
        """Read until the program has ended, and return its exit code."""
        end = time.monotonic() + PATIENCE
        while self.program.poll() is None:
            assert time.monotonic() < end, self.seen[-2000:]
            self.read(0.1)
        while self.read(0.1):
            pass
        return self.program.returncode


@contextmanager
def terminal(
    arguments: list[str],
    home: Path,
    environ: Mapping[str, str] | None = None,
    size: tuple[int, int] = (80, 24),
) -> Iterator[Terminal]:
    """Run a program in a terminal of this size (columns, lines); its reports go below `home`."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "DDE_WORKSPACE")}
    every = {**kept, "TERM": "xterm-256color", "XDG_STATE_HOME": str(home / "state"), **(environ or {})}
    program = subprocess.Popen(
        arguments, stdin=theirs, stdout=theirs, stderr=theirs, env=every, start_new_session=True
    )
    os.close(theirs)
    try:
        yield Terminal(program, ours)
    finally:
        program.kill()
        program.wait()
        os.close(ours)
