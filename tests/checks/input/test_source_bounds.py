"""What would be held in memory without a bound is refused while it is read."""

import os
import time
from datetime import date

import pytest

from checks.engine.run import check
from checks.input.source import open_file_set
from checks.rules.choices import load_profile
from support.open_sources import CSV, refused, written, zipped

TODAY = date(2026, 9, 1)
HEADER = b"sourcedId,status\n"


def test_a_sparse_file_of_a_hundred_gigabytes_is_refused_at_once(tmp_path):
    (tmp_path / "users.csv").write_bytes(HEADER)
    os.truncate(tmp_path / "users.csv", 10**11)
    begun = time.monotonic()
    assert "users.csv has more than 16,000,000 bytes without the end of a line." in refused(tmp_path)
    assert time.monotonic() - begun < 10


def test_blank_lines_in_a_row_are_bounded(tmp_path):
    (tmp_path / "users.csv").write_bytes(HEADER + b"\r\n" * 14_000_000 + b"S1,active\n")
    assert "bytes of blank lines in a row" in refused(tmp_path)


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n\n"])
def test_columns_are_bounded(tmp_path, before):
    (tmp_path / "users.csv").write_bytes(before + HEADER[:-1] + b"," * 1_000 + b"\n")
    assert "users.csv has more than 1,000 columns." in refused(tmp_path)


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_many_lines_are_not_taken_for_columns(tmp_path, end):
    (tmp_path / "users.csv").write_bytes(HEADER.replace(b"\n", end) + (b"S1,active" + end) * 3_000)
    (file,) = open_file_set(tmp_path).files
    assert file.read().count(b"active") == 3_000


def test_millions_of_blank_lines_in_a_small_zip_are_counted_soon(tmp_path):
    """22 kB took 12 seconds and 954 MB."""
    files = {**CSV, "users.csv": CSV["users.csv"] + b"\n" * 4_000_000}
    path = written(tmp_path, zipped(files))
    begun = time.process_time()
    report = check(open_file_set(path), load_profile(), today=TODAY)
    assert time.process_time() - begun < 8
    rule = report.rules["DDE206"]
    assert (rule.count, rule.affected) == (4_000_000, 4_000_000)
    assert max(found.line for found in report.findings if found.code == "DDE206") < 2_000


def test_blank_lines_at_the_end_are_findings_and_no_more(tmp_path):
    (tmp_path / "orgs.csv").write_bytes(CSV["orgs.csv"] + b"\n  \n\t\n")
    report = check(open_file_set(tmp_path), load_profile(), today=TODAY)
    assert [found.line for found in report.findings if found.code == "DDE206"] == [3, 4, 5]
