"""Values stay what they are, by the quick way and by the careful one."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from checks.input.cells import _one_by_one, read_values

WORDS = [
    "007",
    "NA",
    "N/A",
    "null",
    "NULL",
    "None",
    "nan",
    "1E5",
    "1.50",
    "-",
    "",
    " ",
    "TRUE",
    "2026-08-12",
    "0x1F",
]
CELLS = st.sampled_from(WORDS) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=6
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=9))
def test_both_ways_give_back_exactly_what_was_written(rows):
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    batch = text.getvalue().encode()
    frame = read_values(batch, ",", 3, len(rows))
    assert frame.rows() == [tuple(row) for row in rows]
    assert _one_by_one(batch, ",", dict(frame.schema)).equals(frame)


def test_words_for_nothing_and_numbers_stay_text():
    batch = "".join(f"{word},x\n" for word in WORDS).encode()
    frame = read_values(batch, ",", 2, len(WORDS))
    assert frame.to_series(0).to_list() == WORDS


def test_rows_that_the_quick_way_would_not_count_are_taken_apart_one_by_one():
    assert read_values(b'""\na\n""\n', ",", 1, 3).rows() == [("",), ("a",), ("",)]


def test_a_value_that_begins_like_a_byte_order_mark_keeps_it():
    assert read_values("\ufeffa,b\n".encode(), ",", 2, 1).rows() == [("\ufeffa", "b")]
