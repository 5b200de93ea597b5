"""`dde check` on damaged sets and zips: one JSON object, the right exit code, and never a defect.

The suite tries a few fixed examples; `DDE_FUZZ=1000 python -m pytest tests/dde_tui/test_fuzz.py` tries that
many new ones for each test.
"""

import io
import json
import re
import shutil

import pytest
from hypothesis import assume, given

from dde_tui.cli import run
from dde_tui.terminal.console import Console
from support import fuzz
from support.file_sets import zipped


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        path = tmp_path_factory.mktemp("fuzz")
        patch.delenv("DDE_WORKSPACE", raising=False)
        patch.setenv("XDG_STATE_HOME", str(path / "state"))
        patch.chdir(path)
        yield path


def told(path):
    """Run the command on the path; return its exit code and its JSON after looking at both."""
    out, err = io.StringIO(), io.StringIO()
    with fuzz.no_hang():
        code = int(run(["check", str(path), "--json"], Console(out, err, {})))
    said = json.loads(out.getvalue())
    assert code in (0, 1, 3), err.getvalue()
    if code == 3:
        assert said["schema"] == "dde-error/1"
        assert said["exit"] == 3
        assert said["sentence"]
    else:
        assert said["schema"] == "dde-check/1"
        assert said["outcome"] == ("not-ready" if code else "ready")
        assert bool(said["counts"]["error"]) == bool(code)
        assert all(found["value"] is None for found in said["findings"])
    assert "Traceback" not in err.getvalue()
    return code


@fuzz.options(15)
@given(fuzz.damaged_sets() | fuzz.sets_with_random_bytes())
def test_a_damaged_folder_gives_json_and_the_right_exit_code(folder, files):
    place = folder / "set"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    names = [name for name in files if re.fullmatch(r"[\w .]+", name) and len(name) < 100]
    assume(names)
    for name in names:
        (place / name).write_bytes(files[name])
    has_csv = any(name.lower().endswith(".csv") and not name.startswith(".") for name in names)
    assert (told(place) == 3) == (not has_csv)


@fuzz.options(15)
@given(fuzz.damaged_sets())
def test_a_damaged_set_in_a_zip_gives_json_and_the_right_exit_code(folder, files):
    path = folder / "set.zip"
    path.write_bytes(zipped(files.items()))
    told(path)


@fuzz.options(20)
@given(fuzz.zips())
def test_a_zip_of_any_bytes_gives_json_and_the_right_exit_code(folder, data):
    path = folder / "any.zip"
    path.write_bytes(data)
    told(path)
