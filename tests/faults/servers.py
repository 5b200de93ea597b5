"""The two servers that everything about sending is tried on, behind one interface: the embedded one, and OpenSSH's."""

import base64
import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import paramiko
import pytest

from dde_tui.securestor.auth.keygen import make_key
from dde_tui.securestor.connection.connection import Server
from dde_tui.securestor.ssh.fingerprints import host_key
from faults.embedded import FaultyServer
from faults.switches import NONE, Faults
from support.machine import program

_LONGEST_PATH = 4_095  # bytes on Linux, which no server of ours can go beyond


class District:
    """A running server with a district's folder, which lies on this machine's disk at `root`.

    Args:
        base: an empty folder for all it needs.
        faults: how it misbehaves from the start.
    """

    called = ""
    """How the fault table calls it."""

    def __init__(self, base: Path, faults: Faults = NONE) -> None:
        self.base = base
        self.faults = faults
        self.root = base / "served" / "district"
        self.root.mkdir(parents=True)
        self.key = _new_key(base / "user")
        self.port = 0
        self.user = ""
        self.folder = ""

    @property
    def fingerprint(self) -> str:
        """The host key's fingerprint."""
        kind, blob = self.host_line.split()[:2]
        return host_key(kind, base64.b64decode(blob)).fingerprint

    @property
    def host_line(self) -> str:
        """The public half of the host key: "ssh-ed25519 AAAA…"."""
        raise NotImplementedError

    def server(self, port: int = 0) -> Server:
        """Return how a client names it, over a line's port where one is given."""
        return Server(
            "127.0.0.1",
            port or self.port,
            self.user,
            self.folder,
            key_file=self.key,
            host_keys=(self.fingerprint,),
        )

    def change(self, faults: Faults) -> None:
        """Misbehave in another way from now on."""
        raise NotImplementedError

    def start(self) -> None:
        """Serve; a server that was killed comes back."""
        raise NotImplementedError

    def kill(self) -> None:
        """Die at once with every connection, as with `kill -9`."""
        raise NotImplementedError

    def admit(self, *, known: bool) -> None:
        """Let the user in, or nobody."""
        raise NotImplementedError

    def rekey(self) -> None:
        """Show another host key from now on."""
        raise NotImplementedError

    def restore_key(self) -> None:
        """Show the first host key again."""
        raise NotImplementedError

    def close(self) -> None:
        """End for good."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class Embedded(District):
    """The server of the demo, with every switch."""

    called = "embedded"

    def __init__(self, base: Path, faults: Faults = NONE) -> None:
        super().__init__(base, faults)
        self.user, self.folder = "district", "district"
        self._authorized = (base / "user.pub").read_text("utf-8")
        self.running = FaultyServer(
            base / "served", user=self.user, authorized_keys=[self._authorized], faults=faults
        )
        self._first_key = self.running._key

    @property
    def host_line(self) -> str:
        key = self.running._key
        return f"{key.get_name()} {key.get_base64()}"

    def change(self, faults: Faults) -> None:
        self.faults = self.running.faults = faults

    def start(self) -> None:
        self.running.start()
        self.port = self.running.port

    def kill(self) -> None:
        self.running._stopping.set()
        self.running._acceptor.join()
        for transport in self.running._transports:
            with suppress(OSError):
                transport.sock.shutdown(socket.SHUT_RDWR)

    def admit(self, *, known: bool) -> None:
        blob = base64.b64decode(self._authorized.split()[1])
        self.running.authorized_keys = [blob if known else b"nobody's"]

    def rekey(self) -> None:
        self.running._key = paramiko.PKey.from_path(_new_key(self.base / "other"))

    def restore_key(self) -> None:
        self.running._key = self._first_key

    def close(self) -> None:
        self.running.stop()


class OpenSsh(District):
    """Debian's sshd, started by this user on a port of its own."""

    called = "OpenSSH"

    def __init__(self, base: Path, faults: Faults = NONE) -> None:
        self._sshd = program("sshd")
        if faults.clock or faults.at:
            pytest.skip("sshd has no such switch")
        super().__init__(base, faults)
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self.user = getpass.getuser()
        if faults.longest_name:
            self.root = _deep(base, _LONGEST_PATH - 1 - faults.longest_name)
        self.folder = str(self.root)
        if faults.longest_name:
            # The path is too long for this machine as a whole; through an open folder it is not.
            self._held = _opened(self.root)
            self.root = Path(f"/proc/self/fd/{self._held}")
        self._host = _new_key(base / "host")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def host_line(self) -> str:
        return _public(self._host).read_text("utf-8")

    def change(self, faults: Faults) -> None:
        if self.faults.room is not None:
            self._mount(["nsenter", "-t", str(self._process.pid), "-m"], faults.room or 1 << 30, "remount,")
            self.faults = faults
            return
        self.faults = faults
        self.kill()
        self.start()

    def start(self) -> None:
        before = []
        if self.faults.quota is not None:
            before = [program("prlimit"), f"--fsize={self.faults.quota}"]
        if self.faults.room is not None:
            if os.geteuid() != 0:
                pytest.skip("only root may make a small disk here")
            options = f"-t tmpfs -o size={self.faults.room} tmpfs {self.folder}"
            before = [
                *(program("unshare"), "-m", "--propagation", "private", "sh", "-c"),
                *(f'mount {options} && exec "$@"', "sh"),
            ]
        config = self.base / "config"
        config.write_text(self._config(), encoding="utf-8")
        command = [*before, self._sshd, "-D", "-e", "-f", config]
        with (self.base / "log").open("ab") as log:
            # Python ignores SIGXFSZ, and so shall the server: a limit is then an error, not its death.
            self._process = subprocess.Popen(command, stderr=log, restore_signals=False)
        if self.faults.room is not None:
            self.root = Path(f"/proc/{self._process.pid}/root") / self.folder.lstrip("/")
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as probe:
                if probe.recv(4) == b"SSH-":
                    return
            assert self._process.poll() is None, (self.base / "log").read_text()
            time.sleep(0.02)
        pytest.fail((self.base / "log").read_text())

    def _config(self) -> str:
        denied = set(self.faults.denied)
        flags = " -R" * self.faults.read_only + f" -P {','.join(sorted(denied))}" * bool(denied)
        return f"""\
ListenAddress 127.0.0.1:{self.port}
HostKey {self._host}
PidFile none
AuthorizedKeysFile {self.base / "user.pub"}
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PermitRootLogin yes
MaxStartups 100
MaxSessions {self.faults.sessions or 10}
Subsystem sftp internal-sftp{flags}
"""

    def _mount(self, before: list[str], size: int, how: str = "") -> None:
        subprocess.run([*before, "mount", "-o", f"{how}size={size}", self.folder], check=True)

    def kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            for pid in [*_descendants(self._process.pid), self._process.pid]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait(10)

    def admit(self, *, known: bool) -> None:
        allowed = self.base / "user.pub"
        if not known:
            shutil.copy(allowed, self.base / "kept.pub")
        allowed.write_bytes((self.base / "kept.pub").read_bytes() if known else b"")

    def rekey(self) -> None:
        self._first, self._host = self._host, _new_key(self.base / "other")
        self.change(self.faults)

    def restore_key(self) -> None:
        self._host = self._first
        self.change(self.faults)

    def close(self) -> None:
        self.kill()
        if self.faults.longest_name:
            os.close(self._held)


SERVERS: dict[str, type[District]] = {each.called: each for each in (Embedded, OpenSsh)}


def _new_key(path: Path) -> Path:
    path.unlink(missing_ok=True)
    _public(path).write_text(make_key(path), encoding="utf-8")
    return path


def _public(path: Path) -> Path:
    return path.with_name(path.name + ".pub")


def _descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, new = [], [pid]
    while new:
        new = [child for each in new for child in children.get(each, [])]
        found += new
    return found


def _deep(base: Path, length: int) -> Path:
    """Make a folder whose path has so many bytes, step by step, since its whole name may be too long."""
    path, held = base, os.open(base, os.O_RDONLY)
    while missing := length - len(os.fsencode(path)):
        name = "d" * (missing - 1 if missing <= 201 else 150 if missing < 400 else 200)
        os.mkdir(name, dir_fd=held)
        deeper = os.open(name, os.O_RDONLY, dir_fd=held)
        os.close(held)
        path, held = path / name, deeper
    os.close(held)
    return path


def _opened(path: Path) -> int:
    held = os.open("/", os.O_RDONLY)
    for name in path.parts[1:]:
        deeper = os.open(name, os.O_RDONLY, dir_fd=held)
        os.close(held)
        held = deeper
    return held
