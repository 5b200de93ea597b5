"""The names that other programs may use: there, complete, and loaded only when used."""

import subprocess
import sys
from datetime import date

import pytest

import checks
from checks.example.changes import as_files
from checks.example.district import district
from support.file_sets import as_folder


def test_a_set_is_checked_by_the_public_names_alone(tmp_path):
    source = checks.open_file_set(as_folder(tmp_path / "set", as_files(district())))
    report = checks.check(source, checks.load_profile(), today=date(2026, 9, 1))
    assert isinstance(report, checks.Report)
    assert report.outcome == "ready"


def test_every_public_name_is_there_and_no_other():
    assert all(getattr(checks, name) for name in checks.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = checks.nothing


def test_nothing_heavy_is_loaded_with_the_package():
    code = "import sys, checks; print(sorted({'polars', 'numpy', 'checks.engine'} & {*sys.modules}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
