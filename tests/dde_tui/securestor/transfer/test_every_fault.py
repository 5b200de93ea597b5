"""Each single operation of a sending fails once, in every way, and the promise is checked every time."""

import socket
from contextlib import suppress

import pytest
from paramiko.sftp import SFTP_FAILURE

from dde_tui.errors import TransferError
from dde_tui.securestor.embedded.filesystem import EmbeddedFile, EmbeddedFolder
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.securestor.outgoing import Transfer
from dde_tui.securestor.sftp.packets import Extension
from dde_tui.securestor.transfer.send_set import send_files
from support.outgoing_files import content

FOLDER_CALLS = ("open", "list_folder", "stat", "lstat", "remove", "rename", "posix_rename")
FILE_CALLS = ("read", "write")
MOST = 60


class Plan:
    """Which call fails, and how; calls are counted over the whole server."""

    def __init__(self):
        self.fails_at = None
        self.cuts = False
        self.calls = []
        self.server = None

    def arm(self, fails_at, cuts):
        self.fails_at, self.cuts, self.calls = fails_at, cuts, []

    def goes_wrong(self, name):
        self.calls.append(name)
        if len(self.calls) != self.fails_at:
            return False
        if self.cuts:
            for transport in self.server._transports:
                with suppress(OSError):
                    transport.sock.shutdown(socket.SHUT_RDWR)
        return True


def planned(base, names, plan):
    def wrap(name):
        original = getattr(base, name)

        def call(self, *args):
            return SFTP_FAILURE if plan.goes_wrong(name) else original(self, *args)

        return call

    return type(base.__name__, (base,), {name: wrap(name) for name in names})


@pytest.mark.parametrize("cuts", [False, True], ids=["refused", "cut"])
@pytest.mark.parametrize("offered", [(Extension.POSIX_RENAME,), ()], ids=["posix-rename", "ladder"])
def test_no_single_fault_loses_or_mixes_a_file(serve, log_in, root, outgoing, offered, cuts):
    plan = Plan()
    kind = type(
        "Faulty",
        (EmbeddedServer,),
        {
            "file_class": planned(EmbeddedFile, FILE_CALLS, plan),
            "folder_class": planned(EmbeddedFolder, FOLDER_CALLS, plan),
            "extensions": offered,
        },
    )
    plan.server = serve(kind)
    old, new = outgoing(1, 40_000), outgoing(2, 70_000)
    whole = {file.name: {content(old[at]), content(file)} for at, file in enumerate(new)}
    for fails_at in range(1, MOST):
        plan.arm(None, cuts=False)
        send_files(log_in(plan.server), Transfer(old), before_publish=lambda sent: None)
        plan.arm(fails_at, cuts)
        intended = []
        try:
            send_files(log_in(plan.server), Transfer(new), before_publish=intended.append)
            succeeded = True
        except TransferError:
            succeeded = False
        reached = len(plan.calls) >= fails_at
        plan.arm(None, cuts=False)
        for file in new:
            aside = root / f".{file.name}.dde-prev"
            there = root / file.name
            kept = there.read_bytes() if there.exists() or not aside.exists() else aside.read_bytes()
            assert kept in ({content(file)} if succeeded else whole[file.name]), plan.calls
            assert intended or kept == content(old[new.index(file)])
        send_files(log_in(plan.server), Transfer(new), before_publish=lambda sent: None)
        assert {path.name: path.read_bytes() for path in root.iterdir()} == {f.name: content(f) for f in new}
        if not reached:
            assert succeeded
            return
    pytest.fail(f"a sending took more than {MOST} operations")
