"""Templates: headers to fill in, and examples that are what they say."""

from datetime import date

import pytest

from checks.engine.run import check
from checks.errors import ExitCode
from checks.example.district import first_day
from checks.finding import Severity
from checks.rules.choices import load_profile
from dde_tui.actions.files.template import template_files
from support.file_sets import in_memory


def test_the_headers_of_the_required_files_are_written(dde, tmp_path):
    said = dde("template", tmp_path / "t")
    assert said.code == 0
    required = {spec.name: spec.header for spec in load_profile("cli-engage").files if spec.required}
    written = {path.name: path.read_bytes() for path in (tmp_path / "t").iterdir()}
    assert written == {name: (",".join(header) + "\n").encode() for name, header in required.items()}
    assert said.out.splitlines() == [str(tmp_path / "t" / name) for name in required]


def test_the_example_is_right_and_the_mistakes_are_wrong(dde, tmp_path):
    dde("template", tmp_path / "right", "--example")
    dde("template", tmp_path / "wrong", "--example", "mistakes")
    assert dde("check", tmp_path / "right").code == 0
    assert dde("check", tmp_path / "wrong").code == ExitCode.NOT_READY


def test_the_flat_example_builds_into_a_set_that_is_right(dde, tmp_path):
    dde("template", tmp_path / "flat", "--example", "flat")
    built = dde("build", tmp_path / "flat" / "build.toml", "--output", tmp_path / "built")
    assert built.code == 0, built.err
    assert dde("check", tmp_path / "built", "--fail-on", "warning").code == 0


def test_json_names_folder_and_files(dde, tmp_path):
    said = dde("template", tmp_path / "t", "--json")
    assert said.json == {
        "schema": "dde-template/1",
        "folder": str(tmp_path / "t"),
        "files": sorted(path.name for path in (tmp_path / "t").iterdir()),
    }


@pytest.mark.parametrize("kind", [[], ["--example"], ["--example", "flat"]])
def test_nothing_that_is_there_is_written_over(dde, tmp_path, kind):
    dde("template", tmp_path, *kind)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    first = next(iter(before))
    (tmp_path / first).write_bytes(b"ours")
    said = dde("template", tmp_path, *kind)
    assert said.code == ExitCode.USAGE
    assert "Nothing was written." in said.err
    assert first in said.err
    assert (tmp_path / first).read_bytes() == b"ours"


def test_a_folder_must_be_given(dde):
    assert dde("template").code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("day", "ends"), [(date(2026, 9, 1), 2027), (date(2027, 5, 27), 2027), (date(2029, 6, 15), 2030)]
)
def test_an_example_is_of_the_school_year_under_way_and_so_never_out_of_date(day, ends):
    files = template_files("clean", day)
    assert f",{ends}\n".encode() in files["academicSessions.csv"].replace(b"\r\n", b"\n")
    report = check(in_memory(files), load_profile(), today=max(day, first_day(ends)))
    assert [finding.code for finding in report.findings if finding.severity is not Severity.INFO] == []
