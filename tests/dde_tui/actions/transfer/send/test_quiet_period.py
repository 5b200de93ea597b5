"""A source that somebody still writes into is waited for, and never published."""

import os
import threading
import time
from datetime import UTC, datetime

import pytest

from checks.errors import CancelledError, ExitCode
from checks.input.source import marks
from checks.job import Job
from dde_tui.actions.transfer.send.command import send
from dde_tui.actions.transfer.send.quiet_period import Rest, seconds_to_wait, wait_until_quiet
from dde_tui.errors import SourceChangedError
from dde_tui.process.events import EventKind
from dde_tui.securestor.transfer.progress import FileProgress
from dde_tui.workspace.settings import change_settings

PASSWORD = {"DISTRICT_PASSWORD": "correct horse battery"}
HOUR = 3600.0


def seen(*ages: float, now: float = 10_000.0):
    """The marks of files that were written so many seconds before `now`."""
    return {f"{number}.csv": (1, int((now - age) * 1e9), number) for number, age in enumerate(ages)}


def test_files_at_rest_for_long_are_not_waited_for():
    assert Rest(60).look(seen(60, 7 * HOUR), 10_000, 5) == 0


def test_the_youngest_file_is_what_is_waited_for():
    rest = Rest(60)
    found = seen(7 * HOUR, 20)
    assert rest.look(found, 10_000, 5) == pytest.approx(40)
    assert rest.look(found, 10_030, 35) == pytest.approx(10)
    assert rest.look(found, 10_040, 45) == 0


@pytest.mark.parametrize("change", [seen(HOUR), seen(HOUR, HOUR, HOUR), seen(HOUR, 2 * HOUR)])
def test_whatever_is_written_comes_or_goes_begins_the_wait_anew(change):
    rest = Rest(60)
    rest.look(seen(HOUR, 50), 10_000, 5)
    assert rest.look(change, 10_009, 14) == 60
    assert rest.look(change, 10_069, 74) == 0


@pytest.mark.parametrize("ahead", [1, 22 * 365 * 24 * HOUR])
def test_a_file_from_the_future_is_waited_for_once_the_period(ahead):
    rest = Rest(60)
    assert rest.look(seen(-ahead), 10_000, 5) == 60
    assert rest.look(seen(-ahead), 10_060, 65) == 0


@pytest.mark.parametrize("jump", [-HOUR, HOUR])
def test_a_clock_that_is_set_meanwhile_changes_nothing(jump):
    rest = Rest(60)
    rest.look(seen(20), 10_000, 5)
    assert rest.look(seen(20), 10_000 + jump, 15) == pytest.approx(30)


def test_where_nothing_stands_nothing_is_waited_for(tmp_path):
    told = []
    wait_until_quiet(tmp_path / "nowhere", 60, Job(tell=told.append))
    wait_until_quiet(tmp_path, 60, Job(tell=told.append))
    assert told == []


def test_only_roster_files_and_zips_are_looked_at(tmp_path, clean):
    (tmp_path / "set.zip").write_bytes(b"x")
    assert marks(tmp_path / "set.zip").keys() == {"set.zip"}
    before = marks(clean)
    (clean / "export.log").write_text("still running", encoding="utf-8")
    (clean / ".users.csv.part").write_text("on its way", encoding="utf-8")
    assert marks(clean) == before
    assert before.keys() == {path.name for path in clean.glob("[!.]*.csv")}


def test_a_file_put_in_anothers_place_with_its_size_and_time_is_noticed(clean):
    before, state = marks(clean), (clean / "users.csv").stat()
    (clean / "new").write_bytes(b"x" * state.st_size)
    os.utime(clean / "new", ns=(state.st_atime_ns, state.st_mtime_ns))
    (clean / "new").replace(clean / "users.csv")
    assert marks(clean) != before


def test_an_export_that_goes_on_is_waited_for_and_said_once(clean):
    old = time.time() - HOUR
    for path in clean.iterdir():
        os.utime(path, (old, old))
    assert seconds_to_wait(clean, 1) == 0
    written, told, ended = [], [], threading.Event()

    def export():
        for _ in range(4):
            with (clean / "users.csv").open("ab") as file:
                file.write(b"\r\n")
            written.append(time.monotonic())
            ended.wait(0.2)
        ended.set()

    writer = threading.Thread(target=export)
    (clean / "orgs.csv").touch()
    writer.start()
    try:
        wait_until_quiet(clean, 1, Job(tell=told.append))
    finally:
        writer.join()
    assert ended.is_set()
    assert time.monotonic() - written[-1] >= 0.7, "a look every quarter of a second"
    assert [line.split(" for")[0] for line in told] == ["Waiting until the files have not changed"]


def test_an_export_that_never_ends_is_given_up(clean):
    def goes_on():
        with (clean / "users.csv").open("ab") as file:
            file.write(b"\r\n")
        return False

    with pytest.raises(SourceChangedError, match="clean is still being written") as caught:
        wait_until_quiet(clean, 0.5, Job(cancelled=goes_on), longest=0.2)
    assert caught.value.exit_code is ExitCode.SOURCE


def test_waiting_can_be_stopped(connected, clean, arrived):
    change_settings(connected.settings_file, {"send.quiet": 3600})
    told, now = [], datetime(2026, 9, 14, 15, tzinfo=UTC)
    with pytest.raises(CancelledError) as caught:
        send(
            connected,
            clean,
            Job(environ=PASSWORD, clock=lambda: now, tell=told.append, cancelled=lambda: bool(told)),
        )
    assert caught.value.exit_code is ExitCode.INTERRUPTED
    assert "Nothing was sent" in caught.value.meaning
    assert arrived() == {}


def test_a_sending_waits_for_the_period_of_its_settings(dde, connected, clean, arrived):
    change_settings(connected.settings_file, {"send.quiet": 1})
    (clean / "users.csv").touch()
    began = time.time()
    said = dde("send", clean, workspace=connected)
    assert said.code == 0
    assert time.time() - (clean / "users.csv").stat().st_mtime >= 1
    assert time.time() - began < 30
    assert "Waiting until the files have not changed for 1 s" in said.err
    assert arrived()


def test_a_rehearsal_says_that_a_sending_would_wait_and_does_not_wait(dde, connected, clean):
    change_settings(connected.settings_file, {"send.quiet": 3600})
    (clean / "users.csv").touch()
    said = dde("send", clean, "--dry-run", workspace=connected)
    assert said.code == 0
    assert "A real run would now wait at least 3" in said.err


def rewrite(path):
    data = (path / "users.csv").read_bytes()
    (path / "users.csv").write_bytes(data.replace(b"true", b"TRUE"))


def add(path):
    (path / "late.csv").write_text("sourcedId\n", encoding="utf-8")


def remove(path):
    (path / "courses.csv").unlink()


@pytest.mark.parametrize(
    ("change", "named"), [(rewrite, "users.csv"), (add, "A file"), (remove, "courses.csv")]
)
def test_what_changes_when_all_is_up_is_not_published(dde, connected, clean, arrived, change, named):
    assert dde("send", clean, workspace=connected).code == 0
    before = arrived()
    rewrite(clean)
    (clean / "users.csv").write_bytes((clean / "users.csv").read_bytes().replace(b"TRUE", b"true") + b"\r\n")
    journal = connected.journal.events()
    changed = []

    def at_the_end(moved):
        if isinstance(moved, FileProgress) and moved.all_done == moved.all_total and not changed:
            changed.append(change(clean))

    now = datetime(2026, 9, 14, 15, tzinfo=UTC)
    with pytest.raises(SourceChangedError, match=f"{named} changed while the files were sent") as caught:
        send(connected, clean, Job(environ=PASSWORD, clock=lambda: now, progress=at_the_end))
    assert caught.value.exit_code is ExitCode.SOURCE
    assert "as they were before" in caught.value.meaning
    assert arrived() == before, "and no part is left"
    assert connected.journal.events() == journal
    assert [event.kind for event in journal].count(EventKind.SENDING) == 1


def test_a_zip_that_is_replaced_when_all_is_up_is_not_published(connected, clean_files, tmp_path, arrived):
    import zipfile

    def write():
        with zipfile.ZipFile(tmp_path / "roster.zip", "w") as archive:
            for name, data in clean_files.items():
                archive.writestr(name, data)

    def at_the_end(moved):
        if isinstance(moved, FileProgress) and moved.all_done == moved.all_total:
            (tmp_path / "roster.zip").unlink()
            write()

    write()
    now = datetime(2026, 9, 14, 15, tzinfo=UTC)
    with pytest.raises(SourceChangedError, match="A file changed"):
        send(
            connected, tmp_path / "roster.zip", Job(environ=PASSWORD, clock=lambda: now, progress=at_the_end)
        )
    assert arrived() == {}
