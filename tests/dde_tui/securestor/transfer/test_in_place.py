"""Where a server refuses every rename and the settings say so: under the final names, which can promise little."""

import pytest

from checks.errors import CancelledError
from checks.job import Job
from dde_tui.errors import TransferError
from dde_tui.securestor.outgoing import Transfer, TransferOptions
from dde_tui.securestor.remote_names import SIGN
from dde_tui.securestor.status import Status
from dde_tui.securestor.transfer.send_set import send_files
from faults.embedded import FaultyServer
from faults.switches import NONE, At, Faults
from support.outgoing_files import content, contents, expected

NO_RENAME = frozenset({"rename", "posix-rename"})
NAMES = ("orgs.csv", "classes.csv", "users.csv")


@pytest.fixture
def sets(outgoing, root):
    """The old set, which stands there, and the new one."""
    old, new = outgoing(1, 200_000, NAMES), outgoing(2, 200_000, NAMES)
    for file in old:
        (root / file.name).write_bytes(content(file))
    return old, new


@pytest.fixture
def server(serve):
    return serve(FaultyServer, password="correct horse", faults=Faults(denied=NO_RENAME))


@pytest.fixture
def send(server, log_in):
    def send(files, *ats, before_publish=lambda sent: None, verify="read-back", there=(), **watched):
        server.faults = Faults(denied=NO_RENAME, at=ats)
        way = TransferOptions(verify=verify, publish="in-place", owner="0123abcd")
        return send_files(
            log_in(server), Transfer(files, way, there), before_publish=before_publish, job=Job(**watched)
        )

    return send


def test_every_file_is_written_and_proved_without_a_rename(send, server, sets, root):
    sent = send(sets[1])
    assert [(each.file, each.verified) for each in sent] == [(name, "read-back") for name in NAMES]
    assert contents(root) == expected(sets[1])
    assert not {"rename", "posix-rename"} & {*server.operations}


def test_the_intent_is_recorded_in_our_turn_before_the_first_file_is_touched(send, sets, root):
    then = {}
    send(sets[1], before_publish=lambda sent: then.update(contents(root)))
    assert then == {**expected(sets[0]), SIGN: b"0123abcd"}


def test_an_intent_that_cannot_be_recorded_touches_nothing(send, sets, root):
    def fail(sent):
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        send(sets[1], before_publish=fail)
    assert contents(root) == expected(sets[0])


def test_files_are_written_one_after_the_other_in_their_order(send, sets, root):
    with pytest.raises(TransferError) as caught:
        send(sets[1], At("write", 1 + 7 + 1))  # the sign's write, seven of the first file, one of the second
    there = contents(root)
    assert there[NAMES[0]] == content(sets[1][0])
    assert there[NAMES[1]] not in {content(sets[0][1]), content(sets[1][1])}
    assert there[NAMES[2]] == content(sets[0][2])
    assert f"{NAMES[0]} is new" in caught.value.meaning
    assert "may be incomplete" in caught.value.meaning


def test_a_file_that_may_not_be_opened_is_told_as_unchanged(send, server, sets, root):
    with pytest.raises(TransferError, match="does not permit it") as caught:
        send(sets[1], At("open", 2, Status.PERMISSION_DENIED))  # the sign's is the first
    assert contents(root) == expected(sets[0])
    assert "No file is new; the others are as before" in caught.value.meaning
    assert "incomplete" not in caught.value.meaning


def test_the_next_sending_makes_everything_whole(send, sets, root):
    with pytest.raises(TransferError):
        send(sets[1], At("write", 12, cuts=True))
    assert contents(root).keys() >= {SIGN}
    send(sets[1])
    assert contents(root) == expected(sets[1])


def test_a_file_that_is_longer_there_is_not_gone_on_with(send, sets, root):
    (root / NAMES[0]).write_bytes(content(sets[0][0]) * 2)
    send(sets[1])
    assert contents(root) == expected(sets[1])


def test_a_byte_that_was_stored_wrong_is_noticed(send, sets):
    with pytest.raises(TransferError, match=r"orgs\.csv did not arrive"):
        send(sets[1], At("write", 4, None, corrupts=True))


def test_a_folder_in_the_way_is_found_before_anything_is_touched(send, sets, root):
    (root / NAMES[2]).unlink()
    (root / NAMES[2]).mkdir()
    with pytest.raises(TransferError, match="a folder with that name") as caught:
        send(sets[1], before_publish=pytest.fail)
    assert "are unchanged" in caught.value.meaning
    assert (root / NAMES[0]).read_bytes() == content(sets[0][0])


def test_who_stops_it_is_told_what_is_new_and_that_one_may_be_half(send, sets):
    seen = []

    def progress(moved):
        seen.append(moved.file)

    with pytest.raises(CancelledError) as caught:
        send(sets[1], progress=progress, cancelled=lambda: NAMES[1] in seen)
    assert f"{NAMES[0]} is new, the next one may be incomplete" in caught.value.meaning


def test_what_stands_there_already_is_not_written_again(send, server, sets, root):
    (root / NAMES[0]).write_bytes(content(sets[1][0]))
    send(sets[1], there={NAMES[0]})
    server.faults = NONE
    assert contents(root) == expected(sets[1])
