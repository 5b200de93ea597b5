"""The standard streams, as POSIX and Windows tell of them."""

import errno
import io
import os
import sys
from pathlib import Path

import pytest

from dde_tui.terminal.console import Console
from dde_tui.terminal.streams import broken_pipe_told, is_terminal, lost_its_reader, silence

GONE = OSError(errno.EINVAL, "Invalid argument")
"""What Windows says of a pipe whose reader has gone."""


@pytest.mark.parametrize(
    ("error", "system", "is_lost"),
    [
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "posix", True),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "nt", True),
        (GONE, "nt", True),
        (GONE, "posix", False),
        (OSError(errno.EINVAL, "Invalid argument", "a:b"), "nt", False),
        (OSError(errno.ENOSPC, "No space left on device"), "nt", False),
    ],
)
def test_a_reader_that_has_gone_is_known_by_what_the_system_says(error, system, is_lost):
    assert lost_its_reader(error, system) is is_lost


def test_a_closed_pipe_is_the_same_error_on_every_system():
    with pytest.raises(BrokenPipeError), broken_pipe_told("nt"):
        raise GONE


def test_every_other_error_of_a_stream_stays_what_it_is():
    full = OSError(errno.ENOSPC, "No space left on device")
    for error, system in ((full, "nt"), (full, "posix"), (GONE, "posix")):
        with pytest.raises(OSError) as raised, broken_pipe_told(system):
            raise error
        assert raised.value is error


def test_a_pipe_without_a_reader_is_told_and_can_be_silenced():
    """A real pipe: what it says depends on the system that runs this."""
    read, write = os.pipe()
    os.close(read)
    stream = os.fdopen(write, "w", encoding="utf-8")
    console = Console(stream, stream, {})
    for speak in (console.say, console.narrate, console.document):
        with pytest.raises(BrokenPipeError):
            speak("x")
    with pytest.raises(BrokenPipeError):
        console.json({"x": 1})
    silence(stream)
    stream.close()


def test_a_stream_without_a_descriptor_needs_no_silencing():
    silence(io.StringIO())


def test_the_null_device_is_no_terminal():
    """On Windows `isatty` says that it is one."""
    with Path(os.devnull).open(encoding="utf-8") as null:
        assert not is_terminal(null)


def test_no_stream_a_closed_one_and_a_pipe_are_no_terminal():
    read, write = os.pipe()
    with os.fdopen(read, encoding="utf-8") as pipe:
        assert not is_terminal(pipe)
    os.close(write)
    assert not is_terminal(pipe), "it is closed"
    assert not is_terminal(None)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_a_pseudo_terminal_is_a_terminal():
    here, there = os.openpty()
    with os.fdopen(there, "w", encoding="utf-8") as stream:
        assert is_terminal(stream)
    os.close(here)


def test_a_stream_without_a_descriptor_is_what_it_says_it_is():
    class Editor(io.StringIO):
        def isatty(self):
            return True

    assert is_terminal(Editor())
    assert not is_terminal(io.StringIO())
