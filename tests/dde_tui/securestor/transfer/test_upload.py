"""One file on its way: what an earlier try left is gone on with only as far as it is proved, and arrivals are proved."""

import hashlib
import os
import time

import pytest
from paramiko import Message
from paramiko.sftp import CMD_EXTENDED, CMD_EXTENDED_REPLY

from checks.file_record import FileRecord
from dde_tui.errors import TransferError
from dde_tui.securestor.embedded.filesystem import EmbeddedFile
from dde_tui.securestor.embedded.server import EmbeddedServer, EmbeddedSession
from dde_tui.securestor.outgoing import OutgoingFile, Transfer, TransferOptions
from dde_tui.securestor.remote_names import part_name
from dde_tui.securestor.sftp.client import BLOCK
from dde_tui.securestor.sftp.packets import Extension
from dde_tui.securestor.transfer.send_set import send_files
from support.outgoing_files import content

SIZE = 1_500_000
OURS, THEIRS = "0123abcd", "fedcba98"
DATA = bytes(range(251)) * (SIZE // 251 + 1)
FILE = OutgoingFile.of("users.csv", DATA[:SIZE])
PART = part_name(FILE.name, FILE.sha256, OURS)


@pytest.fixture
def noted(serve):
    """A server, the places that were written to, and those that were read."""
    writes, reads = [], []

    class File(EmbeddedFile):
        def write(self, offset, data):
            if data != OURS.encode():  # what the sign holds
                writes.append(offset)
            return super().write(offset, data)

        def read(self, offset, length):
            reads.append(offset)
            return super().read(offset, length)

    class Server(EmbeddedServer):
        file_class = File

    return serve(Server), writes, reads


@pytest.fixture
def send(noted, log_in):
    def send(verify="read-back", file=FILE):
        way = TransferOptions(verify=verify, owner=OURS)
        return send_files(log_in(noted[0]), Transfer([file], way), before_publish=lambda sent: None)

    return send


@pytest.mark.parametrize("left", [1, BLOCK, 1_000_000, SIZE - 1])
def test_what_proves_equal_is_not_sent_again(noted, send, root, left):
    (root / PART).write_bytes(content(FILE)[:left])
    send()
    assert min(noted[1]) == left
    assert [path.name for path in root.iterdir()] == ["users.csv"]
    assert (root / "users.csv").read_bytes() == content(FILE)


def test_a_whole_part_is_proved_and_not_sent_again(noted, send, root):
    (root / PART).write_bytes(content(FILE))
    send()
    assert noted[1] == []
    assert (root / "users.csv").read_bytes() == content(FILE)


@pytest.mark.parametrize("at", [0, 1, 700_000, 999_999])
def test_a_part_that_differs_is_begun_anew_from_there(noted, send, root, at):
    left = bytearray(content(FILE)[:1_000_000])
    left[at] ^= 1
    (root / PART).write_bytes(left)
    send()
    assert at - BLOCK < min(noted[1]) <= at
    assert (root / "users.csv").read_bytes() == content(FILE)


def test_a_hole_that_a_lost_write_left_is_filled(send, root):
    left = content(FILE)[:1_000_000]
    (root / PART).write_bytes(left[:300_000] + bytes(BLOCK) + left[300_000 + BLOCK :])
    send()
    assert (root / "users.csv").read_bytes() == content(FILE)


def test_a_part_that_is_longer_than_the_file_is_begun_anew(noted, send, root):
    (root / PART).write_bytes(content(FILE) + b"more")
    send()
    assert min(noted[1]) == 0
    assert (root / "users.csv").read_bytes() == content(FILE)


def test_another_computers_part_is_never_touched(noted, send, root):
    theirs = part_name(FILE.name, FILE.sha256, THEIRS)
    (root / theirs).write_bytes(content(FILE)[:1_000_000])
    send()
    assert min(noted[1]) == 0
    assert (root / theirs).read_bytes() == content(FILE)[:1_000_000]


@pytest.mark.parametrize(("days", "stays"), [(0.9, True), (1.1, False)])
def test_another_computers_part_is_forgotten_after_a_day(send, root, days, stays):
    theirs = root / part_name(FILE.name, FILE.sha256, THEIRS)
    theirs.write_bytes(b"x")
    os.utime(theirs, (time.time() - days * 86_400,) * 2)
    send()
    assert theirs.exists() == stays


def test_a_part_of_another_version_is_never_gone_on_with(noted, send, root):
    other = OutgoingFile.of(FILE.name, content(FILE)[:1_000_000] + b"another end")
    (root / part_name(FILE.name, other.sha256, OURS)).write_bytes(content(FILE)[:1_000_000])
    send()
    assert min(noted[1]) == 0
    assert [path.name for path in root.iterdir()] == ["users.csv"]


def test_after_a_cut_the_rest_is_sent_and_everything_proved(district_server, log_in, wire_to):
    file = OutgoingFile.of("users.csv", os.urandom(6_000_000))
    wire, way = wire_to(district_server), TransferOptions(owner=OURS)
    connection = log_in(district_server, port=wire.port)
    connection.sftp()
    wire.cut_after = wire.passed + 4_000_000
    with pytest.raises(TransferError):
        send_files(connection, Transfer([file], way), before_publish=pytest.fail)
    passed = wire.passed
    sent = send_files(
        log_in(district_server, port=wire.port), Transfer([file], way), before_publish=lambda sent: None
    )
    assert wire.passed - passed < 5_000_000
    assert sent == [FileRecord(file.name, file.size, file.sha256, verified="read-back")]
    assert (district_server.root / "users.csv").read_bytes() == content(file)


def hashing(algorithm="sha256", lie=b""):
    """A server that reckons a hash by itself, as draft-ietf-secsh-filexfer-extensions-00 has it."""

    class Session(EmbeddedSession):
        def _process(self, t, request_number, msg):
            asked = Message(msg.asbytes()[4:])
            if t != CMD_EXTENDED or asked.get_text() != "check-file-handle":
                super()._process(t, request_number, msg)
                return
            held = self.file_table[asked.get_binary()].readfile.read()
            digest = hashlib.new(algorithm, held + lie).digest()
            answer = Message()
            answer.add_int(request_number)
            answer.add_string("check-file")
            answer.add_string(algorithm)
            answer.add_bytes(digest)
            self._send_packet(CMD_EXTENDED_REPLY, answer)

    class Server(EmbeddedServer):
        session_class = Session
        extensions = (Extension.POSIX_RENAME, Extension.CHECK_FILE)

    return Server


def sent_by(connection, verify):
    way = TransferOptions(verify=verify, owner=OURS)
    (sent,) = send_files(connection, Transfer([FILE], way), before_publish=lambda sent: None)
    return sent.verified


def test_the_servers_own_hash_is_a_proof_where_it_is_sha_256(serve, log_in, root):
    connection = log_in(serve(hashing()))
    assert sent_by(connection, "hash") == "hash"
    assert connection.sftp().gave_hash
    assert (root / "users.csv").read_bytes() == content(FILE)


def test_a_hash_of_something_else_is_never_a_success(serve, log_in, root):
    with pytest.raises(TransferError, match="did not arrive"):
        sent_by(log_in(serve(hashing(lie=b"!"))), "hash")
    assert list(root.iterdir()) == []


@pytest.mark.parametrize("server", [EmbeddedServer, hashing("md5")], ids=["none", "md5"])
def test_where_no_sound_hash_is_offered_everything_is_read_back(serve, log_in, server):
    assert sent_by(log_in(serve(server)), "hash") == "read-back"


def test_where_the_size_is_to_be_enough_nothing_is_read_back(noted, send):
    (sent,) = send("size")
    assert sent.verified == "size"
    assert noted[2] == []
