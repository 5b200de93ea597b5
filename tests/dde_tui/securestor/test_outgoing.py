"""However a source is read, the same blocks go out, and a file that is not the checked one is never called whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.errors import SourceChangedError
from dde_tui.securestor.outgoing import OutgoingFile
from dde_tui.securestor.sftp.window import LARGEST

edges = st.sampled_from([0, 1, LARGEST - 1, LARGEST, LARGEST + 1, 2 * LARGEST, 3 * LARGEST + 7])
lengths = edges | st.integers(0, 4 * LARGEST)


@st.composite
def sources(draw):
    """A file's bytes, and the same bytes in pieces of any length, empty ones too."""
    length = draw(lengths)
    data = (draw(st.binary(min_size=1, max_size=300)) * (length + 1))[:length]
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=12)))
    return data, [data[start:end] for start, end in zip([0, *cuts], [*cuts, length], strict=True)]


def outgoing(data, pieces):
    """A file that was checked as `data`, and whose source now gives `pieces`."""
    checked = OutgoingFile.of("users.csv", data)

    def chunks(size):
        yield from pieces

    return OutgoingFile(checked.name, checked.size, checked.sha256, chunks)


@given(sources())
def test_any_pieces_give_the_same_even_pieces(source):
    data, pieces = source
    blocks = list(outgoing(data, pieces).blocks())
    assert blocks == [data[start : start + LARGEST] for start in range(0, len(data), LARGEST)]


@given(sources(), lengths)
def test_from_any_byte_on_comes_the_rest_and_no_piece_is_larger_than_the_largest_question(source, start):
    data, pieces = source
    blocks = list(outgoing(data, pieces).blocks(start))
    assert b"".join(blocks) == data[start:]
    assert all(0 < len(block) <= LARGEST for block in blocks)


@given(sources(), st.data(), lengths)
def test_any_single_change_is_noticed_also_before_the_place_it_goes_on_from(source, data, start):
    before, pieces = source
    whole = bytearray(b"".join(pieces))
    change = data.draw(st.sampled_from(["flip", "insert", "remove", "append"] if whole else ["append"]))
    at = data.draw(st.integers(0, max(len(whole) - 1, 0)))
    if change == "flip":
        whole[at] ^= data.draw(st.integers(1, 255))
    elif change == "remove":
        del whole[at]
    else:
        whole.insert(len(whole) if change == "append" else at, data.draw(st.integers(0, 255)))
    file = outgoing(before, [bytes(whole[first : first + 50_000]) for first in range(0, len(whole), 50_000)])
    with pytest.raises(SourceChangedError):
        list(file.blocks(start))


def test_a_file_that_grew_stops_before_a_byte_too_many_goes_out():
    blocks = outgoing(b"x" * LARGEST, [b"x" * LARGEST, b"y" * LARGEST]).blocks()
    assert next(blocks) == b"x" * LARGEST
    with pytest.raises(SourceChangedError):
        next(blocks)


def test_whoever_stops_in_between_lets_go_of_the_source():
    closed = []

    def chunks(size):
        try:
            yield b"x" * 3 * LARGEST
        finally:
            closed.append(size)

    blocks = OutgoingFile("users.csv", 3 * LARGEST, "", chunks).blocks()
    next(blocks)
    blocks.close()
    assert len(closed) == 1
