"""`dde fix` as scripts and people use it; what is mended is the file contract's own matter."""

import csv
import io
import json
import zipfile
from datetime import date
from importlib import resources

import pytest
from jsonschema import Draft202012Validator

from checks.errors import CancelledError, ExitCode
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.job import Job
from dde_tui.actions.files.fix.command import plan_fixes
from dde_tui.actions.files.fix.write import write_fixed

MISTAKES = planted(district())
SAFE = {"header-case", "spreadsheet-true", "american-date", "enrollment-twice"}
SCHEMA = json.loads((resources.files("checks") / "reports" / "fix.schema.json").read_text("utf-8"))
SLASHES, READ = b",8/14/2026,", b",2026-08-14,"


def mended(mistakes):
    """The district's files as they are once what is safe is mended."""
    kept = [each for each in mistakes if each.name not in SAFE or each.name == "american-date"]
    files = with_mistakes(district(), kept)
    return {name: data.replace(SLASHES, READ) for name, data in files.items()}


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def safe(tmp_path):
    """A folder whose only mistakes are safe to mend."""
    path = tmp_path / "safe"
    path.mkdir()
    files = with_mistakes(district(), [each for each in MISTAKES if each.name in SAFE])
    for name, data in files.items():
        (path / name).write_bytes(data)
    return path


def test_what_is_safe_is_mended_in_a_new_folder_and_the_original_stays(dde, wrong, wrong_files, tmp_path):
    said = dde("fix", wrong, "--output", tmp_path / "mended")
    assert said.code == ExitCode.NOT_READY
    assert contents(tmp_path / "mended") == mended(MISTAKES)
    assert contents(wrong) == wrong_files
    assert "4 fixed, 13 left: 8 errors, 4 warnings, 1 info." in said.out


def test_the_exit_code_is_0_when_no_error_is_left_or_nothing_was_wrong(dde, safe, clean, tmp_path):
    assert dde("fix", safe, "--output", tmp_path / "a").code == ExitCode.DONE
    assert dde("fix", clean, "--output", tmp_path / "b").code == ExitCode.DONE
    assert contents(tmp_path / "a") == mended([each for each in MISTAKES if each.name in SAFE])
    assert contents(tmp_path / "b") == contents(clean)


def test_a_zip_becomes_a_folder(dde, wrong, tmp_path):
    path = tmp_path / "roster.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in wrong.iterdir():
            archive.write(file, f"export/{file.name}")
    dde("fix", path, "--output", tmp_path / "mended")
    assert contents(tmp_path / "mended") == mended(MISTAKES)


def test_the_difference_is_shown_and_nothing_written(dde, wrong, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    said = dde("fix", wrong, "--diff", "--show-values")
    assert said.code == ExitCode.NOT_READY
    assert sorted(tmp_path.rglob("*")) == before
    assert "line 36  TRUE ► true" in said.out
    assert said.out.endswith("Nothing was written.\n")


def test_values_are_shown_on_a_terminal_and_elsewhere_only_when_asked_for(dde, wrong):
    assert "8/14/2026 ► 2026-08-14" in dde("fix", wrong, "--diff", terminal=True).out
    hidden = dde("fix", wrong, "--diff").out
    assert "2026-08-14" not in hidden
    assert "line 57" in hidden
    assert "line 57" not in dde("fix", wrong, "--diff", "--limit", "0").out
    assert "8/14/2026" in json.dumps(dde("fix", wrong, "--diff", "--json", "--show-values").json)
    assert "8/14/2026" not in dde("fix", wrong, "--diff", "--json", terminal=True).out


def test_every_change_is_in_the_log_beside_the_folder(dde, wrong, tmp_path, secrets_of_the_district):
    dde("fix", wrong, "--output", tmp_path / "mended", "--limit", "0")
    text = (tmp_path / "mended.changes.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    places = [(row["code"], row["file"], int(row["line"]), row["column"]) for row in rows]
    expected = [(each.code, each.file, each.line, each.column) for each in MISTAKES if each.name in SAFE]
    assert sorted(places) == sorted(expected)
    assert {row["before"] + row["after"] for row in rows} == {""}
    assert [value for value in secrets_of_the_district if value in text] == []


def test_a_log_of_its_own_holds_values_when_they_are_asked_for(dde, wrong, tmp_path):
    dde("fix", wrong, "--output", tmp_path / "mended", "--log", tmp_path / "log.csv", "--show-values")
    assert "enrollments.csv,57,beginDate,DDE401,date-as-standard,8/14/2026,2026-08-14" in (
        tmp_path / "log.csv"
    ).read_text("utf-8")
    assert not (tmp_path / "mended.changes.csv").exists()


def test_the_list_of_changes_can_be_the_answer(dde, wrong):
    said = dde("fix", wrong, "--diff", "--format", "csv")
    assert [line.split(",")[3] for line in said.out.splitlines()] == [
        *("code", "DDE212", "DDE303", "DDE401", "DDE501"),
    ]


def test_the_json_tells_what_was_mended_and_what_is_left(dde, wrong, tmp_path):
    said = dde("fix", wrong, "--output", tmp_path / "mended", "--json")
    data = said.json
    assert said.err == ""
    assert (data["schema"], data["output"], data["outcome"]) == (
        "dde-fix/1",
        str(tmp_path / "mended"),
        "not-ready",
    )
    assert (data["mended"], data["left"]) == (4, {"error": 8, "warning": 4, "info": 1})
    assert data["changes"][1] == {
        "code": "DDE303",
        "repair": "flag-in-case",
        "file": "users.csv",
        "column": "enabledUser",
        "count": 1,
        "places": [{"line": 36, "before": None, "after": None}],
    }
    assert data["rules"]["DDE303"] == {"before": 1, "after": 0}
    assert (data["uncovered"], data["notes"]) == ({}, [])


@pytest.mark.parametrize("words", [[], ["--show-values"], ["--limit", "0"]])
def test_the_json_keeps_to_its_schema_whether_or_not_it_writes(dde, wrong, clean, tmp_path, words):
    for number, source in enumerate((wrong, clean)):
        output = tmp_path / f"mended{number}"
        shown = dde("fix", source, "--diff", "--json", *words).json
        made = dde("fix", source, "--output", output, "--json", *words).json
        for data in (shown, made):
            Draft202012Validator(SCHEMA).validate(data)
        assert made == {**shown, "output": str(output)}


@pytest.mark.parametrize("place", ["", "inside", "../used", "../used/notes.txt"])
def test_an_output_that_is_used_or_in_the_source_is_refused(dde, wrong, wrong_files, tmp_path, place):
    used = wrong.parent / "used"
    used.mkdir(exist_ok=True)
    (used / "notes.txt").write_bytes(b"mine")
    said = dde("fix", wrong, "--output", wrong / place)
    assert said.code == ExitCode.USAGE
    assert "Nothing was written" in said.sentence
    assert contents(wrong) == wrong_files
    assert contents(used) == {"notes.txt": b"mine"}


@pytest.mark.parametrize("log", ["wrong/log.csv", "mended/log.csv", "mended", "there.csv"])
def test_a_log_among_the_files_or_over_another_file_is_refused(dde, wrong_files, tmp_path, log):
    (tmp_path / "wrong").mkdir()
    for name, data in wrong_files.items():
        (tmp_path / "wrong" / name).write_bytes(data)
    (tmp_path / "there.csv").write_bytes(b"mine")
    said = dde("fix", tmp_path / "wrong", "--output", tmp_path / "mended", "--log", tmp_path / log)
    assert said.code == ExitCode.USAGE
    assert not (tmp_path / "mended").exists()
    assert (tmp_path / "there.csv").read_bytes() == b"mine"


@pytest.mark.parametrize("words", [[], ["--diff", "--output", "x"]])
def test_it_must_be_said_whether_to_write(dde, wrong, words):
    assert dde("fix", wrong, *words).code == ExitCode.USAGE


def test_a_source_that_is_not_there_is_exit_3_and_leaves_nothing(dde, tmp_path):
    said = dde("fix", tmp_path / "nowhere", "--output", tmp_path / "mended")
    assert said.code == ExitCode.SOURCE
    assert list(tmp_path.glob("mended*")) == []


def test_writing_that_is_stopped_leaves_nothing(safe, tmp_path):
    repairs = plan_fixes(safe, profile="cli-engage", today=date(2026, 9, 1))
    with pytest.raises(CancelledError):
        write_fixed(repairs, tmp_path / "mended", log=tmp_path / "log.csv", job=Job(cancelled=lambda: True))
    assert [path.name for path in tmp_path.iterdir()] == ["safe"]
