"""Work that is waited for asks here, ends when it is stopped, and leaves nothing open behind."""

import threading
import time

import pytest

from checks.errors import CancelledError
from checks.job import Job, Prompt
from dde_tui.securestor.connection.cancellable import Cancellable


def test_a_person_is_asked_in_the_thread_that_waits():
    asked = []

    def question():
        asked.append((threading.current_thread(), Prompt("Code:", hidden=True).words))
        return "123456"

    work = Cancellable[str](lambda: work.ask(question))
    assert work.wait() == "123456"
    assert asked == [(threading.current_thread(), "Code:")]


def test_a_person_who_breaks_off_the_question_ends_the_work():
    ended = threading.Event()

    def question():
        raise KeyboardInterrupt

    def go():
        try:
            work.ask(question)
        finally:
            ended.set()

    work = Cancellable[None](go)
    with pytest.raises(KeyboardInterrupt):
        work.wait()
    assert ended.wait(5)


def test_a_wish_of_the_last_moment_counts():
    ended = threading.Event()
    with pytest.raises(CancelledError):
        Cancellable[None](ended.set).wait(Job(cancelled=ended.is_set))


def test_what_the_work_raises_is_raised_where_it_is_waited_for():
    def go():
        raise ValueError("its own")

    with pytest.raises(ValueError, match="its own"):
        Cancellable[None](go).wait()


def test_work_that_does_not_look_is_abandoned_within_a_second():
    over, abandoned = threading.Event(), []
    begun = time.monotonic()
    with pytest.raises(CancelledError):
        Cancellable[bool](lambda: over.wait(10), lambda: abandoned.append(1)).wait(
            Job(cancelled=lambda: True)
        )
    assert time.monotonic() - begun < 1
    assert abandoned == [1]
    over.set()


@pytest.mark.parametrize("abandon", [None, lambda: None], ids=["left at once", "abandoned"])
def test_what_comes_too_late_is_closed(abandon):
    over, closed, is_closed = threading.Event(), [], threading.Event()

    def work():
        over.wait(10)
        return "a connection"

    def close(result):
        closed.append(result)
        is_closed.set()

    with pytest.raises(CancelledError):
        Cancellable[str](work, abandon, close).wait(Job(cancelled=lambda: True))
    assert not closed
    over.set()
    assert is_closed.wait(5)
    assert closed == ["a connection"]


def test_what_came_in_the_moment_of_the_wish_is_closed():
    closed, came = [], threading.Event()

    def work():
        came.set()
        return "a connection"

    waiting = Cancellable[str](work, lambda: None, closed.append)
    with pytest.raises(CancelledError):
        waiting.wait(Job(cancelled=came.is_set))
    assert closed == ["a connection"]
