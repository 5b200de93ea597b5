"""The report for a person: errors first, nothing hidden, nothing raw."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from checks.example.changes import AddRow, Cell, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from checks.finding import Waiver
from checks.fixes.fix_set import fixable
from checks.profile.settlement import settle
from checks.reports.text import as_text
from checks.rules.choices import load_profile
from checks.rules.registry import all_rules
from support.file_sets import in_memory

UNTIL = date(2027, 5, 31)
DISTRICT = with_mistakes(district(), planted(district()))


def lines(report, *, show_values=False, **options):
    return list(as_text(report, show_values=show_values, **options))


def tried(report, files):
    return replace(report, fixable=fixable(in_memory(files), load_profile(), report))


def test_a_good_set_is_ready_in_a_few_lines(check_files):
    text = lines(check_files(changed(tiny(), ())))
    assert text[0].startswith("academicSessions.csv 1 row  orgs.csv 2 rows")
    begin = text.index("What CLI Engage would do with these files:")
    assert text[begin + 1 : begin + 4] == [
        "  1 homeroom would be created or updated.  (published)",
        "  1 teacher would be created or updated.  (assumed)",
        "  2 students would be created or updated.  (published)",
    ]
    assert text[-2] == "√ Ready. 0 errors, 0 warnings, 0 infos."
    assert text[-1] == (
        "Not checked, because CLI has not settled it: metadata columns, State Unique IDs, columns that CLI "
        "requires beyond the standard. Record CLI's answer with `dde requirements settle`."
    )


def test_one_of_a_kind_is_said_in_the_singular(check_files):
    text = lines(check_files(changed(tiny(), [Cell("users.csv", 2, "role", "Teacher")]), select=("DDE3",)))
    assert "× Not ready. 1 error, 0 warnings, 0 infos. Only some of the rules were checked." in text


def test_the_rules_whose_findings_may_be_mended_are_named_last(check_files):
    grades, email = Cell("users.csv", 3, "grades", "Pre-K"), Cell("users.csv", 2, "email", "x@y")
    files = changed(tiny(), [Cell("users.csv", 2, "role", "Teacher"), grades, email])
    waiver = Waiver("DDE304", "CLI knows", UNTIL)
    assert lines(tried(check_files(files, waivers=(waiver,)), files))[-1] == (
        "`dde fix` can fix some of these: DDE301. Use --diff to see which."
    )
    grade = changed(tiny(), [Cell("users.csv", 3, "grades", "1")])
    assert lines(tried(check_files(grade), grade))[-1].startswith("`dde fix` can fix some of these: DDE304.")


def test_a_finding_that_can_not_be_mended_is_not_promised_to_be(check_files):
    for left in (
        [Cell("users.csv", 3, "grades", "Pre-K")],
        [Cell("users.csv", 2, "email", "x@y")],
        [AddRow("users.csv", 3, {"givenName": "Ana", "familyName": "Castillo"})],
        [Cell("demographics.csv", 2, "birthDate", "3/4/2022")],
    ):
        files = changed(tiny(), left)
        assert not any("dde fix" in line for line in lines(tried(check_files(files), files)))


def test_where_nobody_tried_no_rule_is_promised_to_be_mended(check_files):
    files = changed(tiny(), [Cell("users.csv", 2, "role", "Teacher")])
    last = lines(check_files(files))[-1]
    assert last == "`dde fix --diff` shows whether some of these can be fixed safely."


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
    assert f"{report.rules[rule.code].severity.value} {rule.code}  {rule.title}  x{len(rule.at)}" in text
    assert f"  {rule.review.value} review, basis: {report.findings[0].basis.value}" in text
    assert any(line in text for line in (f"  How to fix it: {rule.fix}", f"    {rule.fix}"))
    for file, line, column in rule.at:
        place = f"{file}:{line}" if line else file
        assert any(
            shown.startswith("  ") and shown.split()[0] == place and (column or "") in shown for shown in text
        )


def test_more_places_than_are_shown_are_counted(check_files):
    changes = [AddRow("users.csv", 3, {"sourcedId": f"X{n}", "role": "pupil"}) for n in range(1_500)]
    text = lines(check_files(changed(tiny(), changes), limit=2, select=("DDE301",)))
    assert "error DDE301  A value is not in the list of allowed words  x1,500" in text
    assert "  … and 1,498 more" in text
    assert sum(line.startswith("  users.csv:") for line in text) == 2


def test_a_hint_is_not_said_again_and_again(check_files):
    changes = [Cell("users.csv", line, "role", "Teacher") for line in (2, 3, 4)]
    text = lines(check_files(changed(tiny(), changes), select=("DDE301",)))
    assert sum(line.startswith("    Did you mean teacher?") for line in text) == 1


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


def test_what_cli_settled_is_no_longer_called_unchecked(check_files):
    told = (("metadata", "users.csv.metadata.x"), ("state-unique-id", "users.csv.identifier"))
    profile = load_profile()
    for question, answer in told:
        profile = settle(profile, question, answer, on=UNTIL, source="a call")
    last = lines(check_files(changed(tiny(), ()), profile=profile))[-1]
    assert "settled it: columns that CLI requires beyond the standard." in last
    profile = settle(profile, "required-columns", "users.csv.role", on=UNTIL, source="a call")
    assert not any("Not checked" in line for line in lines(check_files(changed(tiny(), ()), profile=profile)))


def test_every_file_with_errors_or_warnings_has_a_line_at_the_end(check_files):
    files = changed(
        tiny(),
        [Cell("users.csv", 2, "role", "Teacher"), Cell("orgs.csv", 2, "type", "District")],
    )
    text = lines(check_files(files, select=("DDE301",), limit=1))
    assert text[text.index("orgs.csv: 1 error, 0 warnings") + 1] == "users.csv: 1 error, 0 warnings"


def test_a_waived_finding_says_until_when_and_why_and_stands_last(check_files):
    files = changed(tiny(), [Cell("users.csv", 3, "username", ""), Cell("users.csv", 3, "grades", "Pre-K")])
    waiver = Waiver("DDE302", "CLI\x1b knows", UNTIL, "users.csv", "username")
    text = lines(check_files(files, waivers=(waiver,)))
    heads = [line for line in text if "  x1" in line and not line.startswith(" ")]
    assert [head.split()[1] for head in heads] == ["DDE304", "DDE302"]
    assert heads[1].endswith("  x1  (1 waived)")
    (place,) = [line for line in text if line.startswith("  users.csv:3  username")]
    assert place.endswith("waived: CLI␛ knows (until 2027-05-31)")
    assert (
        "Waiver of DDE302 in users.csv username: 1 finding waived until 2027-05-31, because: CLI␛ knows"
        in text
    )
    assert any(line.startswith("√ Ready. 0 errors, 1 warning") for line in text)


@pytest.mark.parametrize(
    ("waiver", "words"),
    [
        (
            Waiver("DDE302", "x", date(2026, 8, 31)),
            "ended on 2026-08-31: 2 findings count again.",
        ),
        (Waiver("DDE302", "x", UNTIL, at_most=1), "allows at most 1, but there are 2: all of them count."),
        (Waiver("DDE302", "x", UNTIL, file="orgs.csv"), " in orgs.csv matches no finding; remove it."),
    ],
)
def test_a_waiver_that_does_not_hold_is_named(check_files, waiver, words):
    files = changed(tiny(), [Cell("users.csv", line, "username", "") for line in (3, 4)])
    text = lines(check_files(files, waivers=(waiver,)))
    assert any(line.startswith("Waiver of DDE302") and line.endswith(words) for line in text)
    assert not any("waived" in line for line in text)


def test_a_style_wraps_words_and_changes_none(check_files):
    report = check_files(DISTRICT)
    styled = lines(report, style=lambda text, *names: f"<{text}>")
    assert [line.replace("<", "").replace(">", "") for line in styled] == lines(report)
    assert any("<" in line for line in styled)
