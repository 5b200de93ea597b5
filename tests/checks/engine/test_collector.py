"""Findings are counted in full and kept in part."""

from dataclasses import replace
from datetime import date

import polars as pl

from checks.engine.collector import Collector
from checks.finding import Severity, Waiver, WaiverState
from checks.profile.model import Basis
from checks.rules.registry import all_rules
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


TODAY = date(2027, 1, 15)
UNTIL = date(2027, 5, 31)


def many(limit=2):
    """Nine places of one rule: five and three in two columns of a file, one in another file."""
    collector = Collector(RULES, limit)
    collector.add_frame(VALUE, Hit("a.csv", None, "x"), frame([2, 3, 4, 5, 6]))
    collector.add_frame(VALUE, Hit("a.csv", None, "y", basis=Basis.UNSETTLED), frame([2, 3, 4]))
    collector.add(VALUE, [Hit("b.csv", 2, "x")])
    return collector


def waive(collector, *waivers, today=TODAY):
    uses = collector.waive(waivers, today)
    (count,) = collector.rules(collector.findings()).values()
    return [(use.state, use.count) for use in uses], count


def test_what_is_waived_is_counted_exactly_although_few_places_are_kept():
    collector = many()
    uses, count = waive(collector, Waiver("DDE301", "CLI knows", UNTIL, file="a.csv"))
    assert uses == [(WaiverState.APPLIED, 8)]
    assert (count.count, count.waived, count.affected, count.severity) == (9, 8, 9, Severity.ERROR)
    assert count.by_severity == {Severity.ERROR: 1, Severity.WARNING: 0, Severity.INFO: 0}
    assert [(found.file, found.waived) for found in collector.findings()] == [
        ("a.csv", True),
        ("b.csv", False),
    ]
    assert {file: sum(counts.values()) for file, counts in collector.by_file().items()} == {"b.csv": 1}


def test_a_waiver_of_a_column_leaves_the_others_alone():
    uses, count = waive(many(), Waiver("DDE301", "CLI knows", UNTIL, file="a.csv", column="x"))
    assert uses == [(WaiverState.APPLIED, 5)]
    assert (count.waived, count.by_severity[Severity.ERROR], count.by_severity[Severity.INFO]) == (5, 1, 3)


def test_a_waiver_holds_on_its_last_day_and_not_on_the_next():
    waiver = Waiver("DDE301", "CLI knows", UNTIL)
    assert waive(many(), waiver, today=UNTIL)[0] == [(WaiverState.APPLIED, 9)]
    uses, count = waive(many(), waiver, today=date(2027, 6, 1))
    assert (uses, count.waived) == ([(WaiverState.EXPIRED, 9)], 0)


def test_more_findings_than_a_waiver_was_made_for_all_count():
    assert waive(many(), Waiver("DDE301", "CLI knows", UNTIL, at_most=9))[1].waived == 9
    uses, count = waive(many(), Waiver("DDE301", "CLI knows", UNTIL, at_most=8))
    assert (uses, count.waived) == ([(WaiverState.EXCEEDED, 9)], 0)


def test_a_waiver_that_meets_nothing_is_unused_and_one_of_a_rule_that_was_not_run_is_not_named():
    assert waive(many(), Waiver("DDE301", "CLI knows", UNTIL, file="c.csv"))[0] == [(WaiverState.UNUSED, 0)]
    assert waive(many(), Waiver("DDE502", "CLI knows", UNTIL))[0] == [(WaiverState.UNUSED, 0)]
    collector = Collector({"DDE301": VALUE}, 1)
    assert collector.waive([Waiver("DDE502", "CLI knows", UNTIL)], TODAY) == ()


def test_what_two_waivers_cover_is_the_first_ones():
    uses, count = waive(many(), Waiver("DDE301", "one", UNTIL, file="a.csv"), Waiver("DDE301", "two", UNTIL))
    assert uses == [(WaiverState.APPLIED, 8), (WaiverState.APPLIED, 1)]
    assert count.waived == 9


def test_places_that_count_are_shown_before_waived_ones():
    collector = Collector(RULES, 2)
    collector.add_frame(VALUE, Hit("a.csv", None, "x"), frame([2, 3]))
    collector.add_frame(VALUE, Hit("b.csv", None, "x", basis=Basis.UNSETTLED), frame([2, 3]))
    collector.waive([Waiver("DDE301", "CLI knows", UNTIL, file="a.csv")], TODAY)
    assert [(found.file, found.waived) for found in collector.findings()] == [("b.csv", False)] * 2


def test_a_severity_that_a_profile_chose_holds_for_every_place_but_not_for_an_unsettled_one():
    mild = replace(VALUE, severity=Severity.WARNING, chosen=True)
    collector = Collector({"DDE301": mild}, 10)
    collector.add(mild, [Hit("a.csv", 2, severity=Severity.ERROR), Hit("a.csv", 3, basis=Basis.UNSETTLED)])
    assert [found.severity for found in collector.findings()] == [Severity.WARNING, Severity.INFO]
