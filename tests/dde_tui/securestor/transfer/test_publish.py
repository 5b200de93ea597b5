"""Parts get their final names on every server that can rename at all, and no moment loses the last good file."""

import pytest
from paramiko.sftp import SFTP_PERMISSION_DENIED

from dde_tui.errors import TransferError
from dde_tui.securestor.embedded.filesystem import EmbeddedFolder
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.securestor.outgoing import OutgoingFile, Transfer, TransferOptions
from dde_tui.securestor.remote_names import aside_name
from dde_tui.securestor.transfer.publish import UNTOUCHED, forget_asides
from dde_tui.securestor.transfer.send_set import send_files
from faults.embedded import FaultyServer
from faults.switches import At, Faults
from support.outgoing_files import content, contents, expected

LADDER = frozenset({"posix-rename"})
NAMES = ("orgs.csv", "classes.csv", "users.csv")


@pytest.fixture
def sets(outgoing, root):
    """The old set, which stands there, and the new one."""
    old, new = outgoing(1, 1_000, NAMES), outgoing(2, 1_000, NAMES)
    for file in old:
        (root / file.name).write_bytes(content(file))
    return old, new


@pytest.fixture
def publish(serve, log_in):
    """Sends a set to a server with these faults, and returns what it did."""

    def publish(files, faults, **way):
        server = serve(FaultyServer, password="correct horse", faults=faults)
        send_files(log_in(server), Transfer(files, TransferOptions(**way)), before_publish=lambda sent: None)
        return server.operations

    return publish


def test_where_a_file_can_be_replaced_in_one_step_nothing_steps_aside(publish, sets, root):
    operations = publish(sets[1], Faults())
    assert operations.count("posix-rename") == 3
    assert "rename" not in operations
    assert contents(root) == expected(sets[1])


def test_where_a_taken_name_is_refused_the_old_file_steps_aside_and_goes(publish, sets, root):
    operations = publish(sets[1], Faults(denied=LADDER))
    assert (operations.count("rename"), operations.count("remove")) == (6, 4)  # the old files, and the sign
    assert contents(root) == expected(sets[1])


def test_a_file_with_a_new_name_needs_one_rename_only(publish, outgoing, root):
    operations = publish(outgoing(1, 1_000, NAMES), Faults(denied=LADDER))
    assert operations.count("rename") == 3
    assert contents(root) == expected(outgoing(1, 1_000, NAMES))


@pytest.mark.parametrize("denied", [LADDER | {"rename"}, LADDER | {"rename", "remove"}])
def test_where_no_rename_is_permitted_the_old_set_stays_and_that_is_said(publish, sets, root, denied):
    with pytest.raises(TransferError) as caught:
        publish(sets[1], Faults(denied=denied))
    assert caught.value.meaning == UNTOUCHED
    there = contents(root)
    assert {name: data for name, data in there.items() if not name.startswith(".")} == expected(sets[0])
    assert "remove" in denied or there == expected(sets[0])


@pytest.mark.parametrize("number", [2, 4, 6])
def test_an_old_file_steps_back_at_once_when_the_new_one_may_not_come(publish, sets, root, number):
    old, new = sets
    with pytest.raises(TransferError) as caught:
        publish(new, Faults(denied=LADDER, at=(At("rename", number),)))
    refused = number // 2 - 1
    assert contents(root) == {**expected(new), NAMES[refused]: content(old[refused])}
    assert "New on SecureStor" in caught.value.meaning
    assert NAMES[refused] not in caught.value.meaning


def test_an_old_file_that_may_not_step_aside_stays_where_it_is(publish, sets, root):
    old, new = sets
    with pytest.raises(TransferError):
        publish(new, Faults(denied=LADDER, at=(At("rename", 3),)))
    assert contents(root) == {**expected(new), NAMES[1]: content(old[1])}


def test_an_old_file_that_may_not_even_step_back_does_so_in_the_next_sending(
    publish, serve, log_in, sets, root
):
    old, new = sets
    # Both count what reaches them: the second one sees the rename after the one that the first refused.
    never_back = (At("rename", 4), At("rename", 6))
    with pytest.raises(TransferError) as caught:
        publish(new, Faults(denied=LADDER, at=never_back))
    hidden = aside_name(NAMES[1])
    assert contents(root) == {**expected([new[0], new[2]]), hidden: content(old[1])}
    assert f"there is no {NAMES[1]}" in caught.value.meaning
    assert hidden in caught.value.meaning
    with pytest.raises(TransferError):
        publish(new, Faults(denied=frozenset({"write"})))
    assert contents(root) == {**expected([new[0], new[2]]), NAMES[1]: content(old[1])}


def test_what_stepped_aside_is_forgotten_only_for_the_files_that_stand_there(serve, log_in, sets, root):
    old, new = sets
    for file in old:
        (root / aside_name(file.name)).write_bytes(content(file))
    forget_asides(log_in(serve()).sftp(), "district", new[:2])
    assert set(contents(root)) == {*NAMES, aside_name(NAMES[2])}


class Collecting(EmbeddedFolder):
    """Takes a file away as soon as it stands under its name."""

    def posix_rename(self, oldpath, newpath):
        done = super().posix_rename(oldpath, newpath)
        self._entry(newpath).unlink()
        return done


class Collector(EmbeddedServer):
    folder_class = Collecting


def test_a_server_that_takes_files_away_is_no_failure_where_that_is_known(serve, log_in, root):
    file = OutgoingFile.of("users.csv", b"new")
    (sent,) = send_files(
        log_in(serve(Collector)),
        Transfer([file], TransferOptions(collects=True)),
        before_publish=lambda sent: None,
    )
    assert sent.verified == "read-back"
    assert contents(root) == {}


def test_a_server_that_takes_files_away_unexpectedly_is_told_of(serve, log_in):
    with pytest.raises(TransferError, match="is not under its name") as caught:
        send_files(
            log_in(serve(Collector)),
            Transfer([OutgoingFile.of("users.csv", b"new")]),
            before_publish=lambda sent: None,
        )
    assert "collects = true" in caught.value.to_do


UPLOAD_ONLY = Faults(denied=frozenset({"read", "opendir", "readdir"}))


def test_into_a_folder_that_may_only_be_written_to_the_size_is_what_can_be_proved(publish, sets, root):
    publish(sets[1], UPLOAD_ONLY, verify="size")
    assert contents(root) == expected(sets[1])


def test_where_reading_back_is_wanted_and_not_permitted_nothing_is_published(publish, sets, root):
    with pytest.raises(TransferError) as caught:
        publish(sets[1], UPLOAD_ONLY)
    assert caught.value.status == SFTP_PERMISSION_DENIED
    assert caught.value.meaning == UNTOUCHED
    assert contents(root) == expected(sets[0])
