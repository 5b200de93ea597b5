"""`dde requirements settle`: CLI's answers are recorded, shown, followed and taken back."""

import csv
import io
import shlex

import pytest

from checks.errors import ExitCode
from checks.example.changes import Cell, changed
from checks.example.tiny import tiny
from checks.rules.choices import load_profile
from dde_tui.workspace.lock import run_lock

SOURCE = ("--source", "ticket CE-4711")
QUESTIONS = load_profile().questions


@pytest.fixture
def settle(dde, workspace):
    def run(*words, flags=SOURCE):
        return dde("requirements", "settle", *words, *flags, workspace=workspace)

    return run


def codes(said):
    return {finding["code"] for finding in said.json["findings"]}


def test_alone_it_lists_every_question_with_an_answer_to_copy(dde):
    out = dde("requirements", "settle").out
    for question in QUESTIONS:
        assert question.text in out
        assert f"dde requirements settle {question.id} {question.example} --source TEXT" in out
    asked = dde("requirements", "settle", "--json").json
    assert asked["schema"] == "dde-settle/1"
    assert [each["id"] for each in asked["questions"]] == [question.id for question in QUESTIONS]
    assert {each["told"] for each in asked["questions"]} == {None}


def test_every_listed_answer_can_be_given_as_it_is_listed(settle, workspace):
    for question in QUESTIONS:
        said = settle(question.id, *shlex.split(question.example))
        assert said.code == 0, said.err
        assert said.out.startswith(f"Recorded: {question.id} is ")
    assert load_profile(workspace.profile).open_questions == ()


def test_the_rules_follow_at_once(dde, settle, workspace, tmp_path, put):
    files = changed(tiny(), [Cell("users.csv", 3, "grades", "EE"), Cell("users.csv", 4, "grades", "KG")])
    path = put(tmp_path / "set", files)
    assert codes(dde("check", path, "--json", workspace=workspace)) == {"DDE305"}
    assert settle("grade-codes", "PK", "KG", "EE").code == 0
    after = dde("check", path, "--json", workspace=workspace)
    assert codes(after) == set()
    assert after.json["profile"]["name"] == "requirements"
    assert settle("grade-codes", "PK", "EE").code == 0
    assert codes(dde("check", path, "--json", workspace=workspace)) == {"DDE304"}
    assert settle("--undo", "grade-codes", flags=()).code == 0
    assert codes(dde("check", path, "--json", workspace=workspace)) == {"DDE305"}


def test_a_required_column_is_required_at_once(dde, settle, workspace, tmp_path, put):
    path = put(tmp_path / "set", changed(tiny(), ()))
    settle("required-columns", "users.csv.phone")
    (finding, *_) = dde("check", path, "--json", workspace=workspace).json["findings"]
    assert (finding["code"], finding["basis"], finding["column"]) == ("DDE302", "told", "phone")


def test_a_metadata_column_is_checked_at_once(dde, settle, workspace, tmp_path, put):
    files = changed(tiny(), ())
    lines = files["classes.csv"].decode().splitlines()
    text = "".join(
        f"{line},{more}\n" for line, more in zip(lines, ("metadata.dayType", "All Day"), strict=True)
    )
    path = put(tmp_path / "set", {**files, "classes.csv": text.encode()})
    assert codes(dde("check", path, "--json", workspace=workspace)) == {"DDE216"}
    settle("metadata", "classes.csv.metadata.dayType required: Full Day, AM, PM")
    (finding,) = dde("check", path, "--json", workspace=workspace).json["findings"]
    assert (finding["code"], finding["basis"], finding["line"]) == ("DDE301", "told", 2)


def test_the_text_report_no_longer_says_that_it_was_not_checked(dde, settle, workspace, clean):
    assert "State Unique IDs" in dde("check", clean, workspace=workspace).out.splitlines()[-1]
    settle("state-unique-id", "users.csv.identifier")
    assert "State Unique IDs" not in dde("check", clean, workspace=workspace).out.splitlines()[-1]


def test_what_was_told_is_shown_with_day_and_source_in_every_form(dde, settle, workspace):
    settle("grade-codes", "PK", "KG", flags=(*SOURCE, "--on", "2026-01-15"))
    settle("internal-id", "users.csv.identifier", flags=("--source", "mail of A|B", "--on", "2026-01-15"))
    told = "told 2026-01-15, ticket CE-4711"
    text = dde("requirements", workspace=workspace).out
    assert f"Answered by CLI:\n  grade-codes       PK; KG ({told})" in text
    assert "grade-codes       Which" not in text
    assert f"basis     {told}" in dde("requirements", "users.csv.grades", workspace=workspace).out
    data = dde("requirements", "users.csv.grades", "--json", workspace=workspace).json
    (column,) = data["files"][0]["columns"]
    assert column["basis"] == "told"
    assert column["told"] == {"question": "grade-codes", "on": "2026-01-15", "source": "ticket CE-4711"}
    answered = [question for question in data["questions"] if question["told"]]
    assert [question["id"] for question in answered] == ["internal-id", "grade-codes"]
    assert answered[1]["told"]["answer"] == ["PK", "KG"]
    assert {question["basis"] for question in answered} == {"told"}
    markdown = dde("requirements", "--format", "markdown", workspace=workspace).out
    assert f"| PK | {told} |" in markdown
    assert "told 2026-01-15, mail of A&#124;B |" in markdown
    assert f"PK; KG ({told})" in markdown.split("## Answered by CLI")[1].split("## Open questions")[0]
    table = list(csv.DictReader(io.StringIO(dde("requirements", "--format", "csv", workspace=workspace).out)))
    assert {row["told"] for row in table if row["basis"] == "told"} == {
        "2026-01-15, ticket CE-4711",
        "2026-01-15, mail of A|B",
    }
    listed = dde("requirements", "settle", workspace=workspace).out
    assert f"Answered by CLI:\n  grade-codes       PK; KG ({told})" in listed


def test_files_that_cli_does_not_use_are_shown_as_not_read(dde, settle, workspace):
    settle("files", "users", "orgs", "classes", "enrollments", "demographics", "academicSessions")
    assert "courses.csv           not read, told" in dde("requirements", workspace=workspace).out
    files = {file["file"]: file for file in dde("requirements", "--json", workspace=workspace).json["files"]}
    assert (files["courses.csv"]["required"], files["courses.csv"]["accepted"]) == (False, False)


def test_json_holds_the_question_and_its_answer(settle):
    (question,) = settle("bulk", "yes", flags=(*SOURCE, "--on", "2026-01-15", "--json")).json["questions"]
    assert question["id"] == "bulk"
    assert question["told"] == {"answer": True, "on": "2026-01-15", "source": "ticket CE-4711"}
    (question,) = settle("--undo", "bulk", flags=("--json",)).json["questions"]
    assert (question["told"], question["basis"]) == (None, "unsettled")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["grade-codes", *SOURCE], "answer to 'grade-codes' is missing"),
        (["grade-codes", "PK"], "The source of CLI's answer is missing"),
        (["grade-codes", "PK", "--source", " "], "The source of CLI's answer is missing"),
        (["grade-codes", "PK", *SOURCE, "--on", "2999-01-01"], "is in the future"),
        (["grade-codes", "PK", *SOURCE, "--on", "yesterday"], "invalid date value"),
        (["fils", "users.csv", *SOURCE], 'Did you mean "files"?'),
        (["bulk", "perhaps", *SOURCE], "An answer is yes or no"),
        (["--undo", "bulk"], "has no answer to take back"),
        (["--undo", "bulk", *SOURCE], "can't be combined"),
    ],
)
def test_what_can_not_be_recorded_is_a_sentence_and_changes_nothing(dde, workspace, words, says):
    before = {path.name for path in workspace.path.iterdir()}
    said = dde("requirements", "settle", *words, workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert says in said.sentence
    assert {path.name for path in workspace.path.iterdir()} == before
    assert workspace.settings.check.profile == "cli-engage"


def test_it_needs_a_workspace_to_write_to(dde, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = dde("requirements", "settle", "bulk", "yes", *SOURCE)
    assert said.code == ExitCode.USAGE
    assert "There is no workspace here" in said.err


def test_a_run_that_sends_at_this_moment_is_not_disturbed(settle, workspace):
    with run_lock(workspace):
        assert settle("bulk", "yes").code == ExitCode.LOCKED
    assert workspace.settings.check.profile == "cli-engage"


def test_what_a_source_says_never_steers_the_terminal(dde, settle, workspace):
    settle("bulk", "yes", flags=("--source", "a\x1b[31mb"))
    assert "\x1b" not in dde("requirements", workspace=workspace).out
    assert "\x1b" not in dde("requirements", "--format", "markdown", workspace=workspace).out
