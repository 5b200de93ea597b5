"""Two computers that send to one folder: each has its turn, and nobody is told that a mix is its set."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from paramiko.sftp import SFTP_PERMISSION_DENIED

from checks.errors import CancelledError
from checks.job import Job
from dde_tui.errors import TransferError
from dde_tui.securestor.outgoing import Transfer, TransferOptions
from dde_tui.securestor.remote_names import SIGN, part_name
from dde_tui.securestor.transfer import publish_lock
from dde_tui.securestor.transfer.publish import UNTOUCHED
from dde_tui.securestor.transfer.remote_state import already_there
from dde_tui.securestor.transfer.send_set import send_files
from faults.embedded import FaultyServer
from faults.switches import At, Faults
from support.outgoing_files import content, contents, expected

OURS, THEIRS = "0123abcd", "fedcba98"
LONG = 3600  # seconds: who waited for that would hang
PASSWORD = "correct horse"


def send(connection, files, owner=OURS, before_publish=lambda sent: None, there=(), **watched):
    transfer = Transfer(files, TransferOptions(owner=owner), there)
    return send_files(connection, transfer, before_publish=before_publish, job=Job(**watched))


def test_while_one_renames_the_other_waits_and_then_has_its_turn(serve, log_in, root, outgoing):
    server, order = serve(), []
    theirs, ours = outgoing(1), outgoing(2)
    in_turn, waits = threading.Event(), threading.Event()

    def hold(sent):
        in_turn.set()
        assert waits.wait(20)
        assert not [each for each in order if each == "ours"]
        order.append("theirs")

    sent_up, asked = threading.Event(), []

    def progress(moved):
        if moved.all_done == moved.all_total:
            sent_up.set()

    def cancelled():
        if sent_up.is_set() and in_turn.is_set():
            asked.append(time.monotonic())
            if len(asked) > 1 and asked[-1] - asked[0] > 3 * publish_lock._LOOK_EVERY:
                waits.set()
        return False

    with ThreadPoolExecutor() as pool:
        first = pool.submit(send, log_in(server), theirs, THEIRS, hold)
        assert in_turn.wait(20)
        second = pool.submit(
            send,
            log_in(server, patience=LONG),
            ours,
            before_publish=lambda sent: order.append("ours"),
            progress=progress,
            cancelled=cancelled,
        )
        first.result(30)
        second.result(30)
    assert order == ["theirs", "ours"]
    assert contents(root) == expected(ours)


def test_whoever_sends_at_once_a_success_is_never_a_mix(serve, log_in, root, outgoing):
    server = serve()
    sets = {OURS: outgoing(1, 60_000), THEIRS: outgoing(2, 60_000)}
    connections = {owner: log_in(server, patience=5) for owner in sets}
    whole = [expected(files) for files in sets.values()]

    def attempt(owner):
        connection, files = connections[owner], sets[owner]
        there = already_there(connection, files)
        try:
            send(connection, files, owner, there=there)
        except TransferError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            done = list(pool.map(attempt, sets))
            assert contents(root) in whole or not all(done)
    assert send(connections[OURS], sets[OURS])
    assert contents(root) == expected(sets[OURS])


def test_a_file_that_another_computer_replaced_meanwhile_is_no_equal_one_any_more(
    serve, log_in, root, outgoing
):
    connection = log_in(serve())
    theirs, ours = outgoing(1), outgoing(2)
    (root / "orgs.csv").write_bytes(content(ours[0]))
    there = already_there(connection, ours)
    assert there == {"orgs.csv"}
    send(connection, theirs, THEIRS)
    with pytest.raises(TransferError, match=r"orgs\.csv was identical .* has been replaced since") as caught:
        send(connection, ours, before_publish=pytest.fail, there=there)
    assert caught.value.meaning == UNTOUCHED
    assert contents(root) == expected(theirs)


def test_a_sign_of_our_own_that_a_killed_run_left_is_taken_up_at_once(serve, log_in, root, outgoing):
    (root / SIGN).write_bytes(OURS.encode())
    send(log_in(serve(), patience=LONG), outgoing())
    assert contents(root) == expected(outgoing())


def test_a_sign_that_nobody_signed_is_not_waited_for_long(serve, log_in, root, outgoing, monkeypatch):
    monkeypatch.setattr(publish_lock, "_UNSIGNED", 0.3)
    (root / SIGN).write_bytes(b"")
    send(log_in(serve(), patience=LONG), outgoing())
    assert contents(root) == expected(outgoing())


def test_a_dead_computers_sign_goes_with_its_parts_so_that_it_can_rename_no_more(
    serve, log_in, root, outgoing
):
    (root / SIGN).write_bytes(THEIRS.encode())
    theirs = outgoing(1)
    for file in theirs:
        (root / part_name(file.name, file.sha256, THEIRS)).write_bytes(content(file))
    begun = time.monotonic()
    send(log_in(serve(), patience=0.6), outgoing())
    assert time.monotonic() - begun > 0.6
    assert contents(root) == expected(outgoing())


@pytest.mark.parametrize("left", [THEIRS, OURS, ""])
def test_a_sign_left_in_a_folder_that_may_only_be_written_to_stops_nobody_for_good(
    serve, log_in, root, outgoing, left
):
    (root / SIGN).write_bytes(left.encode())
    upload_only = Faults(denied=frozenset({"read", "opendir", "readdir"}))
    connection = log_in(serve(FaultyServer, password=PASSWORD, faults=upload_only), patience=0.5)
    way = TransferOptions(verify="size", owner=OURS)
    send_files(connection, Transfer(outgoing(), way), before_publish=lambda sent: None)
    assert contents(root) == expected(outgoing())


def test_who_waits_for_a_turn_can_be_stopped_and_leaves_the_sign_of_the_other(serve, log_in, root, outgoing):
    (root / SIGN).write_bytes(THEIRS.encode())
    sent_up = threading.Event()

    def progress(moved):
        if moved.all_done == moved.all_total:
            sent_up.set()

    with pytest.raises(CancelledError) as caught:
        send(
            log_in(serve(), patience=LONG),
            outgoing(),
            before_publish=pytest.fail,
            progress=progress,
            cancelled=sent_up.is_set,
        )
    assert caught.value.meaning == UNTOUCHED
    assert contents(root) == {SIGN: THEIRS.encode()}


@pytest.mark.parametrize("at", ["write", "close"])
def test_a_sign_that_could_not_be_written_whole_is_taken_away_and_put_up_again(
    serve, log_in, root, outgoing, at
):
    server = serve(FaultyServer, password=PASSWORD)
    connection = log_in(server, patience=LONG)
    connection.sftp()
    server.faults = Faults(at=(At(at, 1),))
    with pytest.raises(TransferError):
        connection.sftp().make_file(f"district/{SIGN}", OURS.encode())
    connection.settle(time.monotonic() + 5)
    assert contents(root) == {}
    files = outgoing(size=1_000)
    number = {"write": len(files) + 1, "close": 2 * len(files) + 2}[
        at
    ]  # after a list, and each file up and back
    server.faults = Faults(at=(At(at, number),))
    seen = []
    send(connection, files, before_publish=lambda sent: seen.append((root / SIGN).read_bytes()))
    assert seen == [OURS.encode()]
    assert server.operations.count("open") == 2 * len(files) + 3  # the sign's twice, and a look whose it is
    assert contents(root) == expected(files)


def test_where_no_sign_may_stand_nobody_waits_for_one(serve, log_in, root, outgoing):
    files, signs = outgoing(size=1_000), []
    sign = At("open", 2 * len(files) + 1, SFTP_PERMISSION_DENIED)
    server = serve(FaultyServer, password=PASSWORD, faults=Faults(at=(sign,)))
    send(
        log_in(server, patience=LONG), files, before_publish=lambda sent: signs.append((root / SIGN).exists())
    )
    assert signs == [False]
    assert contents(root) == expected(files)
