"""Several files at once: over as many sessions as the server allows, stopped together, and no failure is lost."""

import threading
from collections import Counter

import pytest

from checks.errors import CancelledError
from checks.job import Job
from dde_tui.errors import TransferError
from dde_tui.securestor import faults
from dde_tui.securestor.outgoing import FileDigest, Transfer, TransferOptions
from dde_tui.securestor.transfer.send_set import send_files
from dde_tui.securestor.transfer.workers import run_workers
from faults.embedded import FaultyServer
from faults.servers import SERVERS
from faults.switches import At, Faults
from support.outgoing_files import content


def known(**sizes):
    return [FileDigest(name, size, "") for name, size in sizes.items()]


def test_each_file_is_worked_on_once_and_its_result_is_told_by_name(serve, log_in):
    files = known(**{f"file{number}": number for number in range(50)})
    done = run_workers(log_in(serve()), files, 4, lambda session, file, job: file.size * 2)
    assert done == {f"file{number}": number * 2 for number in range(50)}


def test_of_no_files_comes_nothing_and_nothing_is_opened(serve, log_in):
    connection = log_in(serve())
    assert run_workers(connection, [], 4, pytest.fail) == {}
    assert connection._sessions == {}


def test_large_files_are_spread_over_the_sessions(serve, log_in):
    used = {}
    files = known(a=9_000_000, b=8_000_000, c=7_000_000, d=6_000_000, e=1, f=2)
    run_workers(log_in(serve()), files, 4, lambda session, file, job: used.update({file.name: session}))
    assert len({id(used[name]) for name in "abcd"}) == 4
    assert used["e"] is used["f"] is used["d"]  # there is least to do


@pytest.mark.parametrize("channels", [1, 2, 10])
def test_no_more_sessions_are_opened_than_the_settings_say(serve, log_in, channels):
    used = set()
    files = known(**{f"file{number}": 1_000_000 for number in range(20)})
    run_workers(log_in(serve()), files, channels, lambda session, file, job: used.add(id(session)))
    assert len(used) == channels


def test_when_one_file_fails_all_others_stop_and_the_first_failure_is_raised(serve, log_in):
    stopped, started = Counter(), threading.Barrier(4, timeout=20)

    def work(session, file, job):
        started.wait()
        if file.name == "b":
            raise faults.RefusedError("write b", 4, "")
        while not job.cancelled():
            threading.Event().wait(0.01)
        stopped[file.name] += 1
        raise CancelledError("stopped")

    with pytest.raises(faults.RefusedError):
        run_workers(log_in(serve()), known(a=1, b=1, c=1, d=1), 4, work)
    assert stopped == Counter("acd")


def test_after_a_failure_no_further_file_is_begun(serve, log_in):
    begun = []

    def work(session, file, job):
        begun.append(file.name)
        raise faults.RefusedError("write", 4, "")

    with pytest.raises(faults.RefusedError):
        run_workers(log_in(serve()), known(**{f"file{number}": 1 for number in range(60)}), 1, work)
    assert len(begun) <= 4


def test_who_cancels_gets_no_failure_of_the_line_instead(serve, log_in):
    cancel = threading.Event()

    def work(session, file, job):
        cancel.set()
        raise faults.LineError("broke off")

    with pytest.raises(CancelledError):
        run_workers(log_in(serve()), known(a=1), 4, work, Job(cancelled=cancel.is_set))


def test_one_bad_write_of_many_files_publishes_none(serve, log_in, root, outgoing):
    files = outgoing(names=tuple(f"{number}.csv" for number in range(12)), size=100_000)
    server = serve(FaultyServer, password="correct horse", faults=Faults(at=(At("write", 30),)))
    with pytest.raises(TransferError):
        send_files(log_in(server), Transfer(files), before_publish=pytest.fail)
    assert list(root.iterdir()) == []


@pytest.mark.parametrize("allowed", [1, 2, 3])
@pytest.mark.parametrize("called", SERVERS)
def test_where_fewer_sessions_are_allowed_they_are_shared(tmp_path, log_in, outgoing, called, allowed):
    with SERVERS[called](tmp_path / "server", Faults(sessions=allowed)) as server:
        connection = log_in(server)
        files = outgoing(names=tuple(f"{number}.csv" for number in range(8)), size=300_000)
        send_files(connection, Transfer(files, TransferOptions(channels=4)), before_publish=lambda sent: None)
        assert len({id(session) for session in connection._sessions.values()}) == allowed
        assert {path.name: path.read_bytes() for path in server.root.iterdir()} == {
            file.name: content(file) for file in files
        }
