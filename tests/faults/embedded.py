"""The embedded server with every switch of `Faults`: they act on the protocol, below what any client can see."""

import os
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import paramiko
from paramiko import SFTPAttributes
from paramiko.common import OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED
from paramiko.sftp import (
    CMD_CLOSE,
    CMD_EXTENDED,
    CMD_EXTENDED_REPLY,
    CMD_LSTAT,
    CMD_MKDIR,
    CMD_NAMES,
    CMD_OPEN,
    CMD_REMOVE,
    CMD_RENAME,
    CMD_RMDIR,
    CMD_STAT,
    CMD_SYMLINK,
    CMD_WRITE,
    SFTP_FAILURE,
    SFTP_FLAG_WRITE,
    SFTP_PERMISSION_DENIED,
    Message,
    int64,
)

from dde_tui.securestor.embedded.filesystem import EmbeddedFile
from dde_tui.securestor.embedded.server import AccessPolicy, EmbeddedServer, EmbeddedSession
from faults.switches import NONE, Faults

_CHANGING = {CMD_WRITE, CMD_REMOVE, CMD_RENAME, CMD_MKDIR, CMD_RMDIR, CMD_SYMLINK}
_NAMING = {CMD_OPEN, CMD_RENAME, CMD_MKDIR, CMD_STAT, CMD_LSTAT}
_LETTING_GO = {"remove", "rename", "posix-rename"}
_UNIT = 512  # bytes of a block, as statvfs counts


class FaultyDoor(AccessPolicy):
    """Allows only so many sessions on its connection."""

    sessions = 0

    def check_channel_request(self, kind: str, chanid: int) -> int:
        limit = self._owner.faults.sessions
        if limit is not None and self.sessions >= limit:
            return OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED
        self.sessions += 1
        return super().check_channel_request(kind, chanid)


class FaultySession(EmbeddedSession):
    """Looks at every request before it is answered."""

    def __init__(self, channel, name, server, owner):
        super().__init__(channel, name, server, owner)
        self._door: FaultyDoor = server
        self._written: set[bytes] = set()
        self._files = 0

    def start_subsystem(self, name, transport, channel):
        self._transport = transport
        super().start_subsystem(name, transport, channel)

    def finish_subsystem(self):
        self._door.sessions -= 1
        with suppress(OSError):
            super().finish_subsystem()

    def _process(self, t, request_number, msg):
        faults, looked = self._owner.faults, Message(msg.asbytes()[4:])
        kind = self._kind(t, looked)
        self._owner.operations.append(kind)
        for at in faults.at:
            if self._owner.counted(at, kind) != at.number:
                continue
            if at.act is not None:
                at.act()
            if at.cuts:
                self._hang_up()
                return
            if at.stalls:
                return
            if at.corrupts:
                msg = _corrupted(msg)
            elif at.status is not None:
                self._refuse(t, request_number, msg, at.status)
                return
        refusal = self._refusal(faults, t, kind, looked)
        if refusal is not None:
            self._refuse(t, request_number, msg, refusal)
        elif kind == "statvfs" and faults.room is not None:
            self._tell_room(request_number, max(0, faults.room - self._owner.stored()))
        else:
            super()._process(t, request_number, msg)
            if t == CMD_CLOSE and looked.get_binary() in self._written:
                self._files += 1
                if self._files == faults.files:
                    self._hang_up()

    def _kind(self, t, looked):
        if t == CMD_EXTENDED:
            return Message(looked.asbytes()).get_text().partition("@")[0]
        return CMD_NAMES[t]

    def _refusal(self, faults: Faults, t: int, kind: str, looked: Message) -> int | None:
        path = looked.get_text() if t in _NAMING else ""
        writes = t == CMD_OPEN and bool(looked.get_int() & SFTP_FLAG_WRITE)
        if t == CMD_OPEN:
            time.sleep(faults.opening)
        if kind in faults.denied or (faults.locks and kind in _LETTING_GO and self._is_open(kind, looked)):
            return SFTP_PERMISSION_DENIED
        if faults.read_only and (writes or t in _CHANGING or kind == "posix-rename"):
            return SFTP_PERMISSION_DENIED
        if faults.longest_name and len(path.rpartition("/")[2].encode()) > faults.longest_name:
            return SFTP_FAILURE
        if t == CMD_WRITE:
            handle, start = looked.get_binary(), looked.get_int64()
            self._written.add(handle)
            end = start + len(looked.get_binary())
            file = self.file_table[handle].readfile.fileno()
            grows = max(0, end - os.fstat(file).st_size)
            if faults.quota is not None and end > faults.quota:
                return SFTP_FAILURE
            if faults.room is not None and self._owner.stored() + grows > faults.room:
                return SFTP_FAILURE
        return None

    def _is_open(self, kind: str, looked: Message) -> bool:
        """Whether a client has one of the files open; it comes as a sharing violation on Windows."""
        paths = Message(looked.asbytes())
        if kind == "posix-rename":
            paths.get_text()
        names = [paths.get_text() for _ in range(1 if kind == "remove" else 2)]
        wanted = {self.server._entry(name) for name in names}
        files = [file for each in list(self._owner._sessions) for file in list(each.file_table.values())]
        return any(file.path in wanted for file in files)

    def _refuse(self, t, request_number, msg, status):
        if t == CMD_CLOSE:  # a server that says no has let go of the file all the same
            file = self.file_table.pop(msg.get_binary(), None)
            if file is not None:
                file.close()
        self._send_status(request_number, status)

    def _tell_room(self, request_number, free):
        blocks = int64(free // _UNIT)
        numbers = [int64(_UNIT), int64(_UNIT), int64(1 << 30), blocks, blocks, *[int64(1 << 20)] * 3]
        self._response(request_number, CMD_EXTENDED_REPLY, *numbers, int64(0), int64(0), int64(255))

    def _send_packet(self, t, packet):
        with suppress(OSError):
            super()._send_packet(t, packet)

    def _response(self, request_number, t, *args):
        clock = self._owner.faults.clock
        for arg in args:
            if clock and isinstance(arg, SFTPAttributes) and arg.st_mtime is not None:
                arg.st_mtime = max(0, min(arg.st_mtime + clock, 0xFFFFFFFF))
        super()._response(request_number, t, *args)

    def _hang_up(self):
        with suppress(OSError):
            self._transport.sock.shutdown(socket.SHUT_RDWR)


def _corrupted(msg: Message) -> Message:
    handle, start, data = msg.get_binary(), msg.get_int64(), msg.get_binary()
    again = Message()
    again.add_string(handle)
    again.add_int64(start)
    again.add_string(bytes([data[0] ^ 1]) + data[1:])
    again.rewind()
    return again


class NamedFile(EmbeddedFile):
    """An open file that knows its path."""

    def __init__(self, path: Path, flags: int) -> None:
        super().__init__(path, flags)
        self.path = path


class FaultyServer(EmbeddedServer):
    """An embedded server whose `faults` may be changed while it runs."""

    file_class = NamedFile
    door_class = FaultyDoor
    session_class = FaultySession

    def __init__(self, root: Path, *, faults: Faults = NONE, **ways):
        super().__init__(root, **ways)
        self.operations: list[str] = []
        self._counts: dict[int, int] = {}
        self._lock = threading.Lock()
        self.faults = faults

    @property
    def faults(self) -> Faults:
        return self._faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._faults = faults
        self._counts = {}
        offered = ["posix-rename"] + ["statvfs"] * (faults.room is not None)
        self.extensions = tuple(f"{name}@openssh.com" for name in offered if name not in faults.denied)
        self.operations.clear()

    def counted(self, at, kind: str) -> int:
        """Count an operation for one fault and return its number; 0 where it isn't meant."""
        if at.kind and at.kind != kind:
            return 0
        with self._lock:
            self._counts[id(at)] = self._counts.get(id(at), 0) + 1
            return self._counts[id(at)]

    def stored(self) -> int:
        """Return how many bytes lie in the district's folder."""
        return sum(entry.stat(follow_symlinks=False).st_size for entry in os.scandir(self.root / "district"))

    def rekey(self, key: paramiko.PKey) -> None:
        """Show another host key from now on."""
        self._key = key
