"""What the bytes of a file are, and the text they stand for."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.input.decoding import DecodedText, plain_lines


class Read:
    """A text read in pieces, and what was known of it at the end."""

    def __init__(self, data, piece=5):
        self.text = DecodedText()
        blocks = []
        for block in plain_lines((data[at : at + piece] for at in range(0, len(data), piece)), self.text):
            assert block.endswith(b"\n")
            self.text.lines += block.count(b"\n")
            blocks.append(block)
        self.data = b"".join(blocks)

    def __getattr__(self, name):
        return getattr(self.text, name)


def as_text(data):
    return Read(data)


NAMES = "id,name\n1,Muñoz\n2,Nguyễn\n"


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
def test_utf_8_is_kept_with_or_without_its_mark(bom):
    text = as_text(bom + NAMES.encode())
    assert (text.data.decode(), text.encoding, text.bom, text.bad_line) == (NAMES, "utf-8", bool(bom), None)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("bom", [True, False])
def test_utf_16_is_recognised_with_or_without_its_mark(codec, bom):
    mark = codecs.BOM_UTF16_LE if codec == "utf-16-le" else codecs.BOM_UTF16_BE
    text = as_text((mark if bom else b"") + NAMES.encode(codec))
    assert (text.data.decode(), text.encoding) == (NAMES, "utf-16")


def test_windows_1252_is_read_as_such_and_the_first_wrong_line_is_told():
    text = as_text("id,name\n1,Ann\n2,Muñoz\n3,Zoë\n".encode("cp1252"))
    assert text.data.decode() == "id,name\n1,Ann\n2,Muñoz\n3,Zoë\n"
    assert (text.encoding, text.bad_line, text.bad_prefix) == ("windows-1252", 3, b"2,Mu")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("before", [b"", b"x"])
def test_the_wrong_line_is_counted_whatever_ends_the_lines(end, before):
    text = as_text(b"a,b" + end + b"1,2" + end + before + b"\xf1,4" + end)
    assert (text.bad_line, text.bad_prefix) == (3, before)


def test_a_letter_cut_off_at_the_end_of_the_file_is_wrong_there():
    text = as_text("a\né".encode()[:-1])
    assert (text.encoding, text.bad_line) == ("windows-1252", 2)


def test_bytes_that_are_no_text_are_called_so():
    assert as_text(b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\xb5\xf5").encoding == "binary"


def test_lines_of_two_encodings_are_each_read_as_what_they_are():
    text = as_text("1,Muñoz\n".encode() + "2,Muñoz\n".encode("cp1252"))
    assert text.data.decode() == "1,Muñoz\n2,Muñoz\n"
    assert text.bad_line == 2


def test_bytes_that_mean_the_same_in_latin_1_are_told_apart_from_those_of_windows_alone():
    assert as_text(b"a\n\xf1").only_latin_1
    assert not as_text(b"a\n\x93x\x94").only_latin_1


@given(st.binary(max_size=80), st.integers(1, 5))
def test_any_bytes_become_lines_of_utf_8_whatever_the_pieces(data, piece):
    whole = Read(data, 100)
    whole.data.decode()
    assert b"\r" not in whole.data
    in_pieces = Read(data, piece)
    assert (in_pieces.data, in_pieces.text) == (whole.data, whole.text)


@given(st.binary(max_size=60))
def test_the_first_wrong_byte_is_where_the_codec_says(data):
    try:
        data.decode()
        wrong = None
    except UnicodeDecodeError as error:
        wrong = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    read = as_text(data)
    assert read.encoding in ("utf-16", "binary") or read.bad_line == wrong
