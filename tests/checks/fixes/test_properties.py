"""What holds for every set: mending twice changes nothing more, and mending adds no fault.

A set that was right but for slips that are safe to mend becomes that set again, value by value. A set with other
faults besides keeps exactly those: so no finding comes from mending. `DDE_FUZZ=2000` makes a long run.
"""

import codecs
import csv
import io
from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from checks.engine.run import check
from checks.example.changes import changed
from checks.example.tiny import tiny
from checks.fixes.fix_set import plan
from checks.fixes.header import SAYS_SOMETHING
from checks.fixes.registry import CELLS, all_fixes
from checks.profile.model import Type
from support import fuzz
from support.file_sets import in_memory

TODAY = date(2026, 9, 1)
FAULTS = {
    "users.csv": [
        *(("role", "pupil"), ("username", ""), ("enabledUser", "yes"), ("grades", "K"), ("email", "x@y")),
        *(("orgSourcedIds", "057950101;;"), ("middleName", "NULL"), ("identifier", "1.2E+11")),
    ],
    "demographics.csv": [
        *(("sex", "F"), ("birthDate", "44634"), ("birthDate", "2012-03-01"), ("white", "1"), ("asian", "")),
    ],
    "enrollments.csv": [
        *(("role", "tutor"), ("userSourcedId", "S999"), ("endDate", "2026-08-01"), ("primary", "?")),
        *(("classSourcedId", ""), ("beginDate", "12.8.2026"), ("sourcedId", "E 3#A")),
    ],
    "orgs.csv": [("type", "campus"), ("name", ""), ("parentSourcedId", "1")],
}
"""Values that only a person can mend."""
VALUES = {repair.name for repair in CELLS} - {"blanks-cut"}
"""Repairs of values that no rule understood before; behind such a value a fault may stand unseen."""
WHOLE = {repair.code for repair in all_fixes().values() if repair.is_whole}


def bytes_of(repairs):
    return {
        "/".join(filter(None, (each.folder, each.name))): b"".join(each.pieces()) for each in repairs.files
    }


def mend(files):
    return plan(in_memory(files), fuzz.PROFILE, today=TODAY)


def counts(report):
    return Counter({code: rule.count for code, rule in report.rules.items()})


@st.composite
def sets_with_faults(draw):
    """The tiny roster, with a few faults that nobody can mend without a person."""
    rows = tiny()
    for _ in range(draw(st.integers(0, 4))):
        file = draw(st.sampled_from(sorted(FAULTS)))
        column, value = draw(st.sampled_from(FAULTS[file]))
        draw(st.sampled_from(rows[file]))[column] = value
    return rows


def slips(column, value, cells):
    """The ways in which a value is written wrong and can be known for certain all the same."""
    if not value:
        return [value]
    ways = [f" {value}", f"{value}\u00a0"]
    if column.vocabulary and column.type is Type.ENUM and value in column.vocabulary:
        ways += [value.upper(), value.title()]
    if column.type is Type.BOOLEAN and value in ("true", "false"):
        ways += [value.upper(), value.title()]
    if column.type is Type.GRADE and value in column.vocabulary:
        ways += [value.lower(), value.removeprefix("0")]
    if column.type is Type.DATE and value.count("-") == 2:
        ways += [f"{value} 00:00:00", value.replace("-", "/"), value.replace("-", "")]
        if any(cell[8:] > "12" for cell in cells) and all(cell[:2] == "20" for cell in cells if cell):
            ways.append("slashes")
    if column.list and "," in value:
        ways += [value.replace(",", ";"), value.replace(",", " , ")]
    if column.references and not column.list and value == "057950101":
        ways.append(value.lstrip("0"))
    return ways


def american(value):
    year, month, day = value.split("-")
    return f"{int(month)}/{int(day)}/{year}"


@st.composite
def slipped(draw, rows):
    """The files of a roster, written with slips that are safe to mend; the roster itself stays."""
    files = {}
    for name, table in rows.items():
        spec = fuzz.PROFILE.file(name)
        wrong = [dict(row) for row in table]
        for column in spec.columns:
            cells = [row[column.name] for row in table]
            for row, value in zip(wrong, cells, strict=True):
                if draw(st.integers(0, 7)) == 0:
                    row[column.name] = draw(st.sampled_from(slips(column, value, cells)))
            if any(row[column.name] == "slashes" for row in wrong):
                for row, value in zip(wrong, cells, strict=True):
                    row[column.name] = american(value) if value.count("-") == 2 else value
        if spec.table and draw(st.integers(0, 3)) == 0:
            again = draw(st.sampled_from(wrong))
            if again[next(iter(again))]:
                wrong.append(again)
        files[name] = draw(written(spec, wrong))
    return files


@st.composite
def written(draw, spec, rows):
    """A table as bytes: its columns in another order or one left out, its names, quotes and ends as they come."""
    columns = list(rows[0])
    blank = [
        column.name
        for column in spec.columns
        if not (column.required or column.means or column.name in SAYS_SOMETHING.get(spec.name, ()))
        and not any(row[column.name] for row in rows)
    ]
    if blank and draw(st.booleans()):
        columns.remove(draw(st.sampled_from(blank)))
    if draw(st.integers(0, 2)) == 0:
        columns = draw(st.permutations(columns))
    style = draw(st.sampled_from([str, str, str.upper, lambda name: f" {name}"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n"]))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, quoting=quoting, delimiter=draw(st.sampled_from(",,;")))
    writer.writerow([style(column) for column in columns])
    writer.writerows([row[column] for column in columns] for row in rows)
    data = text.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-16"])))
    return draw(st.sampled_from([b"", codecs.BOM_UTF8])) + data if not data.startswith(b"\xff\xfe") else data


def cells_of(files):
    tables = {}
    for name, data in files.items():
        rows = csv.DictReader(io.StringIO(data.decode(), newline=""))
        tables[name] = (rows.fieldnames, [*rows])
    return tables


@fuzz.options(15)
@given(st.data())
def test_a_set_with_slips_becomes_the_set_without_them_and_keeps_all_its_other_faults(data):
    rows = data.draw(sets_with_faults())
    without = changed(rows, ())
    files = data.draw(slipped(rows))
    with fuzz.no_hang():
        repairs = mend(files)
        assert cells_of(bytes_of(repairs)) == cells_of(without)
        assert counts(repairs.after) == counts(check(in_memory(without), fuzz.PROFILE, today=TODAY))


@fuzz.options(10)
@given(st.data())
def test_a_set_with_nothing_but_slips_has_no_finding_left(data):
    with fuzz.no_hang():
        repairs = mend(data.draw(slipped(tiny())))
    assert (repairs.after.rules, repairs.uncovered) == ({}, {})


@fuzz.options(12)
@given(fuzz.damaged_sets())
def test_mending_twice_changes_nothing_more(files):
    with fuzz.no_hang():
        once = mend(files)
        after = bytes_of(once)
        twice = mend(after)
        assert (twice.changes, bytes_of(twice)) == ((), after)
        if not once.count:
            assert after.items() <= files.items()
        if not once.notes:
            assert WHOLE.isdisjoint(once.after.rules)


@fuzz.options(12)
@given(fuzz.damaged_sets())
def test_a_finding_is_new_only_where_a_value_can_be_understood_now(files):
    with fuzz.no_hang():
        repairs = mend(files)
    if not VALUES & {each.fix.name for each in repairs.changes}:
        assert counts(repairs.after) <= counts(repairs.before)
