"""What a workbook's cell says as text."""

from datetime import date, datetime, time

import pytest

from dde_tui.build.export.workbook import cell_text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "General", ""),
        ("007", "General", "007"),
        ("NA", "@", "NA"),
        (7215.0, "General", "7215"),
        (7215, "000000", "007215"),
        (0, "0", "0"),
        (12.5, "0.0", "12.5"),
        (10**15, "General", "1000000000000000"),
        (True, "General", "true"),
        (datetime.fromisoformat("2021-11-08"), "mm/dd/yyyy", "2021-11-08"),
        (datetime.fromisoformat("2021-11-08T07:30"), "General", "2021-11-08 07:30:00"),
        (date(2021, 11, 8), "General", "2021-11-08"),
        (time(7, 30), "General", "07:30:00"),
    ],
)
def test_a_cell_is_what_a_person_would_have_typed(value, number_format, text):
    assert cell_text(value, number_format) == text
