"""How quickly files are sent, beside OpenSSH's sftp in the same run, to the same server over the same line.

    python tests/benchmarks/send_speed.py            # everything, three rounds, a few minutes
    python tests/benchmarks/send_speed.py --rounds 1 --quick

Needs OpenSSH's sshd and sftp. The server runs on loopback and writes to memory (/dev/shm where there is one); "30 ms" is
a line in a process of its own that delays every byte by 15 ms each way. Every round runs all clients in turn, in the
other order the next time; the median counts. A client's time runs from before it connects until it has hung up, without
the start of its program. What arrived is compared byte for byte after each run.

- *sftp*: `sftp -b` of OpenSSH, one `put` after the other, under the final names.
- *put*: paramiko's `SFTPClient.put`, one after the other, which checks the size alone.
- *sent*: this engine's whole protocol without reading back: hidden parts, every acknowledgement, fsync, renamed together.
- *proved*: the same with everything read back and compared, as `dde send` does it by default.
"""

import argparse
import filecmp
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dde_tui.securestor.outgoing import Transfer

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

CLIENTS = ("sftp", "put", "sent", "proved")


@dataclass(frozen=True)
class Load:
    """So many files of a size in bytes, over a line with a delay in seconds each way."""

    title: str
    files: int
    size: int
    delay: float
    clients: tuple[str, ...] = CLIENTS


LOADS = (
    Load("4 x 128 MiB, loopback", 4, 128 << 20, 0.0),
    Load("4 x 128 MiB, 30 ms", 4, 128 << 20, 0.015),
    Load("200 x 4 KiB, 30 ms", 200, 4 << 10, 0.015),
    Load("10 x 2 MiB, 30 ms", 10, 2 << 20, 0.015),
)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--quick", action="store_true", help="an eighth of the bytes")
    chosen = options.parse_args()
    from faults.servers import OpenSsh

    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        with OpenSsh(base) as server:
            print(
                f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {versions()}\n"
            )
            print("| load | client | s | MiB/s | to sftp | to put | MiB held |")
            print("| --- | --- | --- | --- | --- | --- | --- |")
            for load in LOADS:
                measured = measure(load, server, base, chosen.rounds, 8 if chosen.quick else 1)
                for line in lines(load, measured, 8 if chosen.quick else 1):
                    print(line, flush=True)
    finally:
        shutil.rmtree(base)


def versions() -> str:
    """Return what was measured."""
    import paramiko

    ssh = subprocess.run(["ssh", "-V"], capture_output=True, text=True, check=True).stderr.split(",")[0]
    return f"{ssh}, paramiko {paramiko.__version__}"


def measure(load: Load, server, base: Path, rounds: int, part: int) -> dict[str, list[dict[str, float]]]:
    """Run every client in turn, and return what each run took."""
    source = base / "source"
    source.mkdir()
    seen: dict[str, list[dict[str, float]]] = {client: [] for client in load.clients}
    size = max(load.size // part, 1)
    for number in range(load.files):
        (source / f"{number:03}.csv").write_bytes(os.urandom(min(size, 1 << 20)) * max(size >> 20, 1))
    with far(server.port, load.delay) as port:
        for turn in range(rounds):
            for client in load.clients if turn % 2 == 0 else reversed(load.clients):
                shutil.rmtree(server.root)
                server.root.mkdir()
                seen[client].append(run(client, source, server, port))
                names = sorted(path.name for path in source.iterdir())
                assert sorted(path.name for path in server.root.iterdir()) == names, client
                _, other, odd = filecmp.cmpfiles(source, server.root, names, shallow=False)
                assert not other, client
                assert not odd, client
    shutil.rmtree(source)
    return seen


@contextmanager
def far(port: int, delay: float) -> Iterator[int]:
    """Give the port of a line with this delay; the server's own where there is none."""
    from support.slow_link import far_line

    if not delay:
        yield port
        return
    with far_line(port, delay) as between:
        yield between


def run(client: str, source: Path, server, port: int) -> dict[str, float]:
    """Run one client in a process of its own."""
    where = server.server(port)
    facts = [where.host, str(port), where.user, where.folder, str(where.key_file), where.host_keys[0]]
    command = [sys.executable, __file__, "--client", client, str(source), *facts]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def lines(load: Load, measured: dict[str, list[dict[str, float]]], part: int) -> Iterator[str]:
    """Yield the table's lines for one load."""
    medians = {
        client: statistics.median(each["seconds"] for each in runs) for client, runs in measured.items()
    }
    total = load.files * load.size / part / (1 << 20)
    for client, seconds in medians.items():
        held = max(each["held"] for each in measured[client])
        ratios = [f"{seconds / medians[other]:.2f}" for other in ("sftp", "put")]
        memory = f"{held:.0f}" if held else ""
        yield f"| {load.title} | {client} | {seconds:.2f} | {total / seconds:.0f} | {' | '.join(ratios)} | {memory} |"


def client(name: str, source: Path, host: str, port: str, user: str, folder: str, key: str, pin: str) -> None:
    """Be one client: send everything once, and print how long it took and the most memory held."""
    files = sorted(source.iterdir())
    work = {"sftp": by_sftp, "put": by_put, "sent": by_engine("size"), "proved": by_engine("read-back")}[name]
    go = work(files, host, int(port), user, folder, Path(key), pin)
    begun = time.perf_counter()
    go()
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "held": 0 if name == "sftp" else peak()}))


def by_sftp(files, host, port, user, folder, key, pin) -> Callable[[], None]:
    batch = "".join(f"put {path} {folder}/{path.name}\n" for path in files)
    options = ["-oStrictHostKeyChecking=no", "-oUserKnownHostsFile=/dev/null", "-oLogLevel=ERROR", "-q"]
    command = ["sftp", "-b", "-", *options, "-i", str(key), "-P", str(port), f"{user}@{host}"]

    def go() -> None:
        subprocess.run(command, input=batch, text=True, stdout=subprocess.DEVNULL, check=True)

    return go


def by_put(files, host, port, user, folder, key, pin) -> Callable[[], None]:
    import paramiko

    loaded = paramiko.PKey.from_path(key)

    def go() -> None:
        with paramiko.Transport((host, port)) as transport:
            transport.connect(username=user, pkey=loaded)
            sftp = paramiko.SFTPClient.from_transport(transport)  # noqa: TID251 - what ours is measured against
            for path in files:
                sftp.put(str(path), f"{folder}/{path.name}")

    return go


def by_engine(verify: str) -> Callable[..., Callable[[], None]]:
    def prepare(files, host, port, user, folder, key, pin) -> Callable[[], None]:
        import hashlib

        from dde_tui.securestor.connection.connect import connect
        from dde_tui.securestor.connection.connection import Server
        from dde_tui.securestor.outgoing import OutgoingFile, TransferOptions
        from dde_tui.securestor.transfer.send_set import send_files

        def chunks(path: Path):
            def read(size: int):
                with path.open("rb") as file:
                    while piece := file.read(size):
                        yield piece

            return read

        outgoing = []
        for path in files:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            outgoing.append(OutgoingFile(path.name, path.stat().st_size, digest, chunks(path)))
        server = Server(host, port, user, folder, key_file=key, host_keys=(pin,))
        way = TransferOptions(verify=verify, owner="0123abcd")

        def go() -> None:
            with connect(server) as connection:
                send_files(connection, Transfer(outgoing, way), before_publish=lambda sent: None)

        return go

    return prepare


def peak() -> float:
    """Return the most memory this process held, in MiB; elsewhere than on Linux its parent's may count, too."""
    status = Path("/proc/self/status")
    if status.exists():
        held = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(held.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


if __name__ == "__main__":
    if sys.argv[1:2] == ["--client"]:
        client(sys.argv[2], Path(sys.argv[3]), *sys.argv[4:])
    else:
        main()
