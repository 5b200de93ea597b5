"""Cases from the field: each is checked or built, and must give exactly the findings and words of its row.

Where nothing is found, the row is a guard against false alarms.
"""

from operator import attrgetter

import pytest

from checks.errors import DdeError, SourceError
from field import builds, days, earlier, files, lines, people, standards, values
from field.case import CASES, sentences, told

ROWS = (
    *people.CASES,
    *days.CASES,
    *values.CASES,
    *earlier.CASES,
    *files.CASES,
    *lines.CASES,
    *standards.CASES,
)
BUILDS = builds.CASES
WITHOUT_FILES = {"powerschool-template-three-files"}
"""The base without some of its files."""


def rows(of, *, refused):
    return pytest.mark.parametrize(
        "case", [row for row in of if bool(row.refused) is refused], ids=attrgetter("folder")
    )


def test_every_case_is_in_the_table_once():
    names = [row.folder for row in (*ROWS, *BUILDS)]
    assert sorted(names) == sorted({path.name for path in CASES.iterdir()} | WITHOUT_FILES)


@rows(ROWS, refused=False)
def test_a_check_says_what_is_right_and_nothing_else(case, tmp_path):
    report = case.check(tmp_path)
    assert sorted(told(report)) == sorted(case.found)
    said = " ".join(f"{found.message} {found.hint}" for found in report.findings)
    assert [words for words in case.says if words not in said] == []
    assert [words for words in case.never if words in said] == []
    assert set(case.forecast) <= set(sentences(report))


@rows(ROWS, refused=True)
def test_a_set_that_cannot_be_checked_is_refused_with_a_reason(case, tmp_path):
    with pytest.raises(SourceError, match=case.refused):
        case.check(tmp_path)


@rows(BUILDS, refused=False)
def test_a_build_says_what_is_right_and_its_files_too(case, tmp_path):
    notes, report = case.build(tmp_path / "built")
    assert len(notes) == len(case.notes)
    assert [words for words, note in zip(case.notes, notes, strict=True) if words not in note] == []
    assert sorted(told(report)) == sorted(case.found)


@rows(BUILDS, refused=True)
def test_an_export_that_cannot_be_built_is_refused_with_a_reason(case, tmp_path):
    with pytest.raises(DdeError) as caught:
        case.build(tmp_path / "built")
    error = caught.value
    assert case.refused in f"{error.happened} {error.meaning} {error.to_do}"
