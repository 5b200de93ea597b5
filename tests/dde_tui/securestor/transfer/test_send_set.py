import threading
import time
from collections import Counter
from dataclasses import replace

import pytest
from paramiko.sftp import SFTP_FAILURE, SFTP_OK, SFTP_PERMISSION_DENIED

from checks.errors import CancelledError, SourceError
from checks.file_record import FileRecord
from checks.job import Job
from dde_tui.errors import SourceChangedError, TransferError
from dde_tui.securestor.embedded.filesystem import EmbeddedFile, EmbeddedFolder
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.securestor.outgoing import OutgoingFile, Transfer
from dde_tui.securestor.remote_names import SIGN
from dde_tui.securestor.transfer.remote_state import already_there
from dde_tui.securestor.transfer.send_set import send_files
from support.outgoing_files import content, contents, expected


def nothing(sent):
    """The caller has nothing to record."""


class Plain(EmbeddedServer):
    """Offers no posix-rename, so that the ladder is climbed."""

    extensions = ()


both_kinds = pytest.mark.parametrize("kind", [EmbeddedServer, Plain])


@both_kinds
def test_a_set_arrives_and_nothing_else_is_left(serve, log_in, root, outgoing, kind):
    files = outgoing()
    sent = send_files(log_in(serve(kind)), Transfer(files), before_publish=nothing)
    assert contents(root) == expected(files)
    assert sent == [FileRecord(file.name, file.size, file.sha256, verified="read-back") for file in files]


@both_kinds
def test_a_new_set_replaces_the_old_one(serve, log_in, root, outgoing, kind):
    connection = log_in(serve(kind))
    send_files(connection, Transfer(outgoing(1)), before_publish=nothing)
    send_files(connection, Transfer(outgoing(2)), before_publish=nothing)
    assert contents(root) == expected(outgoing(2))


@pytest.mark.parametrize("size", [0, 1, 32_639, 32_640, 32_641, 3_000_000])
def test_files_of_every_awkward_size_arrive(serve, log_in, root, size):
    data = bytes(range(256)) * (size // 256 + 1)
    file = OutgoingFile.of("users.csv", data[:size])
    send_files(log_in(serve()), Transfer([file]), before_publish=nothing)
    assert contents(root) == {"users.csv": data[:size]}


def test_a_poller_sees_old_files_or_new_ones_and_never_a_part(serve, log_in, root, outgoing):
    connection, old, new = log_in(serve()), outgoing(1, 400_000), outgoing(2, 900_000)
    send_files(connection, Transfer(old), before_publish=nothing)
    allowed = {(file.name, file.size) for file in [*old, *new]}
    seen, ended = Counter(), threading.Event()

    def poll():
        while not ended.is_set():
            for file in new:
                seen[(file.name, (root / file.name).stat().st_size)] += 1

    poller = threading.Thread(target=poll)
    poller.start()
    send_files(connection, Transfer(new), before_publish=nothing)
    ended.set()
    poller.join()
    assert set(seen) <= allowed
    assert any(seen[(file.name, file.size)] for file in old)


def test_everything_is_verified_before_the_intent_and_renamed_after_it(serve, log_in, root, outgoing):
    connection, files = log_in(serve()), outgoing(2)
    send_files(connection, Transfer(outgoing(1)), before_publish=nothing)
    then = {}
    send_files(connection, Transfer(files), before_publish=lambda sent: then.update(contents(root)))
    assert then.pop(SIGN) == b""
    assert {name: data for name, data in then.items() if name.startswith(".")} == {
        f".{file.name}.{file.sha256[:16]}.dde-part": content(file) for file in files
    }
    assert {name: data for name, data in then.items() if not name.startswith(".")} == expected(outgoing(1))


def test_files_get_their_names_in_the_order_given(serve, log_in, outgoing):
    order = []

    class Noting(EmbeddedFolder):
        def posix_rename(self, oldpath, newpath):
            order.append(newpath.rpartition("/")[2])
            return super().posix_rename(oldpath, newpath)

    class Server(EmbeddedServer):
        folder_class = Noting

    names = ("users.csv", "academicSessions.csv", "manifest.csv")
    send_files(log_in(serve(Server)), Transfer(outgoing(names=names)), before_publish=nothing)
    assert order == list(names)


def faulty(fault):
    """A server whose n-th write goes wrong: refused, or acknowledged and dropped, or changed."""
    writes = []

    class File(EmbeddedFile):
        def write(self, offset, data):
            writes.append(offset)
            if len(writes) != 4:
                return super().write(offset, data)
            if fault == "refused":
                return SFTP_FAILURE
            if fault == "changed":
                return super().write(offset, b"\0" + data[1:])
            return SFTP_OK

    class Server(EmbeddedServer):
        file_class = File

    return Server


@pytest.mark.parametrize("fault", ["refused", "dropped", "changed"])
def test_one_bad_write_is_never_a_success(serve, log_in, root, outgoing, fault):
    (root / "users.csv").write_bytes(b"old")
    with pytest.raises(TransferError) as caught:
        send_files(log_in(serve(faulty(fault))), Transfer(outgoing()), before_publish=pytest.fail)
    assert contents(root) == {"users.csv": b"old"}
    assert "are unchanged" in caught.value.meaning


def test_a_refused_last_write_is_never_a_success(serve, log_in, root):
    class File(EmbeddedFile):
        def write(self, offset, data):
            return SFTP_FAILURE if len(data) < 32_640 else super().write(offset, data)

    class Server(EmbeddedServer):
        file_class = File

    data = b"x" * 3_000_000
    with pytest.raises(TransferError):
        send_files(
            log_in(serve(Server)), Transfer([OutgoingFile.of("users.csv", data)]), before_publish=pytest.fail
        )
    assert contents(root) == {}


def test_a_file_that_is_longer_there_is_never_a_success(serve, log_in, root, outgoing):
    class File(EmbeddedFile):
        def write(self, offset, data):
            return super().write(offset, data + b"!" if len(data) < 32_640 else data)

    class Server(EmbeddedServer):
        file_class = File

    with pytest.raises(TransferError, match="did not arrive"):
        send_files(log_in(serve(Server)), Transfer(outgoing()), before_publish=pytest.fail)
    assert contents(root) == {}


@both_kinds
def test_a_refused_rename_keeps_the_old_files(serve, log_in, root, outgoing, kind):
    class Refusing(EmbeddedFolder):
        def rename(self, oldpath, newpath):
            if newpath.endswith(".csv") and "dde-part" in oldpath:
                return SFTP_PERMISSION_DENIED
            return super().rename(oldpath, newpath)

        def posix_rename(self, oldpath, newpath):
            return SFTP_PERMISSION_DENIED

    class Server(kind):
        folder_class = Refusing

    for file in outgoing(1):
        (root / file.name).write_bytes(content(file))
    with pytest.raises(TransferError) as caught:
        send_files(log_in(serve(Server)), Transfer(outgoing(2)), before_publish=nothing)
    assert contents(root) == expected(outgoing(1))
    assert "Help Center" in caught.value.to_do


def test_a_late_refused_rename_names_what_is_new_and_a_rerun_finishes(serve, log_in, root, outgoing):
    class Refusing(EmbeddedFolder):
        def posix_rename(self, oldpath, newpath):
            if newpath.endswith("users.csv"):
                return SFTP_FAILURE
            return super().posix_rename(oldpath, newpath)

    class Server(EmbeddedServer):
        folder_class = Refusing

    with pytest.raises(TransferError) as caught:
        send_files(log_in(serve(Server)), Transfer(outgoing()), before_publish=nothing)
    assert "orgs.csv" in caught.value.meaning
    assert set(contents(root)) == {"orgs.csv"}
    send_files(log_in(serve()), Transfer(outgoing()), before_publish=nothing)
    assert contents(root) == expected(outgoing())


def test_an_old_file_that_stepped_aside_steps_back_on_the_next_sending(serve, log_in, root, outgoing):
    (root / ".users.csv.dde-prev").write_bytes(b"the last good file")
    (root / ".orgs.csv.dde-prev").write_bytes(b"older")
    (root / "orgs.csv").write_bytes(b"newer")
    with pytest.raises(TransferError):
        send_files(log_in(serve(faulty("refused"))), Transfer(outgoing()), before_publish=pytest.fail)
    assert contents(root) == {"users.csv": b"the last good file", "orgs.csv": b"newer"}


@pytest.mark.parametrize("after", [5_000, 200_000, 700_000])
def test_a_cut_connection_keeps_the_old_files_and_a_rerun_leaves_nothing_behind(
    serve, log_in, wire_to, root, outgoing, after
):
    server = serve()
    (root / "users.csv").write_bytes(b"old")
    wire = wire_to(server)
    connection = log_in(server, port=wire.port)
    connection.sftp()
    wire.cut_after = wire.passed + after
    with pytest.raises(TransferError) as caught:
        send_files(connection, Transfer(outgoing(size=500_000)), before_publish=pytest.fail)
    assert "are unchanged" in caught.value.meaning
    assert (root / "users.csv").read_bytes() == b"old"
    send_files(log_in(server), Transfer(outgoing(size=500_000)), before_publish=nothing)
    assert contents(root) == expected(outgoing(size=500_000))


def test_a_line_that_goes_silent_is_given_up(serve, log_in, wire_to, root, outgoing):
    server = serve()
    wire = wire_to(server)
    connection = log_in(server, port=wire.port, patience=0.5)
    connection.sftp()
    wire.silent_after = wire.passed + 100_000
    begun = time.monotonic()
    with pytest.raises(TransferError, match="nothing came back"):
        send_files(connection, Transfer(outgoing(size=20_000_000)), before_publish=pytest.fail)
    assert time.monotonic() - begun < 5
    assert not (root / "users.csv").exists()


def test_cancelling_leaves_the_server_as_it_was(serve, log_in, root, outgoing):
    (root / "users.csv").write_bytes(b"old")
    cancel = threading.Event()
    told = []

    def progress(moved):
        told.append(moved)
        if moved.done > 200_000:
            cancel.set()

    with pytest.raises(CancelledError) as caught:
        send_files(
            log_in(serve()),
            Transfer(outgoing(size=5_000_000)),
            before_publish=pytest.fail,
            job=Job(progress=progress, cancelled=cancel.is_set),
        )
    assert contents(root) == {"users.csv": b"old"}
    assert "are unchanged" in caught.value.meaning
    assert max(moved.done for moved in told) < 5_000_000


def test_cancelling_works_on_a_line_that_went_silent(serve, log_in, wire_to, outgoing):
    server = serve()
    wire = wire_to(server)
    connection = log_in(server, port=wire.port)
    connection.sftp()
    wire.silent_after = wire.passed + 100_000
    cancel = threading.Event()
    timer = threading.Timer(0.3, cancel.set)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(CancelledError):
        send_files(
            connection,
            Transfer(outgoing(size=20_000_000)),
            before_publish=pytest.fail,
            job=Job(cancelled=cancel.is_set),
        )
    timer.join()
    assert time.monotonic() - begun < 6


def test_cancelling_before_the_renames_publishes_nothing(serve, log_in, root, outgoing):
    done_last = threading.Event()

    def progress(moved):
        if moved.all_done == moved.all_total:
            done_last.set()

    with pytest.raises(CancelledError):
        send_files(
            log_in(serve()),
            Transfer(outgoing()),
            before_publish=pytest.fail,
            job=Job(progress=progress, cancelled=done_last.is_set),
        )
    assert contents(root) == {}


def test_progress_counts_every_byte_there_and_back(serve, log_in, outgoing):
    last = {}
    steps = []

    def progress(moved):
        steps.append(moved.done >= last.get(moved.file, (0, 0))[0])
        last[moved.file] = (moved.done, moved.total)

    files = outgoing()
    send_files(log_in(serve()), Transfer(files), before_publish=nothing, job=Job(progress=progress))
    assert all(steps)
    assert last == {file.name: (2 * file.size,) * 2 for file in files}


def test_an_intent_that_cannot_be_recorded_stops_the_sending(serve, log_in, root, outgoing):
    def fail(sent):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        send_files(log_in(serve()), Transfer(outgoing()), before_publish=fail)
    assert contents(root) == {}


def test_bytes_that_are_not_the_checked_ones_are_refused(serve, log_in, root):
    with pytest.raises(SourceChangedError) as caught:
        send_files(
            log_in(serve()),
            Transfer([replace(OutgoingFile.of("users.csv", b"new"), sha256="0" * 64)]),
            before_publish=pytest.fail,
        )
    assert caught.value.exit_code == 3
    assert contents(root) == {}


@pytest.mark.parametrize("name", ["sub/users.csv", ""])
def test_a_name_with_a_folder_is_refused(serve, log_in, name):
    with pytest.raises(SourceError):
        send_files(log_in(serve()), Transfer([OutgoingFile.of(name, b"")]), before_publish=pytest.fail)


def test_only_our_own_leftovers_are_cleared(serve, log_in, root, outgoing):
    strangers = {"notes.txt": b"1", ".hidden": b"2", ".x.dde-part": b"3", "users.csv.filepart": b"4"}
    for name, data in strangers.items():
        (root / name).write_bytes(data)
    (root / f".users.csv.{'a' * 16}.dde-part").write_bytes(b"stale")
    send_files(log_in(serve()), Transfer(outgoing()), before_publish=nothing)
    assert contents(root) == strangers | expected(outgoing())


def test_a_missing_folder_says_whom_to_ask(serve, log_in, root, outgoing):
    root.rmdir()
    with pytest.raises(TransferError, match="no such file or folder") as caught:
        send_files(log_in(serve()), Transfer(outgoing()), before_publish=pytest.fail)
    assert "Help Center" in caught.value.to_do


def test_files_that_are_there_already_are_recognised_by_content(serve, log_in, root, outgoing):
    connection, files = log_in(serve()), outgoing()
    assert already_there(connection, files) == set()
    send_files(connection, Transfer(files), before_publish=nothing)
    assert already_there(connection, files) == {"orgs.csv", "users.csv"}
    (root / "users.csv").write_bytes(b"B" + content(files[1])[1:-1] + b"?")
    assert already_there(connection, files) == {"orgs.csv"}
    (root / "users.csv").write_bytes(content(files[1]) + b"more")
    assert already_there(connection, files) == {"orgs.csv"}
