"""Pipelined blocks of one open file, as many in flight as the session's sliding window allows."""

from collections import deque
from collections.abc import Iterable, Iterator

from dde_tui.securestor.sftp import packets
from dde_tui.securestor.sftp.packets import PacketType
from dde_tui.securestor.sftp.requests import Requests
from dde_tui.securestor.sftp.window import BlockSize
from dde_tui.securestor.status import Status


def write_blocks(
    talk: Requests, handle: bytes, pieces: Iterable[bytes], start: int, stride: BlockSize
) -> Iterator[int]:
    """Write chunks as pipelined blocks; yield up to which byte the file is acknowledged.

    Every write is acknowledged before this ends.
    """
    under_way: deque[tuple[int, int]] = deque()
    at = done = start

    def confirm_oldest() -> int:
        nonlocal done
        number, end = under_way.popleft()
        talk.confirm(number)
        stride.moved(end - done)
        done = end
        return end

    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            block = rest[: stride.bytes]
            body = b"".join((handle, packets.long_number(at), packets.number(len(block)), block))
            while (number := talk.ask_block(PacketType.WRITE, body, len(block), wait=not under_way)) is None:
                yield confirm_oldest()
            at, rest = at + len(block), rest[len(block) :]
            under_way.append((number, at))
    while under_way:
        yield confirm_oldest()


def read_blocks(talk: Requests, handle: bytes, size: int, stride: BlockSize) -> Iterator[bytes]:
    """Read a file's first bytes; yield them in order. Servers may return short reads."""
    under_way: deque[tuple[int, int, int]] = deque()
    asked = 0
    while asked < size or under_way:
        while asked < size:
            length = min(stride.bytes, size - asked)
            number = talk.ask_block(
                PacketType.READ, _wanted(handle, asked, length), length, wait=not under_way
            )
            if number is None:
                break
            under_way.append((number, asked, length))
            asked += length
        number, start, length = under_way.popleft()
        answer = talk.answer(number, PacketType.DATA, Status.EOF)
        piece = answer.blob()[:length] if answer is not None else b""
        if not piece:
            return  # what a file that grows meanwhile has behind its end must not be taken for this
        stride.moved(len(piece))
        yield piece
        start, length = start + len(piece), length - len(piece)
        if length:
            again = talk.ask(PacketType.READ, _wanted(handle, start, length))
            under_way.appendleft((again, start, length))


def _wanted(handle: bytes, start: int, length: int) -> bytes:
    return handle + packets.long_number(start) + packets.number(length)
