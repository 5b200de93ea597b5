"""A wrong word brings the nearest right one, in one wording."""

import pytest

from checks.suggest import closest, suggest


@pytest.mark.parametrize(
    ("word", "hint"),
    [("prot", ' Did you mean "port"?'), ("banana", ""), ("", "")],
)
def test_the_nearest_word_stands_in_a_sentence_of_its_own(word, hint):
    assert suggest(word, ["port", "host"]) == hint


def test_what_a_file_holds_is_made_visible():
    assert suggest("a\x1bb", ["a\x1bc"]) == ' Did you mean "a\u241bc"?'


def test_several_words_may_be_near():
    assert closest("DDE301", ["XYZ", "DDE3011", "DDE302"], most=2) == ["DDE3011", "DDE302"]
    assert closest("DDE301", ["DDE302"], alike=0.99) == []
