import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.securestor.protocol import wire
from dde_tui.securestor.protocol.wire import Attributes, MalformedAnswerError, Reader


def test_a_packet_has_length_type_and_body():
    assert wire.packet(wire.Kind.INIT, wire.number(3)) == b"\x00\x00\x00\x05\x01\x00\x00\x00\x03"


@given(st.text(), st.integers(0, 2**64 - 1))
def test_what_is_written_is_read_back(text, number):
    reader = Reader(wire.text(text) + wire.long_number(number))
    assert (reader.text(), reader.long_number(), reader.is_at_end) == (text, number, True)


def test_names_that_are_no_utf_8_survive():
    assert wire.text(Reader(wire.text(b"a\xffb")).text()) == wire.text(b"a\xffb")


def test_attributes_are_read_with_everything_they_may_hold():
    body = struct.pack(">IQIIIIII", 0x8000000F, 7, 1, 2, 0o040755, 3, 4, 1) + wire.text("x") + wire.text("y")
    reader = Reader(body + b"rest")
    attributes = reader.attributes()
    assert attributes == Attributes(7, 0o040755, 4)
    assert attributes.is_folder
    assert reader.take(4) == b"rest"


@given(st.binary(max_size=80))
def test_hostile_answers_end_in_one_kind_of_error(data):
    for read in (Reader.attributes, Reader.blob, Reader.text, Reader.number, Reader.long_number):
        reader = Reader(data)
        try:
            read(reader)
        except MalformedAnswerError:
            continue
        assert reader.take(0) == b""


def test_a_length_beyond_the_answer_is_refused():
    with pytest.raises(MalformedAnswerError):
        Reader(b"\xff\xff\xff\xffabc").blob()
