"""A test that fails on Windows is told, and what is Wine's own fault fails nothing: tried on a stand-in for its Python."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from windows.play import ALL, CHOSEN, ROOT, NotRunError, Rig, play_part

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows needs no Wine, and so no rig")

CASE = '<testcase classname="test_some" name="test_it">{}</testcase>'
RIGHT = CASE.format("")
WRONG = CASE.format('<failure message="assert 1 == 2" />')
CRASHED = CASE.format("<failure message=\"worker 'gw0' crashed while running 'test_some.py::test_it'\" />")


@pytest.fixture
def rig(tmp_path):
    """Makes a rig whose Python does this, call by call: it leaves a report of one case, or says words and goes away."""

    def make(*calls: str, seconds: float = 60) -> Rig:
        for number, call in enumerate(calls):
            (tmp_path / f"call{number}").write_text(call, encoding="utf-8")
        python = tmp_path / "w"
        python.write_text(
            f"""#!/bin/bash
cd {tmp_path}
next=$(ls call* | head -n 1)
for argument; do case $argument in --junitxml=*) report=${{argument#--junitxml=Z:}}; report=${{report//\\\\//}} ;; esac; done
case $(cat "$next") in
  sleeps) exec sleep 60 ;;
  *testcase*) echo "<testsuites><testsuite time='1'>$(cat "$next")</testsuite></testsuites>" > "$report" ;;
  *) cat "$next" ;;
esac
rm "$next"
exit 1
""",
            encoding="utf-8",
        )
        python.chmod(0o755)
        return Rig(tmp_path, time.monotonic() + seconds, tmp_path)

    return make


def test_what_passes_and_what_fails_is_counted(rig):
    assert str(play_part(rig(RIGHT), "some", [])) == "1 passed, 0 failed, 0 skipped"
    assert play_part(rig(WRONG), "some", []).failed == ["test_some::test_it"]


def test_a_python_that_goes_away_is_started_once_more(rig):
    assert play_part(rig("", RIGHT), "some", []).passed == 1
    with pytest.raises(NotRunError, match="crashed twice, in some"):
        play_part(rig("", "wine: out of luck"), "some", [])


def test_a_test_during_which_it_went_away_is_run_once_more(rig):
    assert play_part(rig(CRASHED, RIGHT), "some", []).passed == 1
    assert play_part(rig(CRASHED, WRONG), "some", []).failed == ["test_some::test_it"]
    with pytest.raises(NotRunError, match=r"crashed twice, in test_some\.py::test_it"):
        play_part(rig(CRASHED, ""), "some", [])


def test_a_test_that_failed_is_tried_once_more_alone(rig, capsys):
    wrong, right = (case.replace("test_some", "tests.test_some") for case in (WRONG, RIGHT))
    assert str(play_part(rig(wrong, right), "some", [])) == "1 passed, 0 failed, 0 skipped"
    assert "passed only when tried again, alone: tests.test_some::test_it" in capsys.readouterr().out
    assert play_part(rig(wrong, wrong), "some", []).failed == ["tests.test_some::test_it"]
    assert play_part(rig(wrong, ""), "some", []).failed == ["tests.test_some::test_it"]


def test_a_test_that_hangs_fails(rig):
    hangs = "++++ Timeout ++++"
    assert play_part(rig(CRASHED, hangs), "some", []).failed == ["test_some.py::test_it hangs"]


def test_a_run_ends_when_the_time_is_up(rig):
    with pytest.raises(NotRunError, match="too long, in some"):
        play_part(rig("sleeps", seconds=0.2), "some", [])


def test_without_a_rig_the_last_line_says_so_and_nothing_fails():
    environ = {**os.environ, "PYTHON": "/nowhere/python", "PYTHONPATH": str(ROOT / "tests")}
    done = subprocess.run(
        [sys.executable, "-m", "windows.play"],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "Windows: not run (its rig could not be made)"
    assert done.stderr.count("/nowhere/python is missing") == 2
    assert done.returncode == 0


def test_every_test_file_is_in_one_part_and_what_differs_is_in_the_gate():
    found: dict[Path, list[str]] = {path: [] for path in (ROOT / "tests").rglob("test_*.py")}
    for part, arguments in ALL.items():
        wanted = [path for each in arguments if each[0] != "-" for path in sorted(ROOT.glob(each))]
        left_out = [ROOT / each.partition("=")[2] for each in arguments if each[0] == "-"]
        for path, parts in found.items():
            if any(path == each or each in path.parents for each in wanted):
                parts.extend([part] * (not any(each in [path, *path.parents] for each in left_out)))
    assert {path.name: parts for path, parts in found.items() if len(parts) != 1} == {}
    assert CHOSEN.items() <= ALL.items()
