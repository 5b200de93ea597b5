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


def test_a_developer_who_asks_is_shown_where_it_happened_and_no_message(logs, capsys):
    write_report(defect(), {})
    assert capsys.readouterr().err == ""
    outer = KeyError("Zoë O'Quinn")
    outer.__cause__ = defect()
    write_report(outer, {"DDE_DEBUG": "1"})
    shown = capsys.readouterr().err
    assert "Traceback of ValueError" in shown
    assert "Traceback of KeyError" in shown
    assert str(Path(__file__)) in shown
    assert "invalid literal" not in shown


@pytest.mark.parametrize("debug", ["", "1"])
def test_a_panic_of_polars_is_a_defect_whose_message_nobody_sees(process, put, clean_files, tmp_path, debug):
    """A real one: Rust prints it by itself, before Python hears of it; some of its messages quote a value."""
    put(tmp_path / "clean", clean_files)
    panics = """
import os, polars, checks.engine.run
def panic(*arguments, **words):
    os.write(2, b"thread panicked: Quinn")
    polars.Series(["Quinn"]).extend_constant("Quinn", 2**62)
checks.engine.run.check = panic
"""
    said = process("check", "clean", before=panics, DDE_DEBUG=debug)
    assert said.code == ExitCode.DEFECT
    assert "dde ran into a defect of its own (PanicException)." in said.err
    assert "panicked" not in said.err
    assert "Quinn" not in said.out + said.err.replace('extend_constant("Quinn"', "")
