import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.input.record import split_record


@given(
    st.lists(st.text('ab",; é\n', max_size=5), min_size=2),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_a_record_of_the_csv_module_is_taken_apart(fields, quoting):
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator="\n").writerow(fields)
    record = text.getvalue().removesuffix("\n").encode()
    assert split_record(record, ",") == fields


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        ("", [""]),
        (",", ["", ""]),
        ('""', [""]),
        ('""""', ['"']),
        ('a;"b;c"', None),
        ('"a', None),
        ('a,"b', None),
        ('a,"b""', None),
        ('"a"b', None),
        ('"a" ,b', None),
        ('a"b', None),
        ('a"b,"c', None),
    ],
)
def test_a_record_whose_quotes_are_not_in_order_has_no_fields(record, fields):
    assert split_record(record.encode(), ",") == fields


def test_another_separator_is_no_comma():
    assert split_record(b'a,b;"c;d"', ";") == ["a,b", "c;d"]
