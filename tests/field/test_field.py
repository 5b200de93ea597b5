"""Cases from the field: each is checked and must give exactly the findings and words of its row.

Where nothing is found, the row is a guard against false alarms.
"""

from operator import attrgetter

import pytest

from checks.errors import SourceError
from field import days, earlier, files, people, values
from field.case import sentences, told

ROWS = (*people.CASES, *days.CASES, *values.CASES, *earlier.CASES, *files.CASES)


@pytest.mark.parametrize("case", [row for row in ROWS if not row.refused], ids=attrgetter("folder"))
def test_a_check_says_what_is_right_and_nothing_else(case, tmp_path):
    report = case.check(tmp_path)
    assert sorted(told(report)) == sorted(case.found)
    said = " ".join(f"{found.message} {found.hint}" for found in report.findings)
    assert [words for words in case.says if words not in said] == []
    assert [words for words in case.never if words in said] == []
    assert set(case.forecast) <= set(sentences(report))


@pytest.mark.parametrize("case", [row for row in ROWS if row.refused], ids=attrgetter("folder"))
def test_a_set_that_cannot_be_checked_is_refused_with_a_reason(case, tmp_path):
    with pytest.raises(SourceError, match=case.refused):
        case.check(tmp_path)
