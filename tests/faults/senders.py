"""Who sends the set in a fault's row: `dde send`, and the tools it is compared with."""

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, fields
from pathlib import Path

from dde_tui.cli import run
from dde_tui.terminal.console import Console
from dde_tui.workspace.folder import Workspace, create_workspace
from dde_tui.workspace.settings import SecureStorSettings
from faults.servers import District
from support.connected import set_connection

ROOT = Path(__file__).parent.parent.parent
_GIVEN_UP = 25.0  # seconds after which a tool that still runs counts as hanging
_KNOWN = {each.name for each in fields(SecureStorSettings)}


@dataclass(frozen=True)
class Said:
    """How a sending ended: its exit code, None where it was stopped because it hung; and what it said."""

    code: int | None
    words: str


class Sender:
    """Sends the folder `source` to a district's server, by way of a line's port.

    Args:
        base: an empty folder for its settings.
        source: the folder with the set.
        server: where to; known by the host key it has now.
        port: the line's port.
    """

    called = ""
    needs = ""
    """The program that must be installed."""
    asks: tuple[str, ...] = ()
    """The command that says which one it is, in its first two words."""

    def __init__(self, base: Path, source: Path, server: District, port: int, **settings: object) -> None:
        base.mkdir()
        self.base, self.source, self.server, self.port = base, source, server, port
        self.process: subprocess.Popen[str] | None = None
        self.prepare(**settings)

    def prepare(self, **settings: object) -> None:
        """Write what it needs to know."""
        (self.base / "known_hosts").write_text(
            f"[127.0.0.1]:{self.port} {self.server.host_line}\n", encoding="utf-8"
        )

    def command(self) -> list[str]:
        """Return its command line."""
        raise NotImplementedError

    def begin(self) -> None:
        """Start it as a process of its own."""
        self.process = subprocess.Popen(
            [*map(str, self.command())],
            cwd=self.base,
            env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(self.base)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def end(self) -> Said:
        """Wait for that process."""
        assert self.process is not None
        try:
            out, err = self.process.communicate(timeout=_GIVEN_UP)
            code: int | None = self.process.returncode
        except subprocess.TimeoutExpired:
            self.process.kill()
            out, err = self.process.communicate()
            code = None
        return Said(code, self.words(out, err))

    def send(self) -> Said:
        """Run it to its end."""
        self.begin()
        return self.end()

    def kill(self) -> None:
        """`kill -9`."""
        assert self.process is not None
        self.process.kill()

    def words(self, out: str, err: str) -> str:
        """Return what matters of what it said."""
        lines = [line.strip() for line in (out + err).splitlines() if line.strip()]
        return lines[-1] if lines else ""


class Dde(Sender):
    """`dde send`, in this process unless it must be killed."""

    called = "dde"

    def prepare(self, **settings: object) -> None:
        self.workspace: Workspace = create_workspace(self.base / "workspace", "Caprock Bend ISD")
        where = self.server.server(self.port)
        given = {
            "host": where.host,
            "port": where.port,
            "user": where.user,
            "folder": where.folder,
            "key_file": str(where.key_file),
            "host_keys": list(where.host_keys),
            **{name: value for name, value in settings.items() if name in _KNOWN},
        }
        set_connection(self.workspace, given)

    def command(self) -> list[str]:
        return [sys.executable, "-m", "dde_tui", *self._arguments()]

    def _arguments(self) -> list[str]:
        return ["--workspace", str(self.workspace.path), "send", str(self.source), "--json"]

    def send(self) -> Said:
        out, err = io.StringIO(), io.StringIO()
        code = run(self._arguments(), Console(out, err, {}))
        return Said(int(code), self.words(out.getvalue(), err.getvalue()))

    def words(self, out: str, err: str) -> str:
        assert "Traceback" not in out + err, out + err
        if not out.strip():
            return " ".join(err.split())
        answer = json.loads(out)
        return answer.get("sentence") or answer["outcome"]


class Sftp(Sender):
    """OpenSSH's `sftp -b`, with the keep-alives that end a dead connection."""

    called = "sftp -b"
    needs = "sftp"
    asks = ("ssh", "-V")

    def command(self) -> list[str]:
        batch = self.base / "batch"
        names = sorted(path.name for path in self.source.iterdir())
        lines = [f'cd "{self.server.folder}"', *(f'put "{self.source / name}" "{name}"' for name in names)]
        batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
        options = {
            "Port": self.port,
            "UserKnownHostsFile": self.base / "known_hosts",
            "GlobalKnownHostsFile": "none",
            "StrictHostKeyChecking": "yes",
            "IdentitiesOnly": "yes",
            "BatchMode": "yes",
            "ConnectTimeout": 5,
            "ServerAliveInterval": 1,
            "ServerAliveCountMax": 2,
        }
        given = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        who = f"{self.server.user}@127.0.0.1"
        return ["sftp", "-q", "-b", str(batch), "-i", str(self.server.key), *given, who]


class Rclone(Sender):
    """`rclone copy`, with time limits as short as ours."""

    called = "rclone"
    needs = "rclone"
    asks = ("rclone", "version")

    def command(self) -> list[str]:
        config = self.base / "rclone.conf"
        config.touch()
        flags = {
            "config": config,
            "sftp-host": "127.0.0.1",
            "sftp-port": self.port,
            "sftp-user": self.server.user,
            "sftp-key-file": self.server.key,
            "sftp-known-hosts-file": self.base / "known_hosts",
            "sftp-shell-type": "none",
            "contimeout": "5s",
            "timeout": "2s",
        }
        given = [f"--{name}={value}" for name, value in flags.items()]
        return ["rclone", "copy", *given, str(self.source), f":sftp:{self.server.folder}"]


SENDERS: dict[str, type[Sender]] = {each.called: each for each in (Dde, Sftp, Rclone)}


def installed(kind: type[Sender]) -> bool:
    """Whether this machine has it."""
    return not kind.needs or shutil.which(kind.needs) is not None


def version(kind: type[Sender]) -> str:
    """Return which one it is, as it says itself."""
    if kind is Dde:
        return "dde"
    said = subprocess.run(kind.asks, capture_output=True, text=True, check=False)
    return " ".join((said.stdout + said.stderr).split()[:2]).rstrip(",")
