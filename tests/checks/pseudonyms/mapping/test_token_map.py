"""The map from runs to runs: one to one, of the same shape, and nothing that an original stands in."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.pseudonyms.mapping.token_map import ExhaustedError, TokenMap, holds_any
from checks.pseudonyms.mapping.tokens import Token, tokens_of

NUMBERS = st.from_regex("[0-9]{1,7}", fullmatch=True)
WORDS = st.text(st.sampled_from("abcéñüßжd"), min_size=1, max_size=6)


def mapped(values, originals=(), seed=1):
    runs = [run for value in values for run in tokens_of(value)]
    images = TokenMap(random.Random(seed), ())
    for run in runs:
        images.note(run)
    images.avoid(frozenset(originals))
    return {run.text: images.image(run) for run in runs}


@given(st.lists(NUMBERS, max_size=40))
def test_numbers_stay_numbers_and_zeros_stay_lost(values):
    images = mapped(values)
    for text, image in images.items():
        assert len(image) == len(text)
        assert (text.strip("0") == "") == (image.strip("0") == "")
    for a in images:
        for b in images:
            assert (a.lstrip("0") == b.lstrip("0")) == (images[a].lstrip("0") == images[b].lstrip("0"))
            if len(a) < len(b) and a.lstrip("0") == b.lstrip("0"):
                assert images[b].endswith(images[a])


@given(st.lists(WORDS, max_size=40))
def test_words_become_words_one_to_one(values):
    images = mapped(values)
    assert len(set(images.values())) == len(images)
    for text, image in images.items():
        assert len(image) == len(text)
        assert [sign.isascii() for sign in image] == [sign.isascii() for sign in text]


def test_every_bundle_has_another_map():
    assert mapped(["Ramirez"], seed=1) != mapped(["Ramirez"], seed=2)


@given(st.lists(st.from_regex("[a-z]{3,6}", fullmatch=True), min_size=1, max_size=60))
def test_no_image_holds_an_original(values):
    originals = frozenset(values)
    assert not any(holds_any(image, originals) for image in mapped(values, originals).values())


def test_a_run_that_is_drawn_again_is_another():
    run = Token("ramirez", tuple(range(7)))
    images = TokenMap(random.Random(1), ())
    images.note(run)
    first = images.image(run)
    assert images.draw_again(run)
    assert images.image(run) != first


def test_numbers_of_which_all_are_taken_become_letters_rather_than_each_other():
    taken = [str(number) for number in range(100, 1000)]
    images = mapped(taken, taken)
    assert len(set(images.values())) == len(taken)
    assert not any(image.isdigit() for image in images.values())


def test_one_letter_words_change_places():
    images = mapped("abcdefghijklmnopqrstuvwxyz")
    assert sorted(images.values()) == sorted(images)


def test_nothing_is_made_twice_when_nothing_is_left():
    images = TokenMap(random.Random(1), [chr(sign) * 1 for sign in range(ord("a"), ord("z") + 1)])
    run = Token("a", (0,))
    images.note(run)
    with pytest.raises(ExhaustedError):
        images.image(run)
