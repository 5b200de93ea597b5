import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dde_tui.securestor.sftp import packets
from dde_tui.securestor.sftp.packets import Attributes, PacketReader
from dde_tui.securestor.status import MalformedAnswerError


def test_a_packet_has_length_type_and_body():
    assert (
        packets.packet(packets.PacketType.INIT, packets.number(3)) == b"\x00\x00\x00\x05\x01\x00\x00\x00\x03"
    )


@given(st.text(), st.integers(0, 2**64 - 1))
def test_what_is_written_is_read_back(text, number):
    reader = PacketReader(packets.text(text) + packets.long_number(number))
    assert (reader.text(), reader.long_number(), reader.is_at_end) == (text, number, True)


def test_names_that_are_no_utf_8_survive():
    assert packets.text(PacketReader(packets.text(b"a\xffb")).text()) == packets.text(b"a\xffb")


def test_attributes_are_read_with_everything_they_may_hold():
    body = (
        struct.pack(">IQIIIIII", 0x8000000F, 7, 1, 2, 0o040755, 3, 4, 1)
        + packets.text("x")
        + packets.text("y")
    )
    reader = PacketReader(body + b"rest")
    attributes = reader.attributes()
    assert attributes == Attributes(7, 0o040755, 4)
    assert attributes.is_folder
    assert reader.take(4) == b"rest"


@given(st.binary(max_size=80))
def test_hostile_answers_end_in_one_kind_of_error(data):
    for read in (
        PacketReader.attributes,
        PacketReader.blob,
        PacketReader.text,
        PacketReader.number,
        PacketReader.long_number,
    ):
        reader = PacketReader(data)
        try:
            read(reader)
        except MalformedAnswerError:
            continue
        assert reader.take(0) == b""


def test_a_length_beyond_the_answer_is_refused():
    with pytest.raises(MalformedAnswerError):
        PacketReader(b"\xff\xff\xff\xffabc").blob()
