"""What may stand for a letter: the same case, accents, script and bytes."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.pseudonyms.mapping.alphabets import as_bytes_of, as_seen, blanked, is_letter, lower, narrow, wide
from checks.rules.leftovers import MOJIBAKE


@given(st.characters(categories=["Ll", "Lo", "Lu", "Nd"]))
def test_what_stands_for_a_letter_is_of_its_kind(sign):
    if not is_letter(sign) or sign.isascii():
        return
    for other in {*narrow(lower(sign)), *wide(lower(sign))}:
        assert len(other) == 1
        assert unicodedata.category(other) == unicodedata.category(lower(sign))
        assert (ord(other) < 0x100) == (ord(lower(sign)) < 0x100)
        assert lower(other.upper()) == other or not other.isalpha()


@pytest.mark.parametrize(
    ("sign", "accent"), [("é", "\u0301"), ("ü", "\u0308"), ("ê", "\u0302"), ("č", "\u030c")]
)
def test_the_accent_stays_where_others_have_it(sign, accent):
    assert len(narrow(sign)) > 1
    assert {unicodedata.normalize("NFD", other)[1:] for other in narrow(sign)} == {accent}


def test_a_letter_that_no_other_looks_like_gives_way_to_others_of_its_script():
    assert narrow("ж") == wide("ж")
    assert all("\u0400" <= other <= "\u047f" for other in wide("ж"))


@given(
    st.characters(min_codepoint=0xC0, max_codepoint=0x17F),
    st.characters(min_codepoint=0x80, max_codepoint=0x2122),
)
def test_no_new_letter_makes_a_value_look_broken(letter, after):
    if not is_letter(letter):
        return
    for other in wide(lower(letter)):
        for form in {other, other.upper()} - {letter, lower(letter), letter.upper()}:
            assert not re.search(MOJIBAKE, form + "x")
            if not re.search(MOJIBAKE, after):
                assert not re.search(MOJIBAKE, form + after)


def test_a_lone_byte_is_seen_as_its_letter_and_stays_a_byte():
    text = b"Mu\xf1oz".decode("utf-8", "surrogateescape")
    assert as_seen(text) == "Muñoz"
    assert as_bytes_of(text[2], "õ").encode("utf-8", "surrogateescape") == b"\xf5"
    assert as_bytes_of("n", "õ") == "õ"


def test_what_is_hidden_keeps_its_shape_alone():
    assert "".join(map(blanked, "Ana-7 Pérez_9")) == "Xxx-0 Xàxxx_0"
