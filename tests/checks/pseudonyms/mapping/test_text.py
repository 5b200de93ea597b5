"""Signs that may stand for a sign: of its script, case and kind, and no half of a broken letter."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.pseudonyms.mapping.text import as_seen, blanked, folded, signs_like
from checks.tables.patterns import MOJIBAKE


@given(st.characters(exclude_categories=["Cs"]))
def test_what_stands_for_a_letter_is_a_letter_of_its_kind(sign):
    for other in signs_like(sign):
        assert unicodedata.category(other) == unicodedata.category(sign.lower())
        assert len(other.upper()) == 1 or not sign.isalpha()


@pytest.mark.parametrize("sign", "éÉñöß")
def test_no_letter_is_chosen_that_looks_like_half_of_a_broken_one(sign):
    assert not any(re.search(MOJIBAKE, f"a{other}»") for other in signs_like(sign))


@pytest.mark.parametrize("sign", " .-'’@€\u200b\xad")
def test_other_signs_stay(sign):
    assert signs_like(sign) == ""


def test_a_lone_byte_is_read_as_windows_reads_it():
    assert as_seen("Mar\udceda") == "María"
    assert folded("MAR\udccdA") == "maría"


@given(st.text())
def test_a_folded_text_has_its_signs_in_their_places(text):
    assert len(folded(text)) == len(text)


def test_a_hidden_text_has_its_shape():
    assert blanked("Ann-Lee 512, Зoë") == "Xxx-Xxx 000, Аxà"
