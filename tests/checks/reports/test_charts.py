"""Pictures tell the numbers they are drawn from."""

import re

from checks.reports.charts import Bar, bars, histogram, shades


def widths(picture):
    return [float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)"', picture)]


def test_a_bar_is_as_long_as_its_number():
    picture = bars(
        "b", [Bar("a", (("error", 30), ("warning", 20)), "50"), Bar("c", (("error", 100),), "100")], 100
    )
    assert widths(picture) == [30, 20, 100]


def test_one_of_a_million_can_be_seen_and_nothing_leaves_the_bar():
    picture = bars("b", [Bar("a", (("plain", 99.9999), ("error", 0.0001)), "99.9%")], 100)
    full, gap = widths(picture)
    assert gap > 1
    assert full + gap <= 100.01


def test_bars_of_nothing_are_empty():
    assert widths(bars("b", [Bar("a", (("plain", 0),), "0")], 0)) == []


def test_a_histogram_has_a_bar_for_each_size_that_occurs():
    picture = histogram("t", {0: 1, 18: 2, 22: 4}, "students")
    assert len(widths(picture)) == 3
    assert "18 students: 2" in picture
    assert 'aria-label="t: 1 with 0; 2 with 18; 4 with 22"' in picture


def test_a_wide_histogram_gathers_sizes_and_loses_none():
    picture = histogram("t", dict.fromkeys(range(0, 5000, 7), 1), "students")
    assert len(widths(picture)) <= 24
    assert sum(int(count) for count in re.findall(r"students: (\d+)", picture)) == len(range(0, 5_000, 7))


def test_the_most_is_the_darkest_and_nothing_has_no_shade():
    picture = shades("c", "school", ["PK", "KG"], [("A", [10, 0]), ("B", [1, 5])], [11, 5])
    assert re.findall(r'class="shade(\d)">(\d+)<', picture) == [
        ("5", "10"),
        ("0", "0"),
        ("1", "1"),
        ("3", "5"),
    ]
    assert re.findall(r'class="total">(\d+)<', picture) == ["10", "6", "11", "5", "16"]


def test_words_from_files_are_no_markup():
    assert "<b>" not in shades("c", "s", ["<b>"], [("<b>", [1])], [1])
