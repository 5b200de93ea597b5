"""What the Windows Python gets is what is pinned for Windows, each file with its hash."""

from pathlib import Path

import pytest

from windows.pins import for_windows

ROOT = Path(__file__).parents[2]
DEV = (ROOT / ".ci" / "requirements-dev.txt").read_text("utf-8")
OWN = Path(__file__).with_name("pins.txt").read_text("utf-8")


def names(lines):
    return {line.partition("==")[0] for line in lines}


def test_windows_gets_its_own_packages_and_none_of_linux():
    assert {"colorama", "pywin32-ctypes", "polars", "pytest"} <= names(for_windows(DEV))
    assert not {"jeepney", "secretstorage"} & names(for_windows(DEV))


def test_a_package_with_a_version_for_each_python_is_there_once():
    (numpy,) = [line for line in for_windows(DEV) if line.startswith("numpy==")]
    (version,) = [line for line in DEV.splitlines() if line.startswith("numpy==") and "< '3.12'" in line]
    assert version.startswith(numpy.split(" ")[0])


@pytest.mark.parametrize("pins", [DEV, OWN], ids=["the project's", "the rig's"])
def test_every_line_has_a_version_and_a_hash_and_no_condition(pins):
    lines = for_windows(pins)
    assert lines
    for line in lines:
        pinned, *hashes = line.split(" --hash=sha256:")
        assert pinned.count("==") == 1, line
        assert hashes, line
        assert all(len(each) == 64 for each in hashes), line
        assert ";" not in line
