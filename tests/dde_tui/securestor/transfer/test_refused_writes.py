"""One answer of the server is a no, or a lie, at every place it can come: never a success, never a lost file."""

from functools import partial
from random import Random

import pytest
from paramiko.sftp import SFTP_FAILURE, SFTP_OK

from dde_tui.errors import TransferError
from dde_tui.securestor.outgoing import OutgoingFile, Transfer, TransferOptions
from dde_tui.securestor.sftp.client import BLOCK
from dde_tui.securestor.sftp.packets import Extension
from dde_tui.securestor.transfer.send_set import send_files
from faults.embedded import FaultyServer
from faults.switches import At, Faults

SIZE = 3 << 20
WRITES = -(-SIZE // BLOCK)
OLD = {"users.csv": b"the last good file", "orgs.csv": b"the last good orgs"}


def random_bytes(size, seed=1):
    return Random(seed).randbytes(size)


@pytest.fixture
def server(serve):
    return serve(FaultyServer)


@pytest.fixture
def failing(server, log_in, root):
    """Sends files over one long-lived connection while single operations go wrong; returns what was said."""
    for name, data in OLD.items():
        (root / name).write_bytes(data)
    connection = log_in(server)

    def send(files, *ats, offers=(), verify="read-back"):
        server.faults = Faults(at=ats)
        server.extensions = (*server.extensions, *offers)
        intended = []
        with pytest.raises(TransferError) as caught:
            send_files(
                connection, Transfer(files, TransferOptions(verify=verify)), before_publish=intended.append
            )
        assert not intended
        assert {path.name: path.read_bytes() for path in root.iterdir()} == OLD
        assert "are unchanged" in caught.value.meaning
        return caught.value

    return send


@pytest.fixture
def roster():
    return [OutgoingFile.of("users.csv", random_bytes(SIZE))]


def test_a_refused_write_is_never_a_success_wherever_it_stands(failing, roster):
    for number in range(1, WRITES + 1):
        assert failing(roster, At("write", number)).status == SFTP_FAILURE


def test_every_write_of_the_file_was_refused_once(server, log_in, roster):
    """Else the test above would look at too few places: the next write is the one of the sign."""
    server.faults = Faults(at=(At("write", WRITES + 1),))
    sent = send_files(
        log_in(server), Transfer(roster, TransferOptions(owner="0123abcd")), before_publish=lambda sent: None
    )
    assert [each.verified for each in sent] == ["read-back"]
    assert server.operations.count("write") == WRITES + 2


@pytest.mark.parametrize("number", [1, 2, 50, WRITES - 1, WRITES])
def test_a_write_that_was_acknowledged_and_not_stored_is_noticed(failing, roster, number):
    assert "did not arrive" in failing(roster, At("write", number, SFTP_OK)).happened


@pytest.mark.parametrize("number", [1, 2, 50, WRITES - 1, WRITES])
def test_a_byte_that_was_stored_wrong_is_noticed(failing, roster, number):
    assert "did not arrive" in failing(roster, At("write", number, None, corrupts=True)).happened


def test_a_last_write_that_was_not_stored_is_noticed_by_the_size_alone(failing, roster):
    assert "did not arrive" in failing(roster, At("write", WRITES, SFTP_OK), verify="size").happened


def small(*names):
    return [OutgoingFile.of(name, random_bytes(50_000, seed)) for seed, name in enumerate(names)]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_refused_close_is_never_a_success(failing, number):
    """The first one closes the list of the folder, the others what was written and what was read back."""
    failing(small("users.csv"), At("close", number))


@pytest.mark.parametrize("number", [1, 2])
def test_a_refused_fsync_is_never_a_success(failing, number):
    synced = partial(At, "fsync", status=SFTP_OK)
    answers = [At("fsync", 1), synced(2)] if number == 1 else [synced(1), At("fsync", 2)]
    failing(small("users.csv", "orgs.csv"), *answers, offers=(Extension.FSYNC,))


def test_one_file_whose_write_is_refused_stops_all_the_others(failing, server):
    failing(small("users.csv", "orgs.csv", "classes.csv"), At("write", 5))
    assert "posix-rename" not in server.operations
