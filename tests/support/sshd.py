"""OpenSSH's own server, started by a test: on loopback, with throw-away keys, and with its log at hand."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.machine import program


@dataclass(frozen=True)
class Sshd:
    """A running server: where it listens, and the folder with its keys and its log."""

    folder: Path
    port: int

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")

    def fingerprint(self, kind: str) -> str:
        return fingerprint(self.folder / f"host_{kind}.pub")


def keygen(*words: object) -> None:
    subprocess.run(["ssh-keygen", "-q", *map(str, words)], check=True, stdin=subprocess.DEVNULL)


def new_key(path: Path, kind: str = "ed25519", passphrase: str = "") -> Path:
    program("ssh-keygen")
    size = {"rsa": ("-b", 2048)}.get(kind, ())
    keygen("-t", kind, *size, "-N", passphrase, "-f", path)
    return path


def fingerprint(path: Path) -> str:
    listed = subprocess.run(["ssh-keygen", "-lf", path], capture_output=True, text=True, check=True)
    return listed.stdout.split()[1]


@contextmanager
def sshd(folder: Path, config: str = "", kinds: Sequence[str] = ("ed25519",)) -> Iterator[Sshd]:
    """Run a server with a host key of each kind; `config` goes first, and the first word counts."""
    server = program("sshd")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    for kind in kinds:
        if not (folder / f"host_{kind}").exists():
            new_key(folder / f"host_{kind}", kind)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    keys = "".join(f"HostKey {folder}/host_{kind}\n" for kind in kinds)
    (folder / "config").write_text(
        f"{config}\n{keys}ListenAddress 127.0.0.1:{port}\nPidFile none\nLogLevel DEBUG1\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\nStrictModes no\n"
        f"PermitRootLogin yes\nAuthorizedKeysFile {folder}/authorized\nSubsystem sftp internal-sftp\n",
        encoding="utf-8",
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([server, "-D", "-e", "-f", folder / "config"], stderr=log)
    running = Sshd(folder, port)
    try:
        while "Server listening" not in running.log:
            assert process.poll() is None, running.log
            time.sleep(0.01)
        yield running
    finally:
        process.terminate()
        process.wait(10)
