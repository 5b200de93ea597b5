"""Findings are counted in full and kept in part."""

import polars as pl

from checks.collector import Collector
from checks.profile import Basis
from checks.rules import all_rules
from checks.rules.rule import Hit

RULES = all_rules()
VALUE, REFERENCE = RULES["DDE301"], RULES["DDE502"]


def frame(lines, affected=None):
    data = {"line": lines, "value": [f"v{line}" for line in lines]}
    return pl.DataFrame({**data, "affected": affected} if affected else data)


def test_places_of_a_frame_take_the_words_of_the_one_they_are_like():
    collector = Collector(RULES, 10)
    collector.add_frame(
        REFERENCE, Hit("a.csv", None, "x", message="m", hint="h", basis=Basis.TOLD), frame([3, 5], [1, 40])
    )
    first, second = collector.findings()
    assert (first.line, first.value, first.affected) == (3, "v3", 1)
    assert (second.line, second.value, second.affected) == (5, "v5", 40)
    assert {(f.message, f.hint, f.basis, f.column) for f in (first, second)} == {("m", "h", Basis.TOLD, "x")}
    (count,) = collector.rules(collector.findings()).values()
    assert (count.count, count.affected, count.shown) == (2, 41, 2)


def test_a_place_without_words_of_its_own_takes_the_rules():
    collector = Collector(RULES, 10)
    collector.add(VALUE, [Hit("a.csv")])
    (found,) = collector.findings()
    assert (found.message, found.basis, found.severity) == (VALUE.title, VALUE.basis, VALUE.severity)
    assert (found.line, found.column, found.value, found.affected, found.waived) == (
        None,
        None,
        None,
        1,
        False,
    )


def test_the_first_places_of_each_column_are_kept_and_all_are_counted():
    collector = Collector(RULES, 2)
    for file in ("b.csv", "a.csv"):
        collector.add_frame(VALUE, Hit(file, None, "x"), frame([2, 3, 4]))
        collector.add_frame(VALUE, Hit(file, None, "x"), frame([7]))
    collector.add(VALUE, (Hit("a.csv", line, "y") for line in range(2, 1_000)))
    found = collector.findings()
    assert [(f.file, f.line, f.column) for f in found] == [("a.csv", 2, "x"), ("a.csv", 2, "y")]
    (count,) = collector.rules(found).values()
    assert (count.count, count.shown) == (8 + 998, 2)
    assert collector.room(VALUE, "a.csv", "x") == 0
    assert collector.room(VALUE, "a.csv", "z") == 2


def test_findings_stand_by_rule_file_and_line():
    collector = Collector(RULES, 10)
    collector.add(REFERENCE, [Hit("a.csv", 2)])
    collector.add(VALUE, [Hit("b.csv", 9), Hit("b.csv", 3), Hit("a.csv", 5), Hit("a.csv")])
    assert [(f.code, f.file, f.line) for f in collector.findings()] == [
        ("DDE301", "a.csv", None),
        ("DDE301", "a.csv", 5),
        ("DDE301", "b.csv", 3),
        ("DDE301", "b.csv", 9),
        ("DDE502", "a.csv", 2),
    ]


def test_a_place_that_stands_for_many_rows_counts_them_all():
    collector = Collector(RULES, 1)
    collector.add(VALUE, [Hit("a.csv", affected=5), Hit("b.csv", affected=7)])
    (count,) = collector.rules(collector.findings()).values()
    assert (count.count, count.affected, count.shown) == (2, 12, 1)


def test_an_empty_frame_is_no_finding():
    collector = Collector(RULES, 10)
    collector.add_frame(VALUE, Hit("a.csv", None, "x"), frame([]))
    assert collector.findings() == ()
    assert collector.rules(()) == {}


def test_what_stands_on_an_unsettled_basis_is_counted_as_information():
    collector = Collector(RULES, 10)
    collector.add(VALUE, [Hit("a.csv", 2), Hit("a.csv", 3, basis=Basis.UNSETTLED)])
    collector.add_frame(VALUE, Hit("a.csv", None, "x", basis=Basis.UNSETTLED), frame([4, 5]))
    (count,) = collector.rules(collector.findings()).values()
    assert count.severity == "error"
    assert {severity: number for severity, number in count.by_severity.items() if number} == {
        "error": 1,
        "info": 3,
    }
