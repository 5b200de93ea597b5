"""The report for a person: what stops the files first, nothing hidden, nothing raw."""

import unicodedata

import pytest

from checks.example.changes import AddRow, Cell, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from checks.reports.text import as_text
from checks.rules import all_rules

DISTRICT = with_mistakes(district(), planted(district()))


def lines(report, *, show_values=False, **options):
    return list(as_text(report, show_values=show_values, **options))


def test_a_good_set_is_ready_in_a_few_lines(check_files):
    text = lines(check_files(changed(tiny(), ())))
    assert text[0].startswith("academicSessions.csv 1 row  orgs.csv 2 rows")
    assert text[-2] == (
        "CLI Engage would take 1 homeroom, 1 teacher and 2 students, ignore 0 other classes and leave out 0 students. (published; the teachers are assumed)"
    )
    assert text[-1] == "√ Ready. 0 errors, 0 warnings, 0 infos."


def test_one_of_a_kind_is_said_in_the_singular(check_files):
    text = lines(check_files(changed(tiny(), [Cell("users.csv", 2, "role", "Teacher")]), select=("DDE3",)))
    assert text[-1] == "× Not ready. 1 error, 0 warnings, 0 infos. Only a part of the rules was checked."


def test_errors_come_before_warnings_and_those_before_the_rest(check_files):
    text = lines(check_files(DISTRICT))
    heads = [
        line.split()[0]
        for line in text
        if line.split("  ")[0].split()[-1:] and "  x" in line and not line.startswith(" ")
    ]
    assert set(heads) == {"error", "warning", "info"}
    assert heads == sorted(heads, key=["error", "warning", "info"].index)


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.code)
def test_a_rule_is_shown_with_its_title_its_places_and_how_to_mend_it(check_sample, rule):
    report = check_sample(rule.code)
    text = lines(report)
    assert f"{rule.severity.value} {rule.code}  {rule.title}  x{len(rule.at)}" in text
    assert f"  {rule.review.value} review, basis: {report.findings[0].basis.value}" in text
    assert f"  How to mend it: {rule.fix}" in text
    for file, line, column in rule.at:
        place = f"{file}:{line}" if line else file
        assert any(
            shown.startswith("  ") and shown.split()[0] == place and (column or "") in shown for shown in text
        )


def test_more_places_than_are_shown_are_counted(check_files):
    changes = [AddRow("users.csv", 3, {"sourcedId": f"X{n}", "role": "pupil"}) for n in range(1_500)]
    text = lines(check_files(changed(tiny(), changes), limit=2, select=("DDE301",)))
    assert "error DDE301  A value is not one of the standard's words  x1,500" in text
    assert "  … and 1,498 more" in text
    assert sum(line.startswith("  users.csv:") for line in text) == 2


def test_a_hint_is_not_said_again_and_again(check_files):
    changes = [Cell("users.csv", line, "role", "Teacher") for line in (2, 3, 4)]
    text = lines(check_files(changed(tiny(), changes), select=("DDE301",)))
    assert text.count("    Did you mean teacher?") == 1


def test_rows_that_hang_on_a_place_are_counted_beside_it(check_files):
    changes = [AddRow("users.csv", 3, {"sourcedId": f"X{n}", "orgSourcedIds": "999"}) for n in range(3)]
    text = lines(check_files(changed(tiny(), changes), select=("DDE502",)))
    assert any(line.endswith("(3 rows affected)") for line in text)


def test_values_are_shown_only_where_they_may_be(check_files):
    report = check_files(changed(tiny(), [Cell("users.csv", 3, "role", "Qx7Mark")]))
    assert not any("qx7mark" in line.lower() for line in lines(report))
    assert any(line.endswith("[Qx7Mark]") for line in lines(report, show_values=True))


@pytest.mark.parametrize("sign", ["\x1b]52;c;!\x07", "\x9b31m", "\r", "\u202e", "\u200b", "\x00", "\x7f"])
def test_no_control_sign_of_a_value_a_header_or_a_file_name_reaches_the_text(check_files, sign):
    files = changed(
        tiny(), [Cell("users.csv", 3, "role", f"pu{sign}pil"), Cell("orgs.csv", 3, "type", f"{sign}x")]
    )
    files["orgs.csv"] = files["orgs.csv"].replace(b"\n", f',"metadata.{sign}","x{sign}y"\n'.encode())
    files["users.csv"] = files["users.csv"].replace(b",email,", f',"{sign}email",'.encode())
    files[f"x{sign}.csv"] = b"x"
    report = check_files(files)
    assert {finding.code for finding in report.findings} >= {"DDE103"}
    for line in lines(report, show_values=True):
        assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") for letter in line), line


def test_a_style_wraps_words_and_changes_none(check_files):
    report = check_files(DISTRICT)
    styled = lines(report, style=lambda text, *names: f"<{text}>")
    assert [line.replace("<", "").replace(">", "") for line in styled] == lines(report)
    assert any("<" in line for line in styled)
