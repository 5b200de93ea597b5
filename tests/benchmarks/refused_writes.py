"""One refused write at every position of a file: how often is that reported as a success?

    python tests/benchmarks/refused_writes.py             # 3 MiB and 40 MiB, every position, several minutes
    python tests/benchmarks/refused_writes.py --step 20   # every twentieth position of the large one

A server on loopback (the embedded one) answers one WRITE with "Failure" and stores nothing of it; every other operation
works. One sending a position, over one connection. Beside it paramiko's own `SFTPClient.put`, which writes under the
final name; its positions go by --put-step, since each of its runs sends the whole file. After each run the file under
the final name is looked at: is it still the old one, and is it whole?
"""

# ruff: noqa: E402 - where the project lies is told before it is imported

import argparse
import logging
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

import paramiko

from dde_tui.errors import TransferError
from dde_tui.securestor.auth.methods import Login
from dde_tui.securestor.connection.connect import connect
from dde_tui.securestor.connection.connection import Server
from dde_tui.securestor.outgoing import OutgoingFile, Transfer
from dde_tui.securestor.sftp.client import BLOCK
from dde_tui.securestor.transfer.send_set import send_files
from faults.embedded import FaultyServer
from faults.switches import NONE, At, Faults

NAME, OLD, PASSWORD = "users.csv", b"the last good file", "benchmark"
PUT_BLOCK = 32_768  # bytes of one write of paramiko's


@dataclass
class Count:
    """What came of one refused write at each of some positions."""

    positions: int = 0
    successes: int = 0
    damaged: int = 0
    seconds: float = 0.0


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--step", type=int, default=1, help="of the positions of the 40 MiB file")
    options.add_argument("--put-step", type=int, default=10, help="of paramiko's positions, likewise")
    chosen = options.parse_args()
    logging.getLogger("paramiko").addHandler(logging.NullHandler())
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    root = base / "district"
    root.mkdir()
    print(
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, paramiko {paramiko.__version__}\n"
    )
    print("| file | sender | positions | successes reported | final name damaged | s |")
    print("| --- | --- | --- | --- | --- | --- |")
    try:
        with FaultyServer(base, password=PASSWORD) as server:
            for size, step, put_step in ((3 << 20, 1, 1), (40 << 20, chosen.step, chosen.put_step)):
                data = os.urandom(size)
                for called, block, each, play in (
                    ("dde", BLOCK, step, by_engine),
                    ("`SFTPClient.put`", PUT_BLOCK, put_step, by_put),
                ):
                    positions = range(1, -(-size // block) + 1, each)
                    count = play(server, root, data, positions)
                    print(
                        f"| {size >> 20} MiB | {called} | {count.positions:,} | {count.successes:,} "
                        f"| {count.damaged:,} | {count.seconds:.0f} |",
                        flush=True,
                    )
    finally:
        shutil.rmtree(base)


def tried(
    server: FaultyServer, root: Path, data: bytes, positions: Iterable[int], send: Callable[[], bool]
) -> Count:
    """Refuse the write at each position in turn; `send` tells whether it reported a success."""
    count, begun = Count(), time.perf_counter()
    for position in positions:
        (root / NAME).write_bytes(OLD)
        server.faults = Faults(at=(At("write", position),))
        count.positions += 1
        count.successes += send()
        count.damaged += (root / NAME).read_bytes() not in {OLD, data}
    server.faults = NONE
    count.seconds = time.perf_counter() - begun
    return count


def by_engine(server: FaultyServer, root: Path, data: bytes, positions: Iterable[int]) -> Count:
    """Send with this project's engine."""
    where = Server("127.0.0.1", server.port, "district", "district", host_keys=(server.fingerprint,))
    files = [OutgoingFile.of(NAME, data)]
    with connect(where, Login(PASSWORD)) as connection:

        def send() -> bool:
            try:
                send_files(connection, Transfer(files), before_publish=lambda sent: None)
            except TransferError:
                return False
            return True

        return tried(server, root, data, positions, send)


def by_put(server: FaultyServer, root: Path, data: bytes, positions: Iterable[int]) -> Count:
    """Send as most scripts do it."""
    source = root.parent / "source"
    source.write_bytes(data)
    with paramiko.Transport(("127.0.0.1", server.port)) as transport:
        transport.connect(username="district", password=PASSWORD)
        sftp = paramiko.SFTPClient.from_transport(transport)  # noqa: TID251 - what ours is measured against

        def send() -> bool:
            try:
                sftp.put(str(source), f"district/{NAME}")
            except OSError:
                return False
            return True

        return tried(server, root, data, positions, send)


if __name__ == "__main__":
    main()
