"""The report of a defect: where it happened, and nothing that somebody's file could have said."""

import sys
from pathlib import Path

import pytest

from checks.errors import ExitCode
from dde_tui.terminal.crash_report import write_report


def defect(student="Zoë O'Quinn"):
    try:
        int(student)
    except ValueError as error:
        return error


@pytest.fixture
def logs(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


def test_the_report_names_class_file_line_and_function_only(logs):
    told = write_report(defect(), {})
    path = Path(told.to_do.rpartition(": ")[2])
    text = path.read_text("utf-8")
    assert told.exit_code is ExitCode.DEFECT
    assert told.happened == "dde ran into a defect of its own (ValueError)."
    assert "builtins.ValueError" in text
    assert "test_crash_report.py:" in text
    assert " defect\n" in text
    assert "Quinn" not in text + told.sentence
    assert str(Path(__file__).parent) not in text


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the folder's variable is Linux's")
def test_a_report_that_cannot_be_written_stands_in_the_sentence(logs):
    logs.rmdir()
    logs.write_text("", encoding="utf-8")
    told = write_report(defect(), {})
    assert "Its report could not be written" in told.to_do
    assert "builtins.ValueError" in told.to_do
    assert "test_crash_report.py:" in told.to_do
    assert "Quinn" not in told.sentence


def test_the_traceback_is_shown_to_a_developer_who_asks(logs, capsys):
    write_report(defect(), {})
    assert capsys.readouterr().err == ""
    write_report(defect("x"), {"DDE_DEBUG": "1"})
    assert "Traceback" in capsys.readouterr().err
