"""How much may be under way: room that is never given twice, and questions that grow with the line."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.securestor.sftp import window
from dde_tui.securestor.sftp.window import BLOCK, LARGEST, BlockSize, Window


class Clock:
    """A clock that a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(window.time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def went(clock: Clock, stride: BlockSize, rate: float) -> int:
    """Let enough bytes for a new judgement be answered at a rate in bytes a second; return the block then."""
    for _ in range(LARGEST // BLOCK):
        clock.now += BLOCK / rate
        stride.moved(BLOCK)
    return stride.bytes


@pytest.mark.parametrize(
    ("rate", "blocks"), [(1_000, 1), (650_000, 1), (1_400_000, 2), (3_000_000, 4), (6_000_000, 8), (1e9, 8)]
)
def test_a_question_holds_no_more_than_the_line_takes_in_fifty_milliseconds(
    clock: Clock, rate: float, blocks: int
) -> None:
    assert went(clock, BlockSize(lambda: 1 << 30), rate) == blocks * BLOCK


def test_a_line_that_slows_down_gets_small_questions_again(clock: Clock) -> None:
    stride = BlockSize(lambda: LARGEST)
    assert [went(clock, stride, rate) for rate in (1e8, 1e8, 100_000, 1e8)] == [
        LARGEST,
        LARGEST,
        BLOCK,
        LARGEST,
    ]


@given(st.integers(0, 2 * LARGEST))
def test_no_question_is_larger_than_the_server_allows(longest: int) -> None:
    stride = BlockSize(lambda: longest)
    stride.moved(10 * LARGEST)
    assert stride.bytes == BLOCK or BLOCK < stride.bytes <= min(longest, LARGEST)


def test_the_server_is_not_asked_what_it_allows_before_the_line_was_seen_to_be_quick(clock: Clock) -> None:
    asked = []
    stride = BlockSize(lambda: asked.append(1) or LARGEST)
    went(clock, stride, 100_000)
    assert asked == []
    went(clock, stride, 1e8)
    assert asked == [1]


def test_room_is_never_given_twice() -> None:
    room = Window(10)
    most, held, guard = [0], [0], threading.Lock()

    def work(count: int) -> None:
        for _ in range(200):
            assert room.take(count, 5)
            with guard:
                held[0] += count
                most[0] = max(most[0], held[0])
            with guard:
                held[0] -= count
            room.give(count)

    threads = [threading.Thread(target=work, args=(count,)) for count in (1, 3, 7, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most[0] <= 10
    assert room.take(10, 0)
    assert not room.take(1, 0)
