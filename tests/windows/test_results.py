"""What came of a run is read from its JUnit file as pytest and its helpers write it."""

import subprocess
import sys

import pytest

from windows.results import Results, read

MODULES = {
    "test_some.py": """
import os, sys, pytest
def test_right(): pass
def test_wrong(): assert 1 == 2
def test_crash(): os._exit(9)
@pytest.fixture
def broken(): raise OSError
def test_its_fixture_is_broken(broken): pass
@pytest.mark.skipif(True, reason="rights of POSIX")
def test_skipped(): pass
@pytest.mark.parametrize("number", [1, 2])
def test_skips_itself(number): pytest.skip("no 'sshd' on this machine")
""",
    "test_whole.py": """
import pytest
pytest.skip("signals of POSIX", allow_module_level=True)
""",
}


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Results:
    folder = tmp_path_factory.mktemp("suite")
    for name, text in MODULES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-n", "1", "-p", "no:cacheprovider", "--junitxml", "junit.xml"]
    subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    return read(folder / "junit.xml")


def test_each_test_is_counted_once(results):
    assert (results.passed, len(results.failed), results.skipped.total()) == (1, 2, 4)
    assert results.failed == ["test_some::test_wrong", "test_some::test_its_fixture_is_broken"]
    assert str(results) == "1 passed, 2 failed, 4 skipped"


def test_a_python_that_went_away_is_no_failure_yet(results):
    assert results.crashed == ["test_some.py::test_crash"]


def test_skips_are_counted_by_their_reason(results):
    assert results.skipped == {"rights of POSIX": 1, "no 'sshd' on this machine": 2, "signals of POSIX": 1}


def test_parts_add_up(results):
    total = Results()
    total.add(results)
    total.add(results)
    assert str(total) == "2 passed, 4 failed, 8 skipped"
    assert total.seconds == pytest.approx(2 * results.seconds)
