"""What a command says where: JSON, colours, questions, and streams and disks that take no more."""

import json
import os
from pathlib import Path

import pytest

from checks.errors import ExitCode


@pytest.mark.parametrize(
    "words",
    [
        ["check", "nowhere", "--json"],
        ["check", "nowhere", "--format", "json"],
        ["check", "nowhere", "--format=json"],
        ["status", "--json"],
        ["send", "--json", "--accept", "DDE703"],
        ["explain", "DDE999", "--json"],
        ["requirements", "nothing.csv", "--format", "json"],
        ["status", "--json", "--nope"],
        ["nope", "--json"],
    ],
)
def test_asked_for_json_a_failure_is_one_object(dde, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    said = dde(*words)
    assert said.code in {ExitCode.USAGE, ExitCode.SOURCE}
    assert said.json == {"schema": "dde-error/1", "exit": said.code, "sentence": said.json["sentence"]}
    assert said.json["sentence"].split(".")[0] in said.sentence


def test_json_is_ascii_whatever_the_district_is_called(dde, tmp_path):
    path = tmp_path / "w"
    made = dde("--workspace", path, "init", "--district", "Nguyễn Peña ISD", "--json")
    assert made.json["district"] == "Nguyễn Peña ISD"
    assert dde("--workspace", path, "status", "--json").json["district"] == "Nguyễn Peña ISD"


def test_json_asked_for_above_holds_below(dde, workspace):
    assert dde("feedback", "--json", "list", workspace=workspace).json["schema"] == "dde-feedback/1"
    assert dde("feedback", "list", "--json", workspace=workspace).json["schema"] == "dde-feedback/1"
    assert dde("feedback", "--json", workspace=workspace).json["schema"] == "dde-feedback/1"
    assert not dde("feedback", "list", workspace=workspace).out.startswith("{")


def test_colours_need_a_terminal_that_wants_them(dde, clean):
    assert "\x1b[" in dde("check", clean, terminal=True).out
    assert "\x1b[" not in dde("check", clean).out
    assert "\x1b[" not in dde("check", clean, terminal=True, environ={"NO_COLOR": "1"}).out
    assert "\x1b[" not in dde("check", clean, terminal=True, environ={"TERM": "dumb"}).out


def test_progress_is_shown_on_a_terminal_only(dde, clean):
    assert "Checking" in dde("check", clean, terminal=True).err
    assert dde("check", clean).err == ""


def test_a_script_is_never_asked(process, workspace):
    for words in (["init"], ["confirm"], ["connect"], ["connect", "--host", "h", "--user", "u"]):
        said = process(*words, cwd=workspace.path)
        assert said.code == ExitCode.USAGE, words
        assert said.out == ""


def test_a_process_says_the_same_and_ends_with_the_code(process, workspace):
    done = process("status", "--json", cwd=workspace.path)
    assert (done.code, done.err) == (0, "")
    assert done.json["district"] == "Caprock Bend ISD"
    failed = process("check", "nowhere", "--json")
    assert failed.code == failed.json["exit"] == ExitCode.SOURCE


def test_a_reader_that_has_gone_is_no_trouble(process):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as gone:
        for words in (["explain"], ["--help"], ["explain", "--json"]):
            said = process(*words, stdout=gone)
            assert (said.code, said.err) == (0, ""), words
        failed = process("status", "--json", stdout=gone)
    assert failed.code == ExitCode.USAGE
    assert failed.err.startswith("dde: There is no workspace here")
    assert "Traceback" not in failed.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_standard_output_on_a_full_disk_is_a_sentence(process, workspace):
    for words in (["status"], ["status", "--json"]):
        with Path("/dev/full").open("wb") as full:
            said = process(*words, cwd=workspace.path, stdout=full)
        assert said.code == ExitCode.USAGE
        assert "This machine refused: No space left on device." in said.err
        assert "Traceback" not in said.err


FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"


@pytest.mark.skipif(os.name != "posix", reason="the limit that stands for a full disk is POSIX's")
def test_a_full_disk_loses_nothing(process, dde, workspace, clean, tmp_path):
    dde("request", workspace=workspace)
    settings = workspace.settings_file.read_bytes()
    report = tmp_path / "report.json"
    report.write_text("the old one", encoding="utf-8")
    tries = (
        (["template", str(tmp_path / "new"), "--example"], 8_000),
        (["check", str(clean), "--json", "--output", str(report)], 500),
        (["confirm", "--yes"], 60),
        (["feedback", "record", "answered", "--text", "x" * 10_000], 12_288),
        (["--workspace", str(tmp_path / "other"), "init", "--district", "X"], 500),
    )
    for words, room in tries:
        said = process(*words, cwd=workspace.path, before=FULL.format(room))
        assert said.code == ExitCode.USAGE, (words, said.err)
        assert said.err.startswith("dde: "), words
        assert "Traceback" not in said.err
    assert workspace.settings_file.read_bytes() == settings
    assert [event.kind for event in workspace.journal.events()] == ["requested"]
    assert report.read_text("utf-8") == "the old one"
    assert not (tmp_path / "other").exists()
    assert not (tmp_path / "new").exists()
    assert dde("feedback", "record", "answered", workspace=workspace).code == 0


def test_a_machine_that_refuses_is_a_sentence_with_the_place(dde, clean, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    for words in (
        ["template", tmp_path / "file"],
        ["template", tmp_path / "file" / "below"],
        ["check", clean, "--output", tmp_path],
        ["check", clean, "--output", tmp_path / "none" / "report.json"],
        ["--workspace", tmp_path / "file", "init", "--district", "X"],
    ):
        said = dde(*words)
        assert said.code == ExitCode.USAGE, words
        assert str(tmp_path) in said.err
        assert said.out == ""
    assert json.dumps(sorted(path.name for path in tmp_path.iterdir())) == '["clean", "file"]'
