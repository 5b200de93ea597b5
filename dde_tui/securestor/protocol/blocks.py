"""The blocks of one open file on their way: as many at once as the session's window lets through."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from dde_tui.securestor.protocol import wire
from dde_tui.securestor.protocol.talk import Talk
from dde_tui.securestor.protocol.wire import Kind, Status

BLOCK = 32_640
"""Bytes; with its header one write fits one packet of an SSH channel."""

Progress = Callable[[int], None]


def write_blocks(talk: Talk, handle: bytes, blocks: Iterable[bytes], start: int) -> Iterator[int]:
    """Write blocks one behind the other; yield up to which byte the file is acknowledged.

    Every write is confirmed before this ends.
    """
    under_way: deque[tuple[int, int]] = deque()

    def confirm_oldest() -> int:
        number, end = under_way.popleft()
        talk.confirm(number)
        return end

    at = start
    for block in blocks:
        body = handle + wire.long_number(at) + wire.text(block)
        at += len(block)
        while (number := talk.ask_block(Kind.WRITE, body, wait=not under_way)) is None:
            yield confirm_oldest()
        under_way.append((number, at))
    while under_way:
        yield confirm_oldest()


def read_blocks(talk: Talk, handle: bytes, size: int) -> Iterator[bytes]:
    """Read a file's first bytes; yield them in order. A server may give less than was asked for."""
    under_way: deque[tuple[int, int, int]] = deque()
    asked = 0
    while asked < size or under_way:
        while asked < size:
            length = min(BLOCK, size - asked)
            number = _ask_read(talk, handle, asked, length, wait=not under_way)
            if number is None:
                break
            under_way.append((number, asked, length))
            asked += length
        number, start, length = under_way.popleft()
        answer = talk.answer(number, Kind.DATA, Status.EOF)
        piece = answer.blob()[:length] if answer is not None else b""
        if not piece:
            return  # what a file that grows meanwhile has behind its end must not be taken for this
        yield piece
        start, length = start + len(piece), length - len(piece)
        if length:
            again = talk.ask(Kind.READ, _wanted(handle, start, length))
            under_way.appendleft((again, start, length))


def _ask_read(talk: Talk, handle: bytes, start: int, length: int, *, wait: bool) -> int | None:
    return talk.ask_block(Kind.READ, _wanted(handle, start, length), wait=wait)


def _wanted(handle: bytes, start: int, length: int) -> bytes:
    return handle + wire.long_number(start) + wire.number(length)
