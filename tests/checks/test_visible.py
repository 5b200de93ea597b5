import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.visible import visible, without_marks


def test_no_control_sign_is_left():
    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp"):
            assert sign not in visible(f"a{sign}b")


@pytest.mark.parametrize(
    "sign",
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\xad\u061c\u180e\ufffa\U000e0041",
)
def test_no_sign_that_is_invisible_or_turns_the_direction_is_left(sign):
    assert visible(f"a{sign}b") == f"a<U+{ord(sign):04X}>b"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x07", "␛[31mred␇"),
        ("two\r\nlines\t", "two␍␊lines␉"),
        ("\x7f", "␡"),
        ("Zoë Nguyễn 李 🙂", "Zoë Nguyễn 李 🙂"),
        ("[bold]", "[bold]"),
        ("", ""),
    ],
)
def test_control_signs_become_pictures_and_text_stays(text, shown):
    assert visible(text) == shown


@given(st.text(max_size=300), st.integers(2, 50))
def test_the_result_is_never_longer_than_its_limit(text, limit):
    assert len(visible(text, limit)) <= limit
    assert visible(text).isprintable() or any(
        unicodedata.category(c) in ("Cn", "Co", "Cf", "Zs") for c in text
    )


def test_a_long_text_says_that_it_goes_on():
    assert visible("x" * 201) == "x" * 199 + "…"
    assert visible("x" * 200) == "x" * 200


def test_names_lose_their_marks():
    assert without_marks("Nguyễn Muñoz Zoë") == "Nguyen Munoz Zoe"
