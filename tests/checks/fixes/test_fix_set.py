"""What is told about mending: exact counts, the first places, what is left, and what was hidden."""

from dataclasses import replace
from datetime import date

import pytest

from checks.engine.options import CheckOptions
from checks.errors import CancelledError, SourceError
from checks.example.changes import AddRow, Cell, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from checks.fixes.fix_set import plan
from checks.fixes.registry import all_fixes, fixes_of
from checks.input.source import open_file_set
from checks.job import UNWATCHED, Job
from checks.reports.fixes import log_lines
from checks.rules.choices import load_profile
from checks.rules.registry import all_rules
from support.file_sets import as_folder, in_memory

TODAY = date(2026, 9, 1)
ROWS = district()
MISTAKES = planted(ROWS)
CLEAN = with_mistakes(ROWS, ())
SAFE = ("header-case", "spreadsheet-true", "american-date", "enrollment-twice")
READ = {"american-date": "2026-08-14"}
"""What a mended cell holds where the mistake was a value of its own, and not another form of the right one."""


def mend(files, today=TODAY, job=UNWATCHED, **options):
    return plan(in_memory(files), load_profile(), today=today, options=CheckOptions(**options), job=job)


def bytes_of(repairs):
    return {file.name: b"".join(file.pieces()) for file in repairs.files}


def after(mistakes):
    """The district's files as they are once what is safe is mended."""
    left = [each for each in mistakes if each.name not in SAFE]
    read = [
        replace(each, changes=tuple(replace(change, value=READ[each.name]) for change in each.changes))
        for each in mistakes
        if each.name in READ
    ]
    return with_mistakes(ROWS, [*left, *read])


def test_of_the_sample_districts_mistakes_those_that_are_safe_are_mended_and_nothing_else():
    repairs = mend(with_mistakes(ROWS, MISTAKES))
    assert bytes_of(repairs) == after(MISTAKES)
    places = {(c.code, c.file, c.line, c.column) for each in repairs.changes for c in each.places}
    assert places == {(m.code, m.file, m.line, m.column) for m in MISTAKES if m.name in SAFE}
    assert repairs.uncovered == {}
    assert [f.code for f in repairs.after.findings] == [
        f.code for f in repairs.before.findings if f.code not in {c for c, *_ in places}
    ]


@pytest.mark.parametrize("mistake", [each.name for each in MISTAKES if each.name in SAFE])
def test_a_safe_mistake_by_itself_leaves_no_finding(mistake):
    alone = [each for each in MISTAKES if each.name == mistake]
    repairs = mend(with_mistakes(ROWS, alone))
    assert set(repairs.after.rules) <= set(mend(CLEAN).before.rules)
    assert bytes_of(repairs) == after(alone)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_each_mistake_by_itself_is_mended_where_that_is_safe_or_no_byte_is_changed(mistake):
    files = with_mistakes(ROWS, [mistake])
    repairs = mend(files)
    made = [(c.code, c.file, c.line, c.column) for each in repairs.changes for c in each.places]
    if mistake.name not in SAFE:
        assert (made, bytes_of(repairs)) == ([], files)
        return
    assert made == [(mistake.code, mistake.file, mistake.line, mistake.column)]
    cells = [replace(change, value=READ[mistake.name]) for change in mistake.changes if mistake.name in READ]
    assert bytes_of(repairs) == changed(ROWS, cells)
    assert (bytes_of(repairs) == CLEAN) == (not cells)


def test_nothing_of_a_clean_district_is_changed():
    repairs = mend(CLEAN)
    assert (repairs.count, repairs.changes, bytes_of(repairs)) == (0, (), CLEAN)


def test_counts_are_exact_where_only_the_first_places_are_kept():
    repairs = mend(
        changed(tiny(), [Cell("users.csv", line, "enabledUser", "TRUE") for line in (2, 3, 4)]), limit=2
    )
    (flags,) = repairs.changes
    assert (flags.count, [place.line for place in flags.places]) == (3, [2, 3])
    lines = list(log_lines(repairs, show_values=True))
    assert [line.strip() for line in lines[1:]] == [
        f"users.csv,{line},enabledUser,DDE303,flag-in-case,TRUE,true" for line in (2, 3, 4)
    ]


def test_a_fault_that_stood_behind_a_mended_value_is_told_as_uncovered():
    repairs = mend(changed(tiny(), (Cell("users.csv", 2, "orgSourcedIds", "057950101;105"),)))
    assert (repairs.before.rules.keys(), repairs.uncovered) == ({"DDE310"}, {"DDE502": 1})


def test_no_cell_of_a_log_is_a_formula_and_no_value_stands_in_it_unasked():
    files = changed(tiny(), (Cell("users.csv", 3, "givenName", " =cmd|A1"),))
    shown, hidden = ("".join(log_lines(mend(files), show_values=show)) for show in (True, False))
    assert "' =cmd" not in hidden
    assert "cmd" not in hidden
    assert ",'=cmd|A1" in shown


def test_every_repair_mends_a_rule_that_there_is_and_has_a_name_of_its_own():
    repairs = all_fixes()
    assert {repair.code for repair in repairs.values()} - {""} <= all_rules().keys()
    assert [repair.name for repair in fixes_of("DDE501")] == ["row-twice-dropped"]
    assert fixes_of("DDE308") == ()


def test_a_set_that_changes_between_two_looks_is_refused(tmp_path):
    path = as_folder(tmp_path / "set", changed(tiny(), (AddRow("enrollments.csv", 4, {}),)))
    repairs = plan(open_file_set(path), load_profile(), today=TODAY)
    (path / "enrollments.csv").write_bytes(b"sourcedId\n")
    file = next(file for file in repairs.files if file.name == "enrollments.csv")
    with pytest.raises(SourceError, match="changed while it was read"):
        b"".join(file.pieces())


def test_mending_is_told_from_beginning_to_end_and_stops_when_it_must():
    files, seen = changed(tiny(), ()), []
    mend(files, job=Job(progress=seen.append))
    shares = [each.done / each.total for each in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    for last in (0, len(seen) // 2, len(seen) - 2):
        told = []

        def stop(told=told, last=last):
            return len(told) > last

        with pytest.raises(CancelledError):
            mend(files, job=Job(progress=told.append, cancelled=stop))
