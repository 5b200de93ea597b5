"""A sending that is stopped, or whose files change under it, leaves the server as it was and says what is true."""

from datetime import UTC, datetime

import pytest

from checks.errors import CancelledError, ExitCode
from checks.job import Job
from checks.progress import Progress
from dde_tui.actions.transfer.send.command import send
from dde_tui.errors import SourceChangedError
from dde_tui.securestor.transfer.progress import FileProgress


def kinds(workspace):
    return [str(event.kind) for event in workspace.journal.events()]


def test_a_file_that_changes_after_its_check_is_not_sent(connected, clean, arrived):
    def meddle(progress):
        if isinstance(progress, Progress) and progress.done == progress.total:
            (clean / "users.csv").write_bytes(b"something else\n")

    now = datetime(2026, 9, 14, 15, tzinfo=UTC)
    with pytest.raises(SourceChangedError) as caught:
        send(
            connected,
            clean,
            Job(environ={"DISTRICT_PASSWORD": "correct horse battery"}, clock=lambda: now, progress=meddle),
        )
    assert caught.value.exit_code is ExitCode.SOURCE
    assert arrived() == {}


def test_a_sending_that_is_cancelled_leaves_the_server_as_it_was(connected, clean, arrived):
    begun = []

    def progress(moved):
        if isinstance(moved, FileProgress):
            begun.append(moved.file)

    now = datetime(2026, 9, 14, 15, tzinfo=UTC)
    with pytest.raises(CancelledError) as caught:
        send(
            connected,
            clean,
            Job(
                environ={"DISTRICT_PASSWORD": "correct horse battery"},
                clock=lambda: now,
                cancelled=lambda: bool(begun),
                progress=progress,
            ),
        )
    assert caught.value.exit_code is ExitCode.INTERRUPTED
    assert arrived() == {}
    assert kinds(connected) == ["connected"]


PRESSED_AT = """
import signal
from dde_tui.workspace.journal.journal import Journal
append = Journal.append
def pressing(self, kind, data=None, at=None):
    event = append(self, kind, data, at)
    if kind == {at!r}:
        for _ in range({times}):
            signal.raise_signal(signal.SIGINT)
    return event
Journal.append = pressing
"""
"""Ctrl+C in the moment when something is recorded: right before the renames, or when all is done."""


@pytest.mark.parametrize("at", ["sending", "submitted"])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_ctrl_c_when_everything_is_published_comes_too_late(
    process, connected, clean, clean_files, arrived, at, form
):
    said = process("send", clean, *form, cwd=connected.path, before=PRESSED_AT.format(at=at, times=1))
    assert said.code == 0
    assert "The signal to stop came too late: everything was already sent." in said.err
    assert (said.json["outcome"] == "sent") if form else ("Sent as " in said.out)
    assert arrived() == clean_files
    assert kinds(connected) == ["connected", "sending", "submitted"]


def test_ctrl_c_pressed_again_between_the_renames_says_what_stands_there(
    dde, process, connected, clean, clean_files, arrived
):
    said = process("send", clean, cwd=connected.path, before=PRESSED_AT.format(at="sending", times=2))
    assert said.code == ExitCode.INTERRUPTED
    assert "being renamed" in said.err
    assert "Send again" in said.err
    assert dde("send", clean, workspace=connected).code == 0
    assert arrived() == clean_files


def test_ctrl_c_before_anything_is_published_ends_with_130(process, connected, clean, arrived):
    before = (
        "import signal, checks.input.source as s\nopened = s.open_file_set\n"
        "s.open_file_set = lambda p: (signal.raise_signal(signal.SIGINT), opened(p))[1]"
    )
    said = process("send", clean, "--json", cwd=connected.path, before=before)
    assert said.code == said.json["exit"] == ExitCode.INTERRUPTED
    assert arrived() == {}
    assert kinds(connected) == ["connected"]
