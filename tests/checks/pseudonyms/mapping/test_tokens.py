"""A value taken apart into what is replaced and what stays."""

import pytest

from checks.pseudonyms.mapping.tokens import tokens_of


@pytest.mark.parametrize(
    ("value", "runs"),
    [
        ("S007215", ["s", "007215"]),
        ("O'Quinn", ["o", "quinn"]),
        ("María José", ["maríajosé"]),
        ("10 01", ["1001"]),
        ("1001\u200b", ["1001"]),
        ("12345.0", ["12345", "0"]),
        ("1.23457E+11", ["1", "23457"]),
        ("1.23457E+11 pupils", ["1", "23457", "e", "11", "pupils"]),
        ("GarcÃ\xada", ["garc", "a"]),
        ("王小明", ["王小明"]),
        ("--", []),
        ("", []),
    ],
)
def test_runs_are_letters_or_digits(value, runs):
    assert [run.text for run in tokens_of(value)] == runs


def test_words_part_where_blanks_part_them():
    assert [run.text for run in tokens_of("Peñasco Creek", is_parted=True)] == ["peñasco", "creek"]


def test_a_byte_that_would_join_its_neighbour_to_a_letter_stays():
    text = b"\xc1\x92s Mu\xf1oz".decode("utf-8", "surrogateescape")
    assert [run.text for run in tokens_of(text)] == ["smuñoz"]
