import socket
import threading
import time
from contextlib import suppress
from typing import NamedTuple

import pytest
from paramiko.sftp import SFTP_FAILURE

from checks.errors import CancelledError
from checks.job import Job
from dde_tui.errors import TransferError
from dde_tui.securestor.embedded.filesystem import EmbeddedFile
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.securestor.outgoing import Transfer
from dde_tui.securestor.sftp import packets
from dde_tui.securestor.sftp.client import SftpClient
from dde_tui.securestor.sftp.packets import Extension, PacketType
from dde_tui.securestor.sftp.window import BLOCK
from dde_tui.securestor.status import Status
from dde_tui.securestor.transfer.send_set import send_files


def blocks(data):
    return [data[start : start + BLOCK] for start in range(0, len(data), BLOCK)]


class Question(NamedTuple):
    kind: int
    number: bytes
    body: bytes


class Peer:
    """An SFTP server played by hand on a plain socket: it answers whatever the test wants."""

    def __init__(self, answers, *, extensions=()):
        self.near, self.far = socket.socketpair()
        self.questions = []
        self._answers = answers
        self._extensions = extensions
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        with self.far, suppress(OSError):  # the client may hang up while an answer is due
            stream = self.far.makefile("rwb")
            with stream:
                while header := stream.read(4):
                    body = stream.read(int.from_bytes(header))
                    if body[0] == PacketType.INIT:
                        offers = b"".join(packets.text(name) + packets.text("1") for name in self._extensions)
                        stream.write(packets.packet(PacketType.VERSION, packets.number(3) + offers))
                    else:
                        question = Question(body[0], body[1:5], body[5:])
                        self.questions.append(question)
                        answer = self._answers(question)
                        if answer is None:
                            return
                        stream.write(answer)
                    stream.flush()

    def wait_for(self, questions):
        until = time.monotonic() + 5
        while len(self.questions) < questions and time.monotonic() < until:
            time.sleep(0.01)

    def end(self):
        self.near.close()
        self._thread.join(5)


@pytest.fixture
def played():
    peers = []

    def play(answers, **more):
        peer = Peer(answers, **more)
        sftp = SftpClient(
            peer.near, lambda silence: peer.near.shutdown(socket.SHUT_RDWR), where="played:22", patience=0.5
        )
        peers.append((peer, sftp))
        return peer, sftp

    yield play
    for peer, sftp in peers:
        sftp.close()
        peer.end()


def status(question, code, text=""):
    return packets.packet(
        PacketType.STATUS, question.number + packets.number(code) + packets.text(text) + packets.text("")
    )


def handle(question):
    return packets.packet(PacketType.HANDLE, question.number + packets.text(b"h"))


def test_a_failed_close_is_no_success(played):
    def answers(question):
        if question.kind == PacketType.OPEN:
            return handle(question)
        return status(question, Status.FAILURE if question.kind == PacketType.CLOSE else Status.OK)

    with pytest.raises(TransferError, match="write a"):
        played(answers)[1].write("a", blocks(b"x" * 100_000))


def test_a_failed_sync_is_no_success_and_no_attributes_are_set(played):
    def answers(question):
        if question.kind == PacketType.OPEN:
            return handle(question)
        return status(question, Status.FAILURE if question.kind == PacketType.EXTENDED else Status.OK)

    peer, sftp = played(answers, extensions=(Extension.FSYNC,))
    with pytest.raises(TransferError):
        sftp.write("a", blocks(b"x"))
    peer.wait_for(5)
    assert [question.kind for question in peer.questions] == [
        PacketType.OPEN,
        PacketType.WRITE,
        PacketType.EXTENDED,
        PacketType.FSTAT,
        PacketType.CLOSE,
    ]


def test_acknowledgements_may_come_in_any_order(played):
    kept = []

    def answers(question):
        if question.kind == PacketType.OPEN:
            return handle(question)
        if question.kind == PacketType.WRITE:
            kept.append(status(question, Status.OK))
            if len(kept) < 3:
                return b""
            return b"".join(reversed(kept))
        return status(question, Status.OK)

    told = []
    played(answers)[1].write("a", blocks(b"x" * 80_000), job=Job(progress=told.append))
    assert told == [32_640, 65_280, 80_000]


def test_short_reads_are_completed(played):
    data = bytes(range(256)) * 300

    def answers(question):
        if question.kind == PacketType.OPEN:
            return handle(question)
        if question.kind == PacketType.READ:
            reader = packets.PacketReader(question.body)
            reader.blob()
            start, length = reader.long_number(), reader.number()
            piece = data[start : start + min(length, 10_000)]
            return packets.packet(PacketType.DATA, question.number + packets.text(piece))
        return status(question, Status.OK)

    assert b"".join(played(answers)[1].chunks("a", len(data))) == data


def test_a_file_shorter_than_announced_ends_early(played):
    def answers(question):
        if question.kind == PacketType.OPEN:
            return handle(question)
        return status(question, Status.EOF if question.kind == PacketType.READ else Status.OK)

    assert b"".join(played(answers)[1].chunks("a", 100)) == b""


@pytest.mark.parametrize(
    "answer",
    [
        lambda question: b"\xff\xff\xff\xff",
        lambda question: b"\0\0\0\0",
        lambda question: packets.packet(PacketType.ATTRS, question.number),
        lambda question: packets.packet(PacketType.ATTRS, b"\xff\xff\xff\xff" + packets.number(0)),
        lambda question: packets.packet(PacketType.NAME, question.number + packets.number(0)),
        lambda question: packets.packet(PacketType.STATUS, question.number),
        lambda question: None,
    ],
)
def test_hostile_answers_are_transfer_errors(played, answer):
    with pytest.raises(TransferError):
        played(answer)[1].stat("a")


def test_silence_is_noticed(played):
    with pytest.raises(TransferError, match=r"nothing came back from played:22 for 0\.5 seconds"):
        played(lambda question: b"")[1].stat("a")


def test_the_servers_words_are_shown_without_escapes(played):
    with pytest.raises(TransferError) as caught:
        played(lambda question: status(question, Status.FAILURE, "\x1b]52;c;x\x07 no"))[1].remove("a\x1b[2J")
    assert "\x1b" not in caught.value.sentence
    assert "no" in caught.value.happened


def test_an_unknown_status_is_still_an_answer(played):
    with pytest.raises(TransferError, match="status 99"):
        played(lambda question: status(question, 99))[1].remove("a")


def test_room_is_asked_for_where_the_server_can_say(played):
    def answers(question):
        return packets.packet(
            PacketType.EXTENDED_REPLY,
            question.number + b"".join(packets.long_number(n) for n in (1, 4096, 9, 8, 7, *[0] * 6)),
        )

    assert played(answers, extensions=(Extension.STATVFS,))[1].free_bytes(".") == 7 * 4096
    assert played(answers)[1].free_bytes(".") is None


def test_too_little_room_is_refused_before_the_first_byte(serve, log_in, root, outgoing, monkeypatch):
    connection = log_in(serve())
    monkeypatch.setattr(connection.sftp(), "free_bytes", lambda path: 1_000)
    with pytest.raises(TransferError, match=r"600,001 bytes are needed, 1,000 are free"):
        send_files(connection, Transfer(outgoing()), before_publish=pytest.fail)
    assert list(root.iterdir()) == []


def test_a_disk_that_fills_up_is_named(serve, log_in, outgoing, monkeypatch):
    class Full(EmbeddedFile):
        def write(self, offset, data):
            return SFTP_FAILURE

    class Server(EmbeddedServer):
        file_class = Full

    connection = log_in(serve(Server))
    answers = iter([10_000_000, 5])
    monkeypatch.setattr(SftpClient, "free_bytes", lambda *_: next(answers, 5))  # of whichever session
    with pytest.raises(TransferError, match="5 are free"):
        send_files(connection, Transfer(outgoing()), before_publish=pytest.fail)


def test_a_session_survives_a_refused_write(serve, log_in, root):
    sftp = log_in(serve()).sftp()
    with pytest.raises(TransferError):
        sftp.write("nowhere/a", blocks(b"x"))
    sftp.write("district/a", blocks(b"x" * 1_000_000))
    assert (root / "a").stat().st_size == 1_000_000


OPENS = {
    "write": (PacketType.OPEN, lambda sftp, job: sftp.write("a", blocks(b"x"), job=job)),
    "read": (PacketType.OPEN, lambda sftp, job: b"".join(sftp.chunks("a", 1, job))),
    "make": (PacketType.OPEN, lambda sftp, job: sftp.make_file("a", b"x", job)),
    "list": (PacketType.OPENDIR, lambda sftp, job: sftp.names("a", job)),
}


@pytest.mark.parametrize("what", OPENS)
def test_what_is_opened_after_somebody_gave_up_is_closed_before_the_server_counts_as_settled(played, what):
    """A server that locks open files would refuse to remove what is open, and so would keep hidden parts."""
    kind, open_it = OPENS[what]
    asked, answered = threading.Event(), threading.Event()

    def answers(question):
        if question.kind == kind:
            asked.set()
            assert answered.wait(5)
            return handle(question)
        return status(question, Status.OK)

    peer, sftp = played(answers)
    with pytest.raises(CancelledError):
        open_it(sftp, Job(cancelled=asked.is_set))
    assert not sftp.is_settled
    answered.set()
    until = time.monotonic() + 5
    while not sftp.is_settled and time.monotonic() < until:
        time.sleep(0.01)
    assert sftp.is_settled
    assert [(each.kind, each.body) for each in peer.questions[1:]] == [(PacketType.CLOSE, packets.text(b"h"))]


def test_a_file_that_is_refused_after_somebody_gave_up_leaves_nothing_to_close(played):
    asked, answered = threading.Event(), threading.Event()

    def answers(question):
        asked.set()
        assert answered.wait(5)
        return status(question, Status.NO_SUCH_FILE)

    peer, sftp = played(answers)
    with pytest.raises(CancelledError):
        b"".join(sftp.chunks("a", 1, Job(cancelled=asked.is_set)))
    answered.set()
    until = time.monotonic() + 5
    while not sftp.is_settled and time.monotonic() < until:
        time.sleep(0.01)
    assert len(peer.questions) == 1


def test_a_folder_is_closed_also_where_its_list_is_refused(played):
    def answers(question):
        if question.kind == PacketType.OPENDIR:
            return handle(question)
        return status(question, Status.FAILURE if question.kind == PacketType.READDIR else Status.OK)

    peer, sftp = played(answers)
    with pytest.raises(TransferError):
        sftp.names("a")
    peer.wait_for(3)
    assert [question.kind for question in peer.questions][-1] == PacketType.CLOSE
