"""The standard streams, as POSIX and Windows tell of them."""

import errno
import io
import os

import pytest

from dde_tui.terminal.console import Console
from dde_tui.terminal.streams import broken_pipe_told, lost_its_reader, silence

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
